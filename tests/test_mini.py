"""
A provider in miniature, which lives outside the project, is certified by its folders alone.
"""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from payconform import catalog
from payconform.model import Request
from payconform.spec import closed
from payconform.spec.rules import rulebook

ROOT = Path(__file__).parent / "providers"
VECTORS = {
    vector["id"]: vector
    for group in closed.read(ROOT / "fixtures/mini/signing.json", "signing")["groups"]
    for vector in group["vectors"]
}

with pytest.MonkeyPatch.context() as _here:
    _here.setenv("PAYCONFORM_ROWS", str(ROOT))
    FLIPS = [
        f"{switch.name}={choice}"
        for switch in rulebook("mini").switches.values()
        for choice in switch.choices[1:]
    ]


def payconform(folder: Path, *words: str, root: Path | None = ROOT) -> tuple[int, str, str]:
    """
    Exit code, output and errors of a command, run in a folder of its own.
    """
    done = subprocess.run(
        [sys.executable, "-m", "payconform", *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder)}
        | ({"PAYCONFORM_ROWS": str(root)} if root else {}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


# --- the run ---


def test_it_is_certified_as_a_simulator_self_check(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "certify", "mini", "--out", "run")
    assert code == 0, said + wrong
    assert "simulator self-check" in said
    run = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    assert run["provider"]["key"] == "mini"
    assert run["outcomes"].keys() == {"passed", "recorded"}
    assert {finding["rule"] for finding in run["findings"]} >= {"MINI-AUTH-01", "MINI-AUTH-06"}
    assert run["left_behind"] == []


def test_it_is_certified_without_a_control_api(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "certify", "mini", "--blind")
    assert code == 0, said + wrong
    assert "needs the capability second_merchant: MINI-AUTH-03" in said


@pytest.mark.parametrize("flip", FLIPS)
def test_a_flipped_switch_fails_nothing(flip: str, tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "certify", "mini", "--switch", flip)
    assert code == 0, said + wrong


def test_every_liar_is_caught_by_its_own_rule(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "selftest", "mini", "--own-rule", "--json")
    assert code == 0, said + wrong
    matrix = json.loads(said)
    assert [fault["id"] for fault in matrix["faults"] if not fault["killed"]] == []
    assert "signature_is_not_checked_on_cancel" in {fault["id"] for fault in matrix["faults"]}
    assert matrix["false_alarms"] == []


def test_a_liar_makes_it_non_conformant(tmp_path: Path) -> None:
    lie = "signature_is_not_checked_on_cancel"
    code, said, _ = payconform(tmp_path, "certify", "mini", "--fault", lie, "--only", "AUTH")
    assert code == 1
    assert "MINI-AUTH-05" in said


def test_without_its_root_it_is_no_provider(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "certify", "mini", root=None)
    assert (code, said) == (2, "")
    assert "mini: unknown. Known: maib" in wrong


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
