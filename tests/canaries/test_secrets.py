"""
No secret of a merchant reaches any byte that a run writes, however a target throws it back.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.canaries.conftest import ran
from tests.canaries.gossip import CANARIES, Gossip
from tests.canaries.leaks import ENCODINGS, leaks, middle

from payconform import catalog
from payconform.certify import certify
from payconform.config import published, resolve
from payconform.plan import Plan
from payconform.providers.maib.signing import sign
from payconform.run import Run
from payconform.signing.literals import loads
from payconform.wire import redactor


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
        yield from (form for form in known(secret) if middle(form) not in left_out)

    monkeypatch.setattr(redactor, "_forms", forgetful)
    folder = tmp_path / "run"
    plan = Plan(folder, areas=frozenset({"CREATE"}))
    certify(Run(catalog.load("maib"), resolve("maib", url, credentials), plan, "canary"))
    assert any(place.endswith(f": {forgotten}") for place in leaks(engine.secrets, folder))


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
