"""
A user's folder and a sandbox's merchant, whose runs can be killed.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from payconform import catalog
from payconform.checks import at
from payconform.config import published, resolve
from payconform.model import Call
from payconform.plan import Plan
from payconform.run import Run
from payconform.simulator.serving import Simulator

SELECTION = ("--only", "CREATE", "--only", "CANCEL")
CONFIG = """
[targets.sandbox]
provider = "maib"
base_url = "{url}"
environment = "sandbox"
capabilities = ["simulate_payment"]
credentials.client_id = {{ env = "TEST_CLIENT_ID" }}
credentials.client_secret = {{ env = "TEST_CLIENT_SECRET" }}
"""


class Account:
    """
    A merchant of a "sandbox": a simulator without control API, and a user's folder to run in.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._simulator = Simulator(catalog.behaviour("maib"), published("maib"), blind=True)
        self.url = self._simulator.start().url
        (folder / "payconform.toml").write_text(CONFIG.format(url=self.url), "utf-8")

    def stop(self) -> None:
        self._simulator.stop()

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "payconform", *words]

    def begin(self, *words: str) -> subprocess.Popen[str]:
        secrets = published("maib")
        names = {f"TEST_{name.upper()}": secrets[name] for name in ("client_id", "client_secret")}
        return subprocess.Popen(
            self.command(*words),
            cwd=self.folder,
            env={**os.environ, **names},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> tuple[int, str]:
        done = self.begin(*words)
        said, complained = done.communicate(timeout=120)
        return done.returncode, said + complained

    def certify(self, *words: str) -> tuple[int, str]:
        return self.run("certify", "maib", "--target", "sandbox", *words)

    def active(self) -> int:
        """
        How many QRs of the account are still Active.
        """
        look = Run(
            catalog.load("maib"), resolve("maib", self.url, None, blind=True), Plan(None), "look"
        )
        look.open()
        query = {"count": 10, "offset": 0, "status": "Active"}
        number = at(look.target.send(Call("listQrs", query=query)), "result.totalCount")
        look.close(stopped="seen")
        assert isinstance(number, int)
        return number


def recorded(folder: Path) -> int:
    journal = folder / "exchanges.ndjson"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def written_down(folder: Path) -> int:
    """
    How many times the run says that it was taken up.
    """
    whole = folder / "run.json"
    return len(json.loads(whole.read_bytes())["run"]["resumed"]) if whole.exists() else 0


def killed_after(
    process: subprocess.Popen[str], folder: Path, lines: int, wait: float, kills: int = 0
) -> bool:
    """
    Kill a run when it has recorded so many exchanges, and a moment more; False if it was over.

    One that was taken up after so many kills has written that down by then.
    """
    while recorded(folder) < lines and process.poll() is None:
        time.sleep(0.001)
    while written_down(folder) < kills and process.poll() is None:
        time.sleep(0.001)
    time.sleep(wait)
    over = process.poll() is not None
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return not over


def outcomes(folder: Path) -> tuple[dict[str, Any], dict[tuple[str, str], str]]:
    document = json.loads((folder / "run.json").read_text("utf-8"))
    found = {(one["rule"], one["test"]): one["outcome"] for one in document["findings"]}
    assert len(found) == len(document["findings"])
    return document, found


def killed(account: Account) -> Path:
    folder = account.folder / "run"
    process = account.begin("certify", "maib", "--target", "sandbox", *SELECTION, "--out", "run")
    assert killed_after(process, folder, 20, 0)
    return folder
