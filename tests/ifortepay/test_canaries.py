"""
Stories that send wrong secrets write no piece of a right one, plain or in Base64, and no run writes
a signature: nothing keeps it from being sent again.
"""

import base64
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from payconform import catalog
from payconform.providers.ifortepay import signing
from payconform.simulator.serving import Simulator

SECRET = "0xcanary4711secret0815"
CREDENTIALS = {
    "merchant_id": "IFP2099000009",
    "secret_unbound_id": SECRET,
    "hash_key": "canary-hash-key-of-nobody",
    "sub_merchant": "IFP2099000010",
    "sub_hash_key": "canary-sub-key-of-nobody",
    "api_key": "canary-api-key-of-nobody",
    "secret_key": "canary-retired-of-nobody",
}
RULES = [f"IFORTEPAY-AUTH-{number:02}" for number in (2, 3, 10, 11, 15)]
PIECE = 8  # characters that nobody writes by chance
PIECES = {
    value[at : at + PIECE]
    for name, value in CREDENTIALS.items()
    if name not in ("merchant_id", "sub_merchant")
    for at in range(len(value) - PIECE + 1)
}


def unwrapped(text: str) -> str:
    """
    A text, and all that its words can be in Base64.
    """
    told = [text]
    for word in set(re.findall("[A-Za-z0-9+/_-]{8,}", text)):
        for start in range(4):
            whole = word[start : start + (len(word) - start) // 4 * 4]
            decoded = base64.b64decode(whole, altchars=b"-_" if set(whole) & set("-_") else None)
            told.append(decoded.decode("latin-1"))
    return "\n".join(told)


@pytest.fixture
def written(tmp_path: Path) -> str:
    """
    All that a run writes on the simulator of a merchant whose secrets are canaries.
    """
    known = tmp_path / "merchant.json"
    known.write_text(json.dumps(CREDENTIALS), "utf-8")
    serving = Simulator(catalog.behaviour("ifortepay"), CREDENTIALS).start()
    named = [part for rule in RULES for part in ("--rule", rule)]
    command = [sys.executable, "-m", "payconform", "certify", "ifortepay", *named, "--blind"]
    where = ["--target", serving.url, "--credentials", str(known), "--out", "run"]
    try:
        done = subprocess.run(
            [*command, *where, "--allow", "bad-credentials"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    finally:
        serving.stop()
    assert done.returncode == 0, done.stdout + done.stderr
    return everything(done, tmp_path / "run")


def everything(done: "subprocess.CompletedProcess[str]", folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return "\n".join([done.stdout, done.stderr, *(one.read_text("utf-8") for one in files)])


def requests(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "exchanges.ndjson").read_text("utf-8").splitlines()
    return [json.loads(line)["request"] for line in lines]


def test_no_piece_of_a_secret_is_written(written: str) -> None:
    assert "IFORTEPAY-AUTH-02" in written
    found = unwrapped(written)
    assert [piece for piece in sorted(PIECES) if piece in found] == []


def test_a_piece_in_base64_would_be_found() -> None:
    told = base64.b64encode(f"IFP2099000009:{SECRET[:-1]}0".encode()).decode()
    assert any(piece in unwrapped(f'"Basic {told}"') for piece in PIECES)


def test_no_signature_of_a_request_is_written(written: str, tmp_path: Path) -> None:
    bodies = {one["body"].encode() for one in requests(tmp_path / "run")}
    ids = {signing.ids(body) for body in bodies}
    assert len(ids) > len(RULES)
    signatures = [signing.sign(CREDENTIALS["hash_key"], *pair).value for pair in ids]
    assert [one for one in signatures if one in written.lower()] == []


@pytest.mark.parametrize(
    ("fault", "masks"),
    [
        (None, {"‹IFORTEPAY_X_REQ_SIGNATURE›", "‹IFORTEPAY_MCP_SIGNATURE›"}),
        ("a_callback_is_signed_as_a_request", {"‹IFORTEPAY_X_REQ_SIGNATURE›"}),
    ],
    ids=str,
)
def test_nothing_like_a_signature_is_written(
    tmp_path: Path, fault: str | None, masks: set[str]
) -> None:
    """
    Of callbacks, and of wrong signatures: in capitals, of a sub-merchant, of the other direction.
    """
    rules = [f"IFORTEPAY-{name}" for name in ("AUTH-13", "AUTH-30", "CALLBACK-02")]
    named = [part for rule in rules for part in ("--rule", rule)]
    lie = ["--fault", fault] if fault else []
    done = subprocess.run(
        [sys.executable, "-m", "payconform", "certify", "ifortepay", *named, *lie, "--out", "run"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == (1 if fault else 0), done.stdout + done.stderr
    assert re.findall("[0-9A-Fa-f]{64}", everything(done, tmp_path / "run")) == []
    headers = [header for one in requests(tmp_path / "run") for header in one["headers"]]
    proofs = (signing.SIGNATURE, signing.CALLBACK)
    assert {value for name, value in headers if name.lower() in proofs} == masks
