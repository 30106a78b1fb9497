"""
A connection over TLS is open after its handshake, with a certificate that somebody vouches for.
"""

import socket
import ssl
import time
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import OK
from tests.wire.conftest import GET, Open
from tests.wire.peers import BOUND, DEADLINE

from payconform.wire.allowlist import AllowList
from payconform.wire.socket import GuardedSocket

# Made for this test with `openssl ca -selfsign`: nobody trusts it, nothing is kept with it.
SELF_SIGNED = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtgbdM5/YCHX36Vzu
bHOVi1EQrdR3Y4tAWwYFhnNi4ZWhRANCAAR5BhUsK0rbbTQJBeMYWeXd9OGAesFN
4zZSYym14xpZBaqM+44KXqkvqSFAiSToWYENDop56Myo2tSni0+blnmS
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBXTCCAQKgAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAkxMjcuMC4w
LjEwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CTEyNy4wLjAuMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHkGFSwrStttNAkF
4xhZ5d304YB6wU3jNlJjKbXjGlkFqoz7jgpeqS+pIUCJJOhZgQ0OinnozKja1KeL
T5uWeZKjQzBBMA8GA1UdEQQIMAaHBH8AAAEwDwYDVR0TAQH/BAUwAwEB/zAdBgNV
HQ4EFgQUFXZy4AbTPo++qeUEAQZEKudzMhIwCgYIKoZIzj0EAwIDSQAwRgIhAKbg
a85KMFPfhJJgejYrp4ClqVHDOuenBo/dWhaSoeq/AiEArFTgl3e6U0hZ54JrI/Rd
0AbEBRoKZXXLzB8vc4uOWkQ=
-----END CERTIFICATE-----
"""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    file = tmp_path / "self-signed.pem"
    file.write_text(SELF_SIGNED)
    return file


@pytest.fixture
def self_signed(certificate: Path, listen: Any) -> Any:
    """
    A listener that answers over TLS.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def serve(client: socket.socket, listener: Any) -> None:
        with context.wrap_socket(client, server_side=True) as wrapped:
            listener.request(wrapped)
            wrapped.sendall(OK)

    return listen(serve)


def test_a_certificate_that_nobody_vouches_for_is_no_connection(
    self_signed: Any, transport: Open
) -> None:
    made = transport(f"https://127.0.0.1:{self_signed.port}").send("tea", GET)
    assert made.failure == "no connection"
    assert self_signed.heard == []


def test_a_certificate_that_somebody_vouches_for_is_a_connection(
    self_signed: Any, certificate: Path
) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    guard = AllowList(frozenset({("127.0.0.1", self_signed.port)}))
    sender = GuardedSocket(f"https://127.0.0.1:{self_signed.port}", guard, 20, trusting)
    answer = sender.send(GET)
    sender.close()
    assert answer.body == b"ok"


def test_a_handshake_that_hangs_is_no_connection_in_time(listen: Any, transport: Open) -> None:
    def silent(client: socket.socket, listener: Any) -> None:
        listener.over.wait()

    url = listen(silent).url.replace("http", "https")
    began = time.monotonic()
    assert transport(url, seconds=DEADLINE).send("tea", GET).failure == "no connection in time"
    assert time.monotonic() - began < BOUND


def test_plain_http_on_the_other_side_of_tls_is_no_connection(listen: Any, transport: Open) -> None:
    def plain(client: socket.socket, listener: Any) -> None:
        client.recv(1)
        client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    url = listen(plain).url.replace("http", "https")
    assert transport(url).send("tea", GET).failure == "no connection"


def test_an_encrypted_connection_is_open_after_its_handshake(
    self_signed: Any, certificate: Path
) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    told: list[int] = []
    guard = AllowList(frozenset({("127.0.0.1", self_signed.port)}))
    url = f"https://127.0.0.1:{self_signed.port}"
    one = GuardedSocket(url, guard, 20, trusting).apart(lambda: told.append(len(self_signed.heard)))
    assert one.send(GET).status == 200
    one.close()
    assert told == [0]
