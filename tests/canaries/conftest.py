"""
A target that gossips, a file of credentials, and runs in other processes.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.canaries.gossip import CANARIES, Gossip

from payconform.wire.asgi import asgi
from payconform.wire.server import Server


@pytest.fixture
def gossip() -> Iterator[tuple[Gossip, str]]:
    engine = Gossip()
    server = Server(asgi(engine)).start()
    yield engine, server.url
    server.stop()


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    file = tmp_path / "secrets" / "maib.json"
    file.parent.mkdir()
    file.write_text(json.dumps(CANARIES), "utf-8")
    return file


def ran(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "payconform", *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
