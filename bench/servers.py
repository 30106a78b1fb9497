"""
The servers that are measured beside each other.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.merchant import pair, token
from bench.pacts import pact
from bench.processes import HOST, Unmeasured, first_answer, free_port, output, running

HERE = Path(__file__).parent
ROOT = HERE.parent
BIN = Path(sys.executable).parent
SPEC = ROOT / "specs" / "maib" / "openapi.yaml"

OURS, ECHO, PACT, PRISM = "payconform", "uvicorn echo", "pact stub", "Prism"


@dataclass(frozen=True, slots=True)
class Peer:
    """
    A server that runs and has answered one pair.
    """

    name: str
    port: int


def serve(port: int) -> list[str]:
    """
    The command of our simulator.
    """
    return [str(BIN / "payconform"), "serve", "maib", "--port", str(port)]


@contextmanager
def peers(folder: Path, tell: Callable[[str], None]) -> Iterator[list[Peer]]:
    """
    Our simulator and every peer that can be started here; `tell` hears of those that cannot.
    """
    with ExitStack() as stack:

        def start(name: str, command: list[str], port: int) -> Peer:
            first_answer(stack.enter_context(running(command, cwd=folder)), port)
            return Peer(name, port)

        ours = start(OURS, serve(port := free_port()), port)
        bearer = token(ours.port)
        answers = pair(ours.port, bearer)
        (folder / "pact.json").write_text(pact(*answers), "utf-8")
        found = [ours]
        for name, command in ((ECHO, _echo), (PACT, _pact), (PRISM, _prism)):
            try:
                found.append(start(name, command(port := free_port(), answers), port))
                pair(port, bearer)
            except Unmeasured as problem:
                found = [peer for peer in found if peer.name != name]
                tell(f"{name} is not measured: {problem}")
        yield found


def _echo(port: int, answers: tuple[str, str]) -> list[str]:
    return [sys.executable, str(HERE / "echo.py"), str(port), *answers]


def _pact(port: int, answers: tuple[str, str]) -> list[str]:
    del answers
    stub = BIN / "pact"
    if not stub.exists():
        raise Unmeasured("pact-python-cli is not installed. Run: make bench")
    return [str(stub), "stub", "--file", "pact.json", "--port", str(port), "--loglevel", "none"]


def _prism(port: int, answers: tuple[str, str]) -> list[str]:
    del answers
    prism, lock = HERE / "node_modules" / ".bin" / "prism", HERE / "package-lock.json"
    installed = HERE / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        if shutil.which("npm") is None:
            raise Unmeasured("npm is not installed. On Debian: apt-get install npm")
        output(["npm", "ci", "--prefix", str(HERE)], cwd=HERE)
    return [str(prism), "mock", "-h", HOST, "-p", str(port), "-v", "silent", str(SPEC)]
