"""
The miniature's signatures hold by its vectors, and a wrong one is explained.
"""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from tests.mini.conftest import ROOT

from payconform import catalog
from payconform.cli import main
from payconform.model import Request
from payconform.signing.digests import fingerprint
from payconform.simulator.diagnosis import HEADER
from payconform.spec import closed

VECTORS = {
    vector["id"]: vector
    for group in closed.read(ROOT / "fixtures/mini/signing.json", "signing")["groups"]
    for vector in group["vectors"]
}


# --- the signature ---


def request_of(message: str) -> Request:
    """
    A request as it stands on the wire.
    """
    head, _, body = message.partition("\r\n\r\n")
    (method, target, _), *headers = [line.split(" ", 2) for line in head.split("\r\n")]
    pairs = tuple((name.removesuffix(":"), value) for name, value in headers)
    return Request(method, target, pairs, body.encode("utf-8"))


@pytest.fixture
def signing(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("PAYCONFORM_ROWS", str(ROOT))
    catalog.load("mini")
    return import_module("payconform.providers.mini.signing")


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_a_signing_vector_holds_with_its_middle(vector: dict[str, Any], signing: Any) -> None:
    request = request_of(vector["message"])
    signature = signing.sign(request, vector["key"])
    assert signature.canonical == vector["canonical"]
    assert signature.string_to_sign == vector["string_to_sign"]
    assert signature.value == vector["signature"]
    assert request.header("x-signature") == vector["received"]
    assert signing.verifies(request, vector["key"]) is (vector["result"] == "valid")


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_signing_anew_makes_a_vector_valid(vector: dict[str, Any], signing: Any) -> None:
    credentials = {"merchant_id": "mini-merchant", "secret_key": vector["key"]}
    request = signing.signed(request_of(vector["message"]), credentials)
    assert request.header("x-signature") == vector["signature"]
    assert [name.lower() for name, _ in request.headers].count("x-signature") == 1
    assert signing.verifies(request, vector["key"])


def test_a_body_that_is_not_text_is_signed_as_it_is(signing: Any) -> None:
    first, second = (Request("POST", "/charges", (), body) for body in (b"\xff", b"\xfe"))
    assert signing.sign(first, "key").value != signing.sign(second, "key").value


# --- the doctor ---

SLIPS = {"body-reserialised": "writes the body anew before it is signed (MINI-AUTH-06)"}


def raw(vector: dict[str, Any]) -> str:
    """
    A vector's message with the length of its body, so that a line feed at its end counts.
    """
    head, blank, body = vector["message"].partition("\r\n\r\n")
    return f"{head}\r\nContent-Length: {len(body.encode())}{blank}{body}"


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_its_vectors_are_explained(
    vector: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCONFORM_ROWS", str(ROOT))
    file = tmp_path / "request.http"
    file.write_bytes(raw(vector).encode("utf-8"))
    done = CliRunner().invoke(main, ["explain", "mini", str(file)])
    assert done.exit_code == (0 if vector["result"] == "valid" else 1), done.output
    assert f"  expected  {vector['signature']}\n" in done.output
    assert f"  key       fingerprint {fingerprint(vector['key'])}\n" in done.output
    assert vector["key"] not in done.output
    assert "canonical" not in done.output  # the scheme has none
    named = re.findall("the sender (.*)", done.output)
    assert named == [slip for name, slip in SLIPS.items() if name == vector["id"]]


def test_its_simulator_says_why_it_refuses(tmp_path: Path) -> None:
    wrong = VECTORS["body-reserialised"]
    request = request_of(wrong["message"])
    words = [sys.executable, "-m", "payconform", "serve", "mini", "--debug-signatures"]
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PAYCONFORM_ROWS": str(ROOT)}
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stdout
            url = serving.stdout.readline().split()[3]
            sent = {"content": request.body, "headers": list(request.headers)}
            told = httpx.post(url + request.target, **sent)
            slow = {"faults": ["two_cancels_at_once_both_succeed"]}
            minted = httpx.post(f"{url}/_payconform/sessions", json=slow).json()["credentials"]
            headers = {"X-Merchant": minted["merchant_id"], "X-Signature": "x"}
            later = httpx.post(f"{url}/charges/1/cancel", headers=headers, timeout=30)
        finally:
            serving.terminate()
    assert told.status_code == later.status_code == 401
    assert told.headers[HEADER] == f"the sender {SLIPS[wrong['id']]}"
    assert later.headers[HEADER].endswith(f"fingerprint {fingerprint(minted['secret_key'])}")
