"""
`payconform certify` against targets that cannot be judged: one sentence, exit 3, within 15 seconds.
"""

import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HTML = b"<html><body>It works!</body></html>"
PATIENCE = 15  # seconds, as promised to users


def answering(body: bytes, status: str, media: str) -> Callable[[socket.socket], None]:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n"

    def serve(client: socket.socket) -> None:
        client.recv(65536)
        client.sendall(head.encode() + b"Connection: close\r\n\r\n" + body)

    return serve


def hanging(client: socket.socket) -> None:
    client.recv(65536)
    client.settimeout(PATIENCE)
    client.recv(1)


def resetting(client: socket.socket) -> None:
    client.recv(65536)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def dripping(client: socket.socket) -> None:
    client.recv(65536)
    for byte in b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n":
        client.sendall(bytes([byte]))
        time.sleep(0.3)


def gibberish(client: socket.socket) -> None:
    client.recv(65536)
    client.sendall(b"220 mail.example ESMTP\r\n")


TARGETS = {
    "answers HTML": (answering(HTML, "200 OK", "text/html"), "this is not maib MIA QR"),
    "hangs": (hanging, "no complete answer in time"),
    "resets": (resetting, "the connection was dropped"),
    "answers 500": (answering(b"{}", "500 Oops", "application/json"), "is not healthy"),
    "drips": (dripping, "no complete answer in time"),
    "speaks another protocol": (gibberish, "the answer is not HTTP"),
    "refuses the credentials": (answering(b"{}", "401 No", "application/json"), "refuses the cred"),
    "refuses the address": (answering(b"{}", "403 No", "application/json"), "address or project"),
}


@pytest.fixture
def wrong_target(request: pytest.FixtureRequest) -> Iterator[str]:
    behave = request.param
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(client,), daemon=True).start()

    def talk(client: socket.socket) -> None:
        try:
            with client:
                behave(client)
        except OSError:
            pass

    accepting = threading.Thread(target=serve, daemon=True)
    accepting.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    accepting.join(5)


def certify(folder: Path, *options: str) -> tuple[int, str, float]:
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "payconform", "certify", "maib", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr, time.monotonic() - start


@pytest.mark.parametrize(
    ("wrong_target", "sentence"), TARGETS.values(), ids=TARGETS, indirect=["wrong_target"]
)
def test_a_target_that_cannot_be_judged_is_inconclusive(
    tmp_path: Path, wrong_target: str, sentence: str
) -> None:
    code, said, seconds = certify(tmp_path, "--target", wrong_target)
    assert code == 3, said
    assert sentence in said
    assert said.count("\n") == 1, said
    assert "Traceback" not in said
    assert seconds < PATIENCE


def test_a_closed_port_is_inconclusive(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    code, said, seconds = certify(tmp_path, "--target", f"http://127.0.0.1:{port}")
    assert (code, said) == (3, f"payconform: http://127.0.0.1:{port}: no connection.\n")
    assert seconds < PATIENCE


def test_an_inconclusive_run_says_so_in_its_file(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    certify(tmp_path, "--target", f"http://127.0.0.1:{port}", "--out", "run")
    assert '"claim": "inconclusive"' in (tmp_path / "run" / "run.json").read_text("utf-8")
