"""
Which hosts a run may open a socket to. Fails closed.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from payconform.config import is_loopback
from payconform.errors import TargetForbidden


@dataclass(frozen=True, slots=True)
class AllowList:
    """
    Hosts and ports that may be connected to, and hosts that never may.
    """

    allowed: frozenset[tuple[str, int]]
    production: frozenset[str] = frozenset()

    def check(self, host: str, port: int) -> None:
        """
        Say nothing if a socket may be opened.

        Raises:
            TargetForbidden: the host is production, or not one of the allowed.

        """
        name = host.lower().rstrip(".")
        if name in self.production:
            raise TargetForbidden(
                f"{host} is a production host. payconform creates and cancels QRs; "
                "name the provider's sandbox as the target."
            )
        if (name, port) not in self.allowed:
            raise TargetForbidden(f"{host}:{port} is not a host of this target; nothing was sent.")


def for_target(base_url: str, production: frozenset[str]) -> AllowList:
    """
    The one host of a target, unless it is marked production.
    """
    parts = urlsplit(base_url)
    host = (parts.hostname or "").lower().rstrip(".")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    allow = AllowList(frozenset({(host, port)}), production)
    allow.check(host, port)
    return allow


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
