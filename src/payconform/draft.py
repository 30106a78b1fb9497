"""
A payconform.toml to begin with: the targets that a provider's documents name, every key explained.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from payconform.catalog import Slice
from payconform.config import PAYS, SECOND, published
from payconform.profiles import CallsBack, ShowsQr
from payconform.target.masks import env_name
from payconform.target.vetting import declarable
from payconform.wire.route import SECONDS

HEAD = """\
# Targets for `payconform certify --target NAME`; `payconform check` says if one is ready.
# No secret stands here: each is named by an environment variable, or a file outside the repository.
# Lines that begin with a single # before a key are optional: take the # away to use them.
"""
NOWHERE = "https://sandbox.invalid"
REQUIRED = """
# {title}
[targets.{name}]
# The key of the provider.
provider = "{key}"
# {origin}: scheme, host and port, no path.
base_url = "{url}"
# What the target is: "sandbox", or "simulator" for one of your own.
environment = "sandbox"
# What the merchant was given; {{ file = "~/..." }} names a file instead of a variable.
"""
OPTIONAL = """\
{able}{operator}# Requests a second, at most.
# requests_per_second = 2
# Requests that are not GET in one run, at most; cleaning up comes on top.
# max_writes = 3000
# No request with an amount above this, in the currency's main unit, is sent.
# max_amount = 1000
# The proxy that every connection goes through; the environment's proxy variables do not count.
# http.proxy = "http://proxy.example:8080"
# Authorities that vouch for the target, in PEM form, instead of the usual ones.
# http.ca_bundle = "~/.config/payconform/authorities.pem"
# The certificate that is shown to the target, in PEM form.
# http.client_certificate = "~/.config/payconform/client.pem"
# Its private key, without passphrase.
# http.client_key = "~/.config/payconform/client.key"
# Seconds for a whole answer.
# http.timeout = {seconds:g}
"""
CALLED_BACK = """\
# Where callbacks come in on this machine: HOST:PORT, which a reverse proxy or a tunnel leads to.
# callbacks.listen = "127.0.0.1:8099"
# The URL under which the target reaches it. Both keys or neither.
# callbacks.public_url = "https://hooks.example.com/payconform"
"""
ABLE = """\
# What the sandbox can do besides: stories that need it run, others are skipped by name.
# capabilities = [{}]
"""
OPERATOR = """\
# {}a person, who is shown a few QRs in the terminal.
# simulate_payment = "operator"
"""


def draft(slices: Iterable[Slice]) -> str:
    """
    The text of a payconform.toml with the sandboxes of these providers.
    """
    return HEAD + "".join(_target(one, *server) for one in slices for server in _sandboxes(one))


def _sandboxes(slice_: Slice) -> Iterator[tuple[str, str, str]]:
    """
    Name, base URL and origin of each sandbox of the documents, or of a place to name one.
    """
    servers: list[Mapping[str, Any]] = slice_.document.raw.get("servers", [])
    urls = [one["url"] for one in servers if one.get("x-environment") == "sandbox"]
    for number, url in enumerate(urls, 1):
        parts = urlsplit(url)
        name = f"{slice_.key}-sandbox" + (f"-{number}" if number > 1 else "")
        yield name, f"{parts.scheme}://{parts.netloc}", "As the provider's documents name it"
    if not urls:
        yield f"{slice_.key}-sandbox", NOWHERE, "The documents name none: write yours here"


def _target(slice_: Slice, name: str, url: str, origin: str) -> str:
    profile = slice_.profile
    required = sorted(profile.CREDENTIALS)
    optional = sorted(published(slice_.key).keys() - profile.CREDENTIALS)
    lines = [_secret(slice_.key, one) for one in required]
    if optional:
        lines += [
            "# What only some stories need.",
            *(f"# {_secret(slice_.key, one)}" for one in optional),
        ]
    lines.append("# Another merchant: shows that one cannot touch what is another's.")
    lines += [f"# {_secret(slice_.key, one, 'second')}" for one in required]
    able = sorted(declarable(slice_) - {SECOND})
    capabilities = ABLE.format(", ".join(f'"{one}"' for one in able)) if able else ""
    instead = "Instead of the capability simulate_payment: " if PAYS in able else "Who pays: "
    operator = OPERATOR.format(instead) if isinstance(profile, ShowsQr) else ""
    return (
        REQUIRED.format(title=slice_.rules.title, name=name, key=slice_.key, origin=origin, url=url)
        + "\n".join(lines)
        + "\n"
        + OPTIONAL.format(able=capabilities, operator=operator, seconds=SECONDS)
        + (CALLED_BACK if isinstance(profile, CallsBack) else "")
    )


def _secret(provider: str, name: str, *within: str) -> str:
    variable = env_name(provider, "_".join((*within, name)))
    return f'credentials.{".".join((*within, name))} = {{ env = "{variable}" }}'
