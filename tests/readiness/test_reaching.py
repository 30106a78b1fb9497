"""
Each step on the way to a target is checked: its address, TLS, and a proxy.
"""

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.readiness.conftest import answer, checked, failed

PEM = Path(__file__).parents[1] / "wire" / "certificates"
END = datetime(2120, 1, 1, tzinfo=UTC)  # of the throw-away certificates


# --- address ---


def test_a_name_without_address_fails(configured: Any) -> None:
    configured("https://sandbox.payconform.invalid")
    last = failed("reachable")
    assert last.says == "the name sandbox.payconform.invalid has no address"
    assert (last.key, last.exit_code) == ("targets.x.base_url", 3)


def test_a_port_that_nobody_listens_on_fails(configured: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    configured(f"http://127.0.0.1:{port}")
    assert "(Connection refused)" in failed("reachable").says


# --- TLS ---


@pytest.fixture
def encrypted(listen: Any) -> Callable[..., str]:
    """
    The URL of a listener that issues tokens over TLS.
    """

    def start(certificate: str = "server.pem") -> str:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PEM / certificate, PEM / "server.key")

        def serve(client: socket.socket, listener: Any) -> None:
            with context.wrap_socket(client, server_side=True) as wrapped:
                while listener.request(wrapped):
                    wrapped.sendall(answer())

        return f"https://127.0.0.1:{listen(serve).port}"

    return start


BUNDLE = f'http.ca_bundle = "{PEM / "ca.pem"}"'


@pytest.mark.parametrize(("days", "outcome"), [(14, "ok"), (13, "warning"), (400, "ok")])
def test_a_certificate_that_ends_soon_is_a_warning(
    encrypted: Any, configured: Any, days: int, outcome: str
) -> None:
    configured(encrypted(), BUNDLE)
    found = checked(now=END - timedelta(days=days, hours=1))
    assert found["tls"].outcome == outcome
    assert found["tls"].says == f"certificate holds, {days} days left"
    assert found["first call"].outcome == "ok"


def test_a_certificate_that_nobody_vouches_for_fails(encrypted: Any, configured: Any) -> None:
    configured(encrypted())
    last = failed("tls")
    assert last.says.startswith("its certificate does not hold: ")
    assert (last.key, last.exit_code) == ("targets.x.http.ca_bundle", 3)


def test_a_certificate_of_another_host_fails(encrypted: Any, configured: Any) -> None:
    configured(encrypted("elsewhere.pem"), BUNDLE)
    assert "127.0.0.1" in failed("tls").says


def test_a_target_without_tls_fails_where_its_url_promises_it(listen: Any, configured: Any) -> None:
    plain = listen(lambda client, listener: client.sendall(answer()))
    configured(plain.url.replace("http:", "https:"))
    assert failed("tls").says.startswith("no TLS handshake on 127.0.0.1:")


# --- a proxy ---


def test_behind_a_proxy_the_check_says_what_it_cannot_see(answering: Any, configured: Any) -> None:
    forward = answering(answer())
    configured("http://sandbox.payconform.invalid", f'http.proxy = "{forward.url}"')
    found = checked()
    assert found["reachable"].says.endswith("the target's name and port are left to this proxy")
    assert found["tls"].outcome == "warning"
    assert found["first call"].outcome == "ok"
    assert forward.heard[0].startswith(b"POST http://sandbox.payconform.invalid/v2/auth/token ")


def test_tls_inside_a_tunnel_is_left_to_the_first_call(answering: Any, configured: Any) -> None:
    refusing = answering(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    configured("https://sandbox.payconform.invalid", f'http.proxy = "{refusing.url}"')
    assert "first call proves it" in checked()["tls"].says
    assert "the proxy does not let the request through" in failed("first call").says
