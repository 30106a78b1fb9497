"""
A user with credentials and a sandbox does as docs/sandbox.md says, command by command.

The sandbox is one of our making: another process, our simulator without control API, its clock off,
hundreds of other people's QRs on the account, behind a company's proxy and a gateway with a limit.

    pytest tests/test_sandbox_scene.py                          chapters, at a pace that meets 429
    PAYCONFORM_SCENE=full pytest -s tests/test_sandbox_scene.py all of it, 3 a second: minutes
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).parent
SECRETS = {
    "client_id": "8a7b1c52-6d3e-4f19-a0b4-5d4f6e0c1a2b",
    "client_secret": "c5b1f6de-3a47-4a52-9d0e-77f2c94b6e18",
    "signature_key": "e2d9a1b0-5c3f-4e86-b7a4-10f9d8c7b6a5",
}
VARIABLES = {"MAIB_CLIENT_ID": "client_id", "MAIB_CLIENT_SECRET": "client_secret"}
FULL = os.environ.get("PAYCONFORM_SCENE") == "full"
LIMIT, PACE = (3, 3) if FULL else (1000, 200)  # a second: of the gateway, of the user
CHAPTERS = () if FULL else ("CANCEL", "CREATE", "AUTH")
CLOCK = "--rule MAIB-CREATE-20 --rule MAIB-CREATE-21 --rule MAIB-CREATE-22 --rule MAIB-READ-47"


class Box(NamedTuple):
    """
    A sandbox that runs: the port of the proxy that leads there, and its process.
    """

    port: int
    process: "subprocess.Popen[str]"

    def look(self) -> Any:
        """
        Everything on the account, as somebody else's client reads it.
        """
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("look\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Callable[[float], Box]]:
    """
    Starts a sandbox, whose clock is so many seconds ahead.
    """
    started: list[subprocess.Popen[str]] = []
    file = tmp_path / "given-by-the-bank.json"
    file.write_text(json.dumps(SECRETS), "utf-8")

    def start(ahead: float) -> Box:
        words = [sys.executable, str(HERE / "sandbox" / "box.py"), str(file), str(ahead)]
        pipe = subprocess.PIPE
        process = subprocess.Popen([*words, str(LIMIT)], stdin=pipe, stdout=pipe, text=True)
        started.append(process)
        assert process.stdout
        return Box(int(process.stdout.readline()), process)

    yield start
    for process in started:
        process.communicate(timeout=60)
        assert process.returncode == 0


class User:
    """
    Somebody at a shell in a folder of their own.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.said = ""

    def types(self, line: str) -> tuple[int, str]:
        """
        Exit code and output of a command.
        """
        done = subprocess.run(
            [sys.executable, "-m", *line.split()],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder)}
            | {name: SECRETS[key] for name, key in VARIABLES.items()},
            capture_output=True,
            text=True,
            timeout=3000,
            check=False,
        )
        self.said += done.stdout + done.stderr
        return done.returncode, done.stdout + done.stderr

    def edits(self, port: int) -> None:
        """
        The draft as `init` leaves it, edited as its comments say.
        """
        file = self.folder / "payconform.toml"
        text = file.read_text("utf-8")
        for old, new in (
            (
                'base_url = "https://sandbox.maib',
                'base_url = "https://sandbox.payconform.invalid"#',
            ),
            ("# capabilities = [", 'capabilities = ["simulate_payment"]#'),
            ("# requests_per_second = 2", f"requests_per_second = {PACE}"),
            ("# max_writes = 3000", "max_writes = 1500"),
            ("# http.proxy = ", f'http.proxy = "http://127.0.0.1:{port}"#'),
            ("# http.ca_bundle = ", f'http.ca_bundle = "{HERE}/wire/certificates/ca.pem"#'),
        ):
            assert text.count(old) == 1
            text = text.replace(old, new)
        file.write_text(text, "utf-8")


def run_of(user: User) -> Any:
    folder = user.folder / "reports" / "maib"
    newest = (folder / "latest").read_text("utf-8").strip()
    return json.loads((folder / newest / "run.json").read_text("utf-8"))


def requests(user: User) -> list[Any]:
    (file,) = user.folder.glob("reports/maib/*/exchanges.ndjson")
    return [json.loads(line) for line in file.read_text("utf-8").split("\n") if line]


def test_a_user_certifies_a_sandbox(sandbox: Any, tmp_path: Path) -> None:
    box, user = sandbox(40), User(tmp_path / "user")
    before = box.look()
    assert len(before["qrs"]) >= 300
    statuses = {json.loads(qr)["result"]["status"] for qr in before["qrs"].values()}
    assert statuses == {"Active", "Cancelled", "Paid", "Expired"}
    assert {one["status"] for one in before["payments"].values()} == {"Executed", "Refunded"}

    assert user.types("payconform init maib")[0] == 0
    user.edits(box.port)

    code, said = user.types("payconform check --target maib-sandbox")
    assert code == 0, said
    assert re.search("the target is (39|40) s ahead of this machine", said)
    assert "control_clock" in said

    only = "".join(f" --only {chapter}" for chapter in CHAPTERS)
    code, said = user.types(f"payconform plan maib --target maib-sandbox --json{only}")
    assert code == 0, said
    plan = json.loads(said)

    code, said = user.types(f"payconform certify maib --target maib-sandbox{only}")
    assert code == 0, said
    assert "skipped, needs the capability control_clock" in said
    assert "skipped, needs the capability races: give --allow races" in said
    assert "left behind" not in said

    run = run_of(user)
    assert run["verdict"]["claim"] == "conformant"
    assert run["outcomes"].keys() == {"passed", "recorded", "skipped"}
    assert run["left_behind"] == []
    sent = requests(user)
    answered = [one for one in sent if one["response"]["status"] != 429]
    assert len(sent) > len(answered)  # and each was sent again, when it was told to
    assert len(answered) <= sum(plan["requests"].values()) + 10  # tokens, and what lags

    after = box.look()
    for kind in ("qrs", "payments"):
        assert {one: after[kind].get(one) for one in before[kind]} == before[kind]
    ours = [
        json.loads(qr)["result"] for one, qr in after["qrs"].items() if one not in before["qrs"]
    ]
    assert len(ours) > 30
    assert [qr for qr in ours if qr["status"] == "Active"] == []

    written = [path for path in user.folder.rglob("*") if path.is_file()]
    texts = [user.said, *(path.read_text("utf-8") for path in written)]
    assert [name for name, secret in SECRETS.items() if secret in "".join(texts)] == []
    print(f"\n{said}\n{len(sent)} requests, {after['refused']} refused with 429")  # noqa: T201


@pytest.mark.parametrize("ahead", [-3600, 3600])
def test_a_clock_that_is_an_hour_off_fails_nothing(
    ahead: int, sandbox: Any, tmp_path: Path
) -> None:
    box, user = sandbox(ahead), User(tmp_path / "user")
    user.types("payconform init maib")
    user.edits(box.port)
    code, said = user.types(f"payconform certify maib --target maib-sandbox {CLOCK}")
    assert code == 0, said
