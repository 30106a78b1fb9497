"""
A person pays: in a real terminal, the QRs that are drawn there, with the test as the phone.
"""

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from payconform import catalog
from payconform.config import published
from payconform.model import Response
from payconform.providers.maib.calls import PAYER
from payconform.reporting.drawing import BLOCKS, drawn
from payconform.simulator.serving import Simulator
from payconform.simulator.visit import Visit
from payconform.spec import closed

SECRETS = published("maib")
ENVIRONMENT = {
    "BOX_ID": SECRETS["client_id"],
    "BOX_SECRET": SECRETS["client_secret"],
    "TERM": "xterm-256color",
}
CONFIG = """
[targets.box]
provider = "maib"
base_url = "{url}"
environment = "sandbox"
simulate_payment = "operator"
credentials.client_id = {{ env = "BOX_ID" }}
credentials.client_secret = {{ env = "BOX_SECRET" }}
"""
CERTIFY = ("certify", "maib", "--target", "box", "--out", "run")
RULES = ("MAIB-PAY-02", "MAIB-PAY-09", "MAIB-READ-60", "MAIB-READ-61", "MAIB-REFUND-01")
# The run gets the terminal as its own, as a shell would give it: Ctrl-C is then a signal.
OWN_TERMINAL = """
import fcntl, runpy, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
runpy.run_module("payconform", run_name="__main__", alter_sys=True)
"""
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x07")


class Phone:
    """
    A bank's app: it pays what a QR says, here over the simulator's own operation.
    """

    def __init__(self, simulator: Simulator) -> None:
        self._state = simulator._engine.standing.state  # type: ignore[union-attr]
        self._http = httpx.Client(base_url=simulator.url, trust_env=False)

    def qr(self, url: str) -> Any:
        return next(qr for qr in self._state.qrs.values() if qr.url == url)

    def pay(self, url: str) -> None:
        secrets = {"clientId": SECRETS["client_id"], "clientSecret": SECRETS["client_secret"]}
        token = self._http.post("/v2/auth/token", json=secrets).json()["result"]["accessToken"]
        qr = self.qr(url)
        body = {"qrId": qr.id, "amount": qr.terms["amount"], **PAYER}
        bearer = {"Authorization": f"Bearer {token}"}
        assert self._http.post("/v2/mia/test-pay", json=body, headers=bearer).status_code == 200

    def active(self) -> list[str]:
        now = time.time()
        return [qr.id for qr in self._state.qrs.values() if qr.status(now) == "Active"]

    def close(self) -> None:
        self._http.close()


class Terminal:
    """
    A run in a terminal of its own: what it shows, and what is typed.
    """

    def __init__(self, folder: Path, *words: str, columns: int = 100, **more: str) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", OWN_TERMINAL, *words],
            cwd=folder,
            env=clean | ENVIRONMENT | more,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.shown = ""
        self._raw = b""
        self._seen = 0

    def until(self, pattern: str) -> "re.Match[str]":
        """
        The next place on the screen that fits.
        """
        for _ in range(600):
            if found := re.compile(pattern, re.DOTALL).search(self.shown, self._seen):
                self._seen = found.end()
                return found
            if not self._read():
                break
        raise AssertionError(f"never shown: {pattern}\n{self.shown}")

    def question(self) -> tuple[str, str, str]:
        """
        The next question: its first line, the drawing, and the URL.
        """
        found = self.until(r"(Pay QR [^\n]*)\n[^\n]*skip it\n(.*?)(https://\S+)\n")
        return found[1], found[2], found[3]

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def end(self) -> int:
        while self._read():
            continue
        return self.process.wait(10)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)
        os.close(self._master)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], 20)
        try:
            chunk = os.read(self._master, 65536) if ready else b""
        except OSError:  # the other end is closed
            chunk = b""
        self._raw += chunk
        self.shown = ESCAPES.sub("", self._raw.decode("utf-8", "ignore")).replace("\r", "")
        return bool(chunk)


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    """
    A maib that has no control API: only what is on the wire tells that it is none.
    """
    serving = Simulator(catalog.behaviour("maib"), SECRETS, blind=True).start()
    (tmp_path / "payconform.toml").write_text(CONFIG.format(url=serving.url), "utf-8")
    yield serving
    serving.stop()


@pytest.fixture
def phone(simulator: Simulator) -> Iterator[Phone]:
    phone = Phone(simulator)
    yield phone
    phone.close()


@pytest.fixture
def terminals(tmp_path: Path) -> Iterator[Any]:
    opened: list[Terminal] = []

    def start(*words: str, **more: Any) -> Terminal:
        opened.append(Terminal(tmp_path, *words, **more))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def rules(*names: str) -> list[str]:
    return [word for name in names for word in ("--rule", name)]


def document(folder: Path) -> Any:
    found = json.loads((folder / "run" / "run.json").read_text("utf-8"))
    closed.validate(found, "run", "run.json")
    return found


def outcomes(run: Any) -> dict[str, str]:
    """
    The outcomes of the stories that share payments, by rule.
    """
    found = (one for one in run["findings"] if "_person.py" in one["test"])
    return {one["rule"]: one["outcome"] for one in found}


def plain(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "payconform", *words],
        cwd=folder,
        env=os.environ | ENVIRONMENT,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_person_pays_what_is_shown(tmp_path: Path, phone: Phone, terminals: Any) -> None:
    terminal = terminals(*CERTIFY, *rules(*RULES))
    heads = []
    for _ in range(3):
        head, drawing, url = terminal.question()
        assert drawing.rstrip("\n").split("\n") == drawn(url)
        heads.append(head)
        phone.pay(url)
    code = terminal.end()
    assert heads == [
        "Pay QR 1 of 3: 1.25 MDL. a Dynamic QR, whose payment is read back",
        "Pay QR 2 of 3: 1.75 MDL. a Hybrid QR with one extension",
        "Pay QR 3 of 3: 2.00 MDL. a Dynamic QR, whose payment is refunded in full",
    ]
    run = document(tmp_path)
    assert outcomes(run) == dict.fromkeys(RULES, "passed"), terminal.shown
    assert code == 0
    assert "a person paid 3 of 3 QRs: 5.00 MDL" in terminal.shown
    assert [(one["amount"], one["outcome"]) for one in run["person"]] == [
        ("1.25", "paid"),
        ("1.75", "paid"),
        ("2.00", "paid"),
    ]
    assert "payments" in run["target"]["capabilities"]
    assert SECRETS["client_secret"] not in terminal.shown


def test_what_nobody_pays_is_never_green(tmp_path: Path, phone: Phone, terminals: Any) -> None:
    terminal = terminals(*CERTIFY, *rules("MAIB-PAY-02", "MAIB-PAY-09"))
    phone.qr(terminal.question()[2]).expires = 0.0
    terminal.until("expired")
    terminal.question()
    terminal.type("s\n")
    assert terminal.end() == 3
    run = document(tmp_path)
    assert outcomes(run) == {"MAIB-PAY-02": "unexercised", "MAIB-PAY-09": "unexercised"}
    assert [one["outcome"] for one in run["person"]] == ["expired", "skipped"]
    reasons = [one["reason"] for one in run["findings"] if one["outcome"] == "unexercised"]
    assert reasons[0].startswith("the person did not pay in time: a Dynamic QR")
    assert "a person paid 0 of 2 QRs" in terminal.shown
    assert phone.active() == []


def test_ctrl_c_while_waiting_ends_the_run_gently(
    tmp_path: Path, phone: Phone, terminals: Any
) -> None:
    terminal = terminals(*CERTIFY, *rules("MAIB-PAY-02", "MAIB-PAY-09"))
    terminal.question()
    terminal.type("\x03")
    assert terminal.end() == 3
    run = document(tmp_path)
    assert run["verdict"]["claim"] == "inconclusive"
    assert "interrupted" in run["verdict"]["sentence"]
    assert [one["outcome"] for one in run["person"]] == ["interrupted"]
    assert run["left_behind"] == []
    assert phone.active() == []
    assert "Traceback" not in terminal.shown


def test_a_secret_in_a_qr_is_not_shown(tmp_path: Path, terminals: Any) -> None:
    behaviour = catalog.behaviour("maib")
    honest = behaviour.handlers["createQr"]

    def leaking(visit: Visit) -> Response:
        answer = honest(visit)
        body = json.loads(answer.body)
        body["result"]["url"] = f"https://mia.example/{SECRETS['client_secret']}"
        return replace(answer, body=json.dumps(body).encode())

    liar = replace(behaviour, handlers={**behaviour.handlers, "createQr": leaking})
    serving = Simulator(liar, SECRETS, blind=True).start()
    try:
        (tmp_path / "payconform.toml").write_text(CONFIG.format(url=serving.url), "utf-8")
        terminal = terminals(*CERTIFY, *rules("MAIB-PAY-02"))
        _, drawing, url = terminal.question()
        terminal.type("s\n")
        assert terminal.end() == 3
    finally:
        serving.stop()
    assert url == "https://mia.example/‹MAIB_CLIENT_SECRET›"
    assert drawing.rstrip("\n").split("\n") == drawn(url)


@pytest.mark.usefixtures("simulator")
def test_a_narrow_terminal_shows_the_url_only(terminals: Any) -> None:
    terminal = terminals(*CERTIFY, *rules("MAIB-PAY-02"), columns=30)
    shown = terminal.until(r"Pay QR .*https://\S+")[0]
    assert not set(BLOCKS.strip()) & set(shown)
    assert "cannot be drawn" in shown
    terminal.type("s\n")
    assert terminal.end() == 3


@pytest.mark.usefixtures("simulator")
def test_without_colours_light_modules_are_drawn(terminals: Any) -> None:
    terminal = terminals(*CERTIFY, *rules("MAIB-PAY-02"), NO_COLOR="1")
    _, drawing, url = terminal.question()
    assert drawing.rstrip("\n").split("\n") == drawn(url, inverse=True)
    terminal.type("s\n")
    assert terminal.end() == 3


NEEDS = "needs a person: run in a terminal, without --no-input"


def assert_nobody_was_asked(folder: Path, said: str) -> None:
    run = document(folder)
    skipped = [one for one in run["findings"] if "_person.py" in one["test"]]
    assert [(one["outcome"], one["reason"]) for one in skipped] == [("skipped", NEEDS)]
    assert "person" not in run
    assert f"skipped, {NEEDS}: MAIB-PAY-02" in said
    assert "Pay QR" not in said


@pytest.mark.usefixtures("simulator")
def test_no_input_skips_by_name(tmp_path: Path, terminals: Any) -> None:
    terminal = terminals(*CERTIFY, *rules("MAIB-PAY-02"), "--no-input")
    assert terminal.end() == 3  # nothing else was selected, so nothing was tested
    assert_nobody_was_asked(tmp_path, terminal.shown)


@pytest.mark.usefixtures("simulator")
def test_without_a_terminal_it_is_skipped_too(tmp_path: Path) -> None:
    done = plain(tmp_path, *CERTIFY, *rules("MAIB-PAY-02"))
    assert done.returncode == 3, done.stdout + done.stderr
    assert_nobody_was_asked(tmp_path, done.stdout)


@pytest.mark.usefixtures("simulator")
def test_plain_pytest_asks_nobody(tmp_path: Path) -> None:
    suites = str(Path(__file__).parents[1] / "suites")
    words = ["--provider", "maib", "--payconform-target", "box", "--payconform-out", "run"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", suites, *words, "-k", "test_5_pay_person"],
        cwd=tmp_path,
        env=os.environ | ENVIRONMENT,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=60,
        check=False,
    )
    skipped = outcomes(document(tmp_path))
    assert set(skipped.values()) == {"skipped"}, done.stdout
    assert len(skipped) > 10


def test_a_plan_tells_what_a_person_will_pay(tmp_path: Path, simulator: Simulator) -> None:
    simulator.stop()  # a plan asks nothing of the target
    words = ("plan", "maib", "--target", "box", *rules(*RULES))
    done = plain(tmp_path, *words)
    assert "person    3 QRs to be paid by a person, 5.00 MDL in all" in done.stdout, done.stderr
    assert "payTest" not in done.stdout
    told = json.loads(plain(tmp_path, *words, "--json").stdout)
    assert told["asked"] == {"MDL": ["1.25", "1.75", "2"]}
    assert told["money"] == "0"
