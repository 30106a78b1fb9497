"""
Which hosts a run may open a socket to, and name in a request. Fails closed.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from urllib.parse import urlsplit

from payconform.addresses import is_base_url, is_loopback
from payconform.errors import TargetForbidden


@dataclass(frozen=True, slots=True)
class AllowList:
    """
    Hosts and ports that may be connected to, and hosts that never may.

    `sandboxes` are no production, even where they are subdomains of it.
    """

    allowed: frozenset[tuple[str, int]]
    production: frozenset[str] = frozenset()
    sandboxes: frozenset[str] = frozenset()

    def check(self, host: str, port: int) -> None:
        """
        Say nothing if a socket may be opened.

        Raises:
            TargetForbidden: the host is production, or not one of the allowed.

        """
        self._refuse_production(host)
        if not host.isascii() or (_name(host), port) not in self.allowed:
            raise TargetForbidden(f"{host}:{port} is not a host of this target; nothing was sent.")

    def check_request(self, host: str, port: int, named: Iterable[str]) -> None:
        """
        Say nothing if a request may go to a host, and name others on the way.

        Raises:
            TargetForbidden: the host is not allowed, or one of those named is production.

        """
        self.check(host, port)
        for each in named:
            self._refuse_production(each)

    def _refuse_production(self, host: str) -> None:
        if is_production(host, self.production, self.sandboxes):
            raise TargetForbidden(
                f"{host} is a production host. payconform creates and cancels QRs; "
                "name the provider's sandbox as the target."
            )


def is_production(host: str, production: Set[str], sandboxes: Set[str] = frozenset()) -> bool:
    """
    Whether a host is one of production or a subdomain of one, and no sandbox by its own name.
    """
    name = host.lower().rstrip(".")
    if name in production:
        return True
    return name not in sandboxes and any(name.endswith(f".{each}") for each in production)


def for_target(
    base_url: str,
    production: frozenset[str],
    sandboxes: frozenset[str] = frozenset(),
    proxy: str | None = None,
) -> AllowList:
    """
    The one host of a target, and its proxy if it has one, unless either is production.
    """
    ends = [destination(url) for url in (base_url, proxy) if url]
    names = frozenset((_name(host), port) for host, port in ends)
    allow = AllowList(names, production, sandboxes)
    for host, port in ends:
        allow.check(host, port)
    return allow


def destination(url: str) -> tuple[str, int]:
    """
    Host and port of a URL that names nothing besides.

    Raises:
        TargetForbidden: it does, or can be read in more than one way.

    """
    if not is_base_url(url):
        raise TargetForbidden(f"{url!a} is not scheme, host and port; nothing was sent.")
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _name(host: str) -> str:
    return host.lower().removesuffix(".")  # the root's dot; with two of them it is no name


class LoopbackOnly:
    """
    Any port of this machine, and nothing beyond: what the simulator may call back.
    """

    def check(self, host: str, port: int) -> None:
        """
        Say nothing if the host is this machine.

        Raises:
            TargetForbidden: it is not.

        """
        if not is_loopback(host):
            raise TargetForbidden(f"{host}:{port} is not on this machine; nothing was sent.")

    def check_request(self, host: str, port: int, named: Iterable[str]) -> None:
        """
        The same of a request, which may name any host on its way to this machine.
        """
        self.check(host, port)
