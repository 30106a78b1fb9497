"""
Secrets proven absent: canaries in every slot of a merchant, a target that throws them back in every
encoding, and every byte that a run writes searched for them.
"""

import base64
import html
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from payconform import catalog
from payconform.certify import certify
from payconform.config import resolve
from payconform.model import Request, Response
from payconform.plan import Plan
from payconform.run import Run
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


@pytest.mark.parametrize("chapter", ["AUTH", "CREATE", "CANCEL", "ERROR"])
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
