"""
No payer, whom only the target knows, reaches any output.
"""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.canaries.conftest import ran
from tests.canaries.gossip import CANARIES
from tests.canaries.leaks import ENCODINGS, leaks

from payconform import catalog
from payconform.model import Request, Response
from payconform.simulator.engine import Engine
from payconform.wire.asgi import asgi
from payconform.wire.server import Server

PEOPLE = {"payerName": "Vlad Țepeș & Sons 4711", "payerIban": "MD24CANARY0022510001310"}
SHORT = "Ana Ș."  # too short to be masked in running text


class Indiscreet:
    """
    maib's simulator with somebody else's payments in every list, and their payer in every refusal.
    """

    def __init__(self) -> None:
        self._engine = Engine(catalog.behaviour("maib"), CANARIES)
        self._told = False

    def __call__(self, request: Request) -> Response:
        answer = self._engine(request)
        assert isinstance(answer, Response)
        document = json.loads(answer.body or b"{}")
        items = document.get("result", {}).get("items")
        if items is not None and "/payments" in request.target:
            others = [PEOPLE, PEOPLE | {"payerName": SHORT}]
            items += [{**other, "payId": "another", "amount": 1} for other in others]
            self._told = True
        elif answer.status >= 400 and self._told:
            gossip = [encode(told) for told in PEOPLE.values() for encode in ENCODINGS.values()]
            document["gossip"] = [*gossip, SHORT, {"name": SHORT}]
        body = json.dumps(document, ensure_ascii=False).encode()
        return replace(answer, body=body)


def test_no_payer_reaches_any_output(credentials: Path, tmp_path: Path) -> None:
    server = Server(asgi(Indiscreet())).start()
    try:
        folder = tmp_path / "work"
        folder.mkdir()
        named = ["--target", server.url, "--credentials", str(credentials)]
        done = ran(folder, "certify", "maib", *named, "--only", "READ", "--only", "REFUND")
    finally:
        server.stop()
    assert done.returncode in (0, 1, 3), done.stderr
    assert leaks([*PEOPLE.values()], folder, done.stdout, done.stderr) == set()
    (exchanges,) = folder.rglob("exchanges.ndjson")
    written = exchanges.read_text("utf-8")
    assert "‹MAIB_PAYER_NAME_1›" in written
    assert "‹MAIB_PAYER_IBAN_1›" in written
    assert "‹MAIB_PAYER_NAME_3›" not in written
    places = [path for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in places if SHORT.encode() in path.read_bytes()]


PAYER = 'Ion\u00a0Popescu "Nelu" d\'Or'


class Blunt:
    """
    maib's simulator, whose refusals say so little that a finding shows it whole: a payer.
    """

    def __init__(self, payer: str) -> None:
        self._engine = Engine(catalog.behaviour("maib"), CANARIES)
        self._body = json.dumps({"ok": 1, "payerName": payer}, ensure_ascii=False).encode()

    def __call__(self, request: Request) -> Response:
        answer = self._engine(request)
        assert isinstance(answer, Response)
        return replace(answer, body=self._body) if answer.status >= 400 else answer


@pytest.mark.parametrize("payer", [PAYER, SHORT, "Io\u00a0'P\""])
def test_a_finding_shows_what_came_without_its_payer(
    credentials: Path, tmp_path: Path, payer: str
) -> None:
    server = Server(asgi(Blunt(payer))).start()
    try:
        named = ["--target", server.url, "--credentials", str(credentials)]
        done = ran(tmp_path, "certify", "maib", *named, "--rule", "MAIB-ERROR-01", "--out", "run")
    finally:
        server.stop()
    assert done.returncode == 1, done.stdout + done.stderr
    findings = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))["findings"]
    shown = '"ok": 1, "payerName": "‹MAIB_PAYER_NAME_1›"}'
    assert shown in "".join(finding["got"] for finding in findings)
    places = [path for path in (tmp_path / "run").rglob("*") if path.is_file()]
    texts = [done.stdout, done.stderr, *(path.read_text("utf-8") for path in places)]
    assert not [text for text in texts if re.search(r"\bIo|Popescu|Ana", text)]


def test_a_payer_whom_the_run_made_up_stays_readable(tmp_path: Path) -> None:
    lie = "the_payer_is_another"
    done = ran(tmp_path, "certify", "maib", "--rule", "MAIB-PAY-03", "--fault", lie, "--out", "run")
    assert done.returncode == 1, done.stderr
    assert 'expected: result.payerName = "John D."' in done.stdout
    assert 'got:      "‹MAIB_PAYER_NAME_1›"' in done.stdout
    assert "John D." in (tmp_path / "run" / "exchanges.ndjson").read_text("utf-8")
