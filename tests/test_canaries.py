"""
Secrets proven absent: canaries in every slot of a merchant, a target that throws them back in every
encoding, and every byte that a run writes searched for them.
"""

import base64
import html
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from payconform import catalog
from payconform.certify import certify
from payconform.config import published, resolve
from payconform.model import Exchange, Request, Response
from payconform.plan import Plan
from payconform.providers.maib.signing import sign
from payconform.run import Run
from payconform.signing.literals import loads
from payconform.simulator.engine import Engine
from payconform.wire import redactor
from payconform.wire.asgi import asgi
from payconform.wire.server import Server

CANARIES = {
    "client_id": "ca9a21d0-0000-4bad-8bad-00000000001d",  # maib's ids and secrets are GUIDs
    "client_secret": "ca9a21d0-5ec2-4bad-8bad-5ec2e75ec2e7",
    "signature_key": 'cänary "key" <&+/> \\ 4711',
}
ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "capitals": str.upper,
    "url": lambda secret: quote(secret, safe=""),
    "form": quote_plus,
    "hex": lambda secret: secret.encode().hex(),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "basic": lambda secret: base64.b64encode(f"user:{secret}".encode()).decode(),
    "url base64": lambda secret: base64.urlsafe_b64encode(f"a{secret}".encode()).decode(),
    "json": lambda secret: json.dumps(secret)[1:-1],
    "html": html.escape,
}
BORDER = 5  # characters at each end of base64 that others share


class Gossip:
    """
    maib's simulator, which tells every secret it knows in every refusal, and in some successes.

    `told` are the secrets that answers brought besides: access tokens.
    """

    def __init__(self) -> None:
        self._engine = Engine(catalog.behaviour("maib"), CANARIES)
        self.told: set[str] = set()

    def __call__(self, request: Request) -> Response:
        answer = self._engine(request)
        assert isinstance(answer, Response)
        document = json.loads(answer.body or b"{}")
        token = document.get("result", {}).get("accessToken")
        self.told |= {token} if token else set()
        if token or request.method == "GET":
            return answer
        gossip = [encode(secret) for secret in self.secrets for encode in ENCODINGS.values()]
        document["gossip"] = gossip
        heard = (("x-heard", quote(request.header("authorization") or "", safe="")),)
        status = 500 if b"reason" in request.body else answer.status
        body = json.dumps(document, ensure_ascii=False).encode()
        return replace(answer, status=status, headers=(*answer.headers, *heard), body=body)

    @property
    def secrets(self) -> list[str]:
        return [*CANARIES.values(), *sorted(self.told)]


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


def leaks(secrets: list[str], folder: Path, *texts: str) -> set[str]:
    """
    Where a secret stands, in any encoding: file or text, and the encoding.
    """
    written = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    written |= {f"text {number}": text.encode() for number, text in enumerate(texts)}
    return {
        f"{place}: {name}"
        for place, content in written.items()
        for name, encode in ENCODINGS.items()
        for secret in secrets
        if _inside(name, encode(secret)).encode() in content
    }


def _inside(name: str, form: str) -> str:
    return _middle(form) if "base64" in name or name == "basic" else form


def _middle(form: str) -> str:
    return form.rstrip("=")[BORDER:-BORDER]


def ran(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "payconform", *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize("chapter", ["AUTH", "CREATE", "CANCEL", "ERROR", "CONTRACT"])
def test_no_secret_reaches_any_output(
    gossip: tuple[Gossip, str], credentials: Path, tmp_path: Path, chapter: str
) -> None:
    engine, url = gossip
    folder = tmp_path / "work"
    folder.mkdir()
    named = ["--target", url, "--credentials", str(credentials)]
    done = ran(folder, "certify", "maib", *named, "--only", chapter)
    assert done.returncode in (0, 1, 3), done.stderr
    assert "Traceback" not in done.stderr
    assert engine.told
    assert leaks(engine.secrets, folder, done.stdout, done.stderr) == set()


def test_refused_credentials_are_not_shown(
    gossip: tuple[Gossip, str], credentials: Path, tmp_path: Path
) -> None:
    _, url = gossip
    wrong = CANARIES | {"client_secret": "ca9a21d0-0bad-4bad-8bad-5ec2e75ec2e7"}
    credentials.write_text(json.dumps(wrong), "utf-8")
    folder = tmp_path / "work"
    folder.mkdir()
    done = ran(folder, "certify", "maib", "--target", url, "--credentials", str(credentials))
    assert done.returncode == 3
    assert leaks(list(wrong.values()), folder, done.stdout, done.stderr) == set()


@pytest.mark.parametrize("forgotten", ["plain", "url", "hex", "basic", "json", "html"])
def test_a_redactor_that_forgets_an_encoding_is_caught(
    gossip: tuple[Gossip, str],
    credentials: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    forgotten: str,
) -> None:
    engine, url = gossip
    known = redactor._forms

    def forgetful(secret: str) -> Iterator[str]:
        left_out = ENCODINGS[forgotten](secret)
        yield from (form for form in known(secret) if _middle(form) not in left_out)

    monkeypatch.setattr(redactor, "_forms", forgetful)
    folder = tmp_path / "run"
    plan = Plan(folder, areas=frozenset({"CREATE"}))
    certify(Run(catalog.load("maib"), resolve("maib", url, credentials), plan, "canary"))
    assert any(place.endswith(f": {forgotten}") for place in leaks(engine.secrets, folder))


# --- payers, whom only the target knows ---

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


# --- callbacks, whose signatures are secrets too ---


@pytest.mark.parametrize("fault", [None, "members_are_ordered_by_case"])
def test_no_signature_of_a_callback_reaches_any_output(tmp_path: Path, fault: str | None) -> None:
    lie = ["--fault", fault] if fault else []
    done = ran(tmp_path, "certify", "maib", "--rule", "MAIB-CALLBACK-03", "--out", "run", *lie)
    assert done.returncode == (1 if fault else 0), done.stdout + done.stderr
    assert ("`‹MAIB_SIGNATURE›`, which does not verify" in done.stdout) == bool(fault)
    lines = (tmp_path / "run" / "exchanges.ndjson").read_text("utf-8").splitlines()
    inbound = [one for one in map(json.loads, lines) if one["direction"] == "inbound"]
    told = [loads(one["request"]["body"].encode()) for one in inbound]
    assert {one["signature"] for one in told} == {"‹MAIB_SIGNATURE›"}
    key = published("maib")["signature_key"]
    signatures = [sign(one["result"], key).value for one in told]
    assert leaks(signatures, tmp_path, done.stdout, done.stderr) == set()


# --- recorded traffic, whose secrets nobody names ---


def as_har(exchanges: list[Exchange]) -> str:
    entries = [
        {
            "startedDateTime": one.at.isoformat(),
            "time": 1,
            "request": {
                "method": one.request.method,
                "url": f"{one.url}{one.request.target}",
                "headers": [{"name": name, "value": value} for name, value in one.request.headers],
                "postData": {"text": one.request.body.decode("utf-8", "replace")},
            },
            "response": {
                "status": one.response.status,
                "headers": [{"name": name, "value": value} for name, value in one.response.headers],
                "content": {"text": one.response.body.decode("utf-8")},
            },
        }
        for one in exchanges
        if one.response
    ]
    return json.dumps({"log": {"entries": entries}}, ensure_ascii=False)


@pytest.mark.parametrize("given", [False, True], ids=["places alone", "with --credentials"])
def test_no_secret_of_recorded_traffic_reaches_any_output(
    gossip: tuple[Gossip, str], credentials: Path, tmp_path: Path, *, given: bool
) -> None:
    engine, url = gossip
    plan = Plan(None, areas=frozenset({"AUTH", "CANCEL"}))
    run = Run(catalog.load("maib"), resolve("maib", url, credentials), plan, "canary")
    certify(run)
    (tmp_path / "a.har").write_text(as_har([*run.recorder._kept]), "utf-8")
    folder = tmp_path / "work"
    folder.mkdir()
    words = ["--credentials", str(credentials)] if given else []
    done = ran(folder, "import", "maib", "../a.har", *words)
    assert done.returncode in (0, 1), done.stderr
    # Without the credentials a key that has no place of its own in the traffic is not known.
    known = [one for one in engine.secrets if given or one != CANARIES["signature_key"]]
    assert len(known) > 2
    assert leaks(known, folder, done.stdout, done.stderr) == set()
    json_lines = done.stdout + (next(folder.rglob("exchanges.ndjson"))).read_text("utf-8")
    assert "‹MAIB_CLIENT_SECRET›" in json_lines
    assert "‹MAIB_ACCESS_TOKEN›" in json_lines
