"""
Looks at a target's address, port and certificate without a request being sent.
"""

import socket
import ssl
from datetime import UTC, datetime

from payconform.errors import TargetSilent, TargetUnfit
from payconform.wire.route import Route, trust
from payconform.wire.socket import Guard


def address(host: str, port: int, guard: Guard, seconds: float) -> str:
    """
    The address at which a host accepts a connection.

    Raises:
        TargetSilent: the name has no address, or nothing accepts there.
        TargetForbidden: the guard refuses the host.

    """
    with _connected(host, port, guard, seconds) as connection:
        found: str = connection.getpeername()[0]
        return found


def expiry(host: str, port: int, guard: Guard, route: Route) -> datetime:
    """
    When the certificate of a host ends, which the route's authorities vouch for.

    Raises:
        TargetUnfit: there is no TLS, or nobody vouches for the certificate.
        TargetSilent: nothing accepts a connection.

    """
    context = route.ssl_context or trust()
    try:
        with (
            _connected(host, port, guard, route.seconds) as connection,
            context.wrap_socket(connection, server_hostname=host.rstrip(".")) as wrapped,
        ):
            certificate = wrapped.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        raise TargetUnfit(f"its certificate does not hold: {error.verify_message}") from None
    except OSError as error:
        raise TargetUnfit(f"no TLS handshake on {host}:{port} ({_reason(error)})") from None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)


def _connected(host: str, port: int, guard: Guard, seconds: float) -> socket.socket:
    guard.check(host, port)
    try:
        return socket.create_connection((host, port), seconds)
    except socket.gaierror:
        raise TargetSilent(f"the name {host} has no address") from None
    except (OSError, UnicodeError) as error:
        raise TargetSilent(
            f"nothing accepts a connection on {host}:{port} ({_reason(error)})"
        ) from None


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or getattr(error, "reason", None) or "no answer in time"
