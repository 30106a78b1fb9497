"""
How a target is reached: whom it must be vouched by, who we are, through which proxy, how long.

Only what payconform.toml says counts; proxies and certificates that the environment names do not.
"""

import ssl
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import certifi

from payconform.addresses import is_base_url
from payconform.config import FILE, Http, TargetSettings
from payconform.errors import FileUnreadable

SECONDS = 5.0  # a whole answer, from the first byte sent to the last received


@dataclass(frozen=True)
class Route:
    """
    The way of every request to one target. `ssl_context` None is the usual trust.
    """

    ssl_context: ssl.SSLContext | None = None
    proxy: str | None = None
    seconds: float = SECONDS


DIRECT = Route()


def route_of(settings: TargetSettings) -> Route:
    """
    The route that the settings of a target ask for; a target on this machine has no proxy.

    Raises:
        FileUnreadable: a file or URL of `http` does not serve; nothing has been sent.

    """
    http, place = settings.http, f"targets.{settings.name}.http"
    if http.proxy and not (is_base_url(http.proxy) and http.proxy.lower().startswith("http://")):
        raise FileUnreadable(
            FILE, f"{place}.proxy", "is not the URL of a proxy", "Write it as http://HOST:PORT."
        )
    return Route(
        _context(http, place),
        None if settings.loopback else http.proxy,
        http.timeout or SECONDS,
    )


def route_outside(settings: TargetSettings, *, near: bool) -> Route:
    """
    The route to an address of our own, as the target sees it: through the target's proxy unless it
    is `near`, vouched for by the usual authorities or the target's, and nobody says who we are.

    Raises:
        FileUnreadable: as `route_of`.

    """
    route = route_of(settings)
    context = None
    if settings.http.ca_bundle:
        context = _trusting(certifi.where())
        context.load_verify_locations(Path(settings.http.ca_bundle).expanduser())
    return Route(context, None if near else route.proxy, route.seconds)


@cache
def trust() -> ssl.SSLContext:
    """
    What vouches for a target that names no authority of its own.
    """
    return _trusting(certifi.where())  # slow to make, and the same for every socket


def _trusting(file: str) -> ssl.SSLContext:
    # Not ssl's own default: that one writes the keys of sessions wherever SSLKEYLOGFILE says.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(file)
    return context


def _context(http: Http, place: str) -> ssl.SSLContext | None:
    if http.client_key and not http.client_certificate:
        raise FileUnreadable(
            FILE, f"{place}.client_key", "has no certificate", "Give client_certificate too."
        )
    if not (http.ca_bundle or http.client_certificate):
        return None
    context = _trusting(certifi.where())  # not the shared one: it gets a key
    if http.ca_bundle:
        file = _readable(http.ca_bundle, f"{place}.ca_bundle")
        try:
            context = _trusting(file)
        except ssl.SSLError:
            problem = "holds no certificate in PEM form"
            remedy = "Name the file with the authority's certificate."
            raise FileUnreadable(FILE, f"{place}.ca_bundle", problem, remedy) from None
    if http.client_certificate:
        _present(context, http.client_certificate, http.client_key, place)
    return context


def _present(context: ssl.SSLContext, certificate: str, key: str | None, place: str) -> None:
    chain = _readable(certificate, f"{place}.client_certificate")
    private = _readable(key, f"{place}.client_key") if key else None
    try:
        # An empty passphrase: a key that needs one is an error, not a question on the terminal.
        context.load_cert_chain(chain, private, password="")
    except (ssl.SSLError, ValueError):
        where = f"{place}.client_key" if key else f"{place}.client_certificate"
        problem = "is not the private key of the client certificate, in PEM form without passphrase"
        remedy = "Name a certificate and the key that was made for it."
        raise FileUnreadable(FILE, where, problem, remedy) from None


def _readable(file: str, place: str) -> str:
    try:
        path = Path(file).expanduser()
        path.read_bytes()
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror})"
        raise FileUnreadable(FILE, place, problem, "Check the path.") from None
    except (ValueError, RuntimeError):  # a NUL in the name; no home to expand ~ to
        raise FileUnreadable(FILE, place, "names no file", "Check the path.") from None
    return str(path)
