"""
Contracts with a provider that has every request signed, at a simulator in a process of its own that
knows its merchant by canaries: nothing fails for its signature, and no secret is told.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

OURS = Path(__file__).parents[2] / "contracts" / "amazonpay"
CANARIES = {
    "merchant_id": "CANARYMID7",
    "access_key_id": "CANARYACCESSKEY4711",
    "secret_key": "cänary/secret+key 4711",
    "store_id": "CANARYSTORE",
}
SECRETS = [CANARIES["access_key_id"], CANARIES["secret_key"]]
FORMS = {
    form
    for secret in SECRETS
    for form in (
        secret,
        json.dumps(secret)[1:-1],
        secret.encode().hex(),
        base64.b64encode(secret.encode()).decode().rstrip("="),
    )
}


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    file = tmp_path / "secrets.json"
    file.write_text(json.dumps(CANARIES), "utf-8")
    return file


@pytest.fixture
def pact(tmp_path: Path) -> Path:
    """
    The contracts of this project, the first interaction described with a secret in it.
    """
    (ours,) = OURS.glob("*.json")
    told = json.loads(ours.read_text("utf-8"))
    told["interactions"][0]["description"] += f" as {CANARIES['secret_key']}"
    file = tmp_path / ours.name
    file.write_text(json.dumps(told), "utf-8")
    return file


@pytest.fixture
def url(credentials: Path) -> Iterator[str]:
    serving = subprocess.Popen(
        [sys.executable, "-m", "payconform", "serve", "amazonpay", "--credentials", credentials],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert serving.stdout
        yield serving.stdout.readline().split()[3]
    finally:
        serving.terminate()
        serving.communicate(timeout=30)


def test_nothing_fails_for_its_signature_and_no_secret_is_told(
    url: str, credentials: Path, pact: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    named = ["--target", url, "--credentials", str(credentials), "--allow", "bad-credentials"]
    named += ["--pact", str(pact)]
    done = subprocess.run(
        [sys.executable, "-m", "payconform", "contracts", "verify", "amazonpay", *named],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (run,) = (folder / "reports" / "amazonpay").glob("2*")
    findings = json.loads((run / "run.json").read_text("utf-8"))["findings"]
    assert {one["outcome"] for one in findings} == {"passed", "skipped"}
    assert all(
        "needs the capability" in one["reason"] for one in findings if one["outcome"] == "skipped"
    )
    lines = (run / "exchanges.ndjson").read_text("utf-8").splitlines()
    statuses = {one["response"]["status"] for one in map(json.loads, lines)}
    assert {200, 401} <= statuses  # 401 to those that are meant to be refused
    texts = [done.stdout, done.stderr]
    texts += [path.read_text("utf-8") for path in run.rglob("*") if path.is_file()]
    assert [form for form in FORMS for text in texts if form in text] == []
