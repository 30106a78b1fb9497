"""
Pact's stub server as a process of ours: it answers requests by pact files alone, without any state.
"""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from payconform.errors import Unusable
from payconform.wire.server import HOST, bind

PROGRAM = "pact"
PATIENCE = 10.0  # seconds until it must listen
TICK = 0.02
QUIET = ("--loglevel", "none", "--log-level", "none")  # it would print requests as they come


@contextmanager
def stub(paths: Sequence[Path], port: int) -> Iterator[str]:
    """
    The URL at which pact files are served for the while; no process is left behind.

    Args:
        paths: of the files.
        port: 0 takes a free one.

    Raises:
        Unusable: pact's command line is not installed, or the port cannot be had.

    """
    program, chosen = _program(), _free(port)
    files = [word for path in paths for word in ("--file", str(path))]
    command = [program, "stub", *QUIET, "--port", str(chosen), *files]
    process = subprocess.Popen(  # noqa: S603 - pact's own program, nothing of it from outside
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _listening(process, chosen)
        yield f"http://{HOST}:{chosen}"
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _program() -> str:
    beside = str(Path(sys.executable).parent)
    found = shutil.which(PROGRAM, path=beside) or shutil.which(PROGRAM)
    if found is None:
        raise Unusable(
            "pact's stub server is not installed. Install it: pip install pact-python-cli"
        )
    return found


def _free(port: int) -> int:
    try:
        bound = bind(HOST, port)
    except (OSError, OverflowError) as error:
        told = f"--port {port}: {HOST}:{port} cannot be had ({error})"
        raise Unusable(f"{told}. Choose another.") from None
    with bound:
        chosen: int = bound.getsockname()[1]
        return chosen


def _listening(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection((HOST, port), TICK).close()
        except OSError:
            time.sleep(TICK)
        else:
            return
    raise Unusable("pact's stub server does not start. Try: pact stub --version")
