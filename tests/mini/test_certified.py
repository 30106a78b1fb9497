"""
A provider outside the project is certified by its folders alone, and its liars are caught.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.mini.conftest import QUICKLY, ROOT, payconform

from payconform.spec.rows import providers
from payconform.spec.rules import rulebook

with pytest.MonkeyPatch.context() as _here:
    _here.setenv("PAYCONFORM_ROWS", str(ROOT))
    FLIPS = [
        f"{switch.name}={choice}"
        for switch in rulebook("mini").switches.values()
        for choice in switch.choices[1:]
    ]


def test_it_is_certified_as_a_simulator_self_check(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "certify", "mini", "--out", "run")
    assert code == 0, said + wrong
    assert "simulator self-check" in said
    run = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    assert run["provider"]["key"] == "mini"
    assert run["outcomes"].keys() == {"passed", "recorded"}
    areas = {finding["rule"].split("-")[1] for finding in run["findings"]}
    assert {"FIELD", "FUZZ"} <= areas
    assert {finding["rule"] for finding in run["findings"]} >= {"MINI-AUTH-01", "MINI-AUTH-06"}
    assert run["left_behind"] == []


def test_it_is_certified_without_a_control_api(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, *QUICKLY, "--blind")
    assert code == 0, said + wrong
    assert "needs the capability second_merchant: MINI-AUTH-03" in said
    assert "races" not in said


@pytest.mark.parametrize("flip", FLIPS)
def test_a_flipped_switch_fails_nothing(flip: str, tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, *QUICKLY, "--switch", flip)
    assert code == 0, said + wrong


def test_every_liar_is_caught_by_its_own_rule(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "selftest", "mini", "--own-rule", "--json")
    assert code == 0, said + wrong
    matrix = json.loads(said)
    assert [fault["id"] for fault in matrix["faults"] if not fault["killed"]] == []
    liars = {fault["id"] for fault in matrix["faults"]}
    assert {"signature_is_not_checked_on_cancel", "two_cancels_at_once_both_succeed"} <= liars
    assert matrix["false_alarms"] == []


def test_a_liar_makes_it_non_conformant(tmp_path: Path) -> None:
    lie = "signature_is_not_checked_on_cancel"
    code, said, _ = payconform(tmp_path, "certify", "mini", "--fault", lie, "--only", "AUTH")
    assert code == 1
    assert "MINI-AUTH-05" in said


def test_without_its_root_it_is_no_provider(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "certify", "mini", root=None)
    assert (code, said) == (2, "")
    assert f"mini: unknown. Known: {', '.join(providers())}" in wrong


# --- signing under fuzz ---


def fuzzed(folder: Path, *words: str) -> list[dict[str, Any]]:
    """
    The exchanges of a run of the fuzzing chapter.
    """
    words = ("certify", "mini", "--only", "FUZZ", "--cases", "60", "--out", "run", *words)
    code, said, wrong = payconform(folder, *words)
    assert code in (0, 1), said + wrong
    lines = (folder / "run" / "exchanges.ndjson").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_nothing_that_fuzzing_sends_is_refused_for_its_signature(tmp_path: Path) -> None:
    exchanges = fuzzed(tmp_path)
    sent = [one["request"] for one in exchanges]
    assert {"POST", "PUT", "PATCH", "DELETE"} <= {one["method"] for one in sent}
    assert any("?" in one["target"] for one in sent)
    bodies = [one["body"] for one in sent if one["target"] == "/charges"]
    assert "" in bodies
    assert any(map(is_broken, bodies))
    assert [one["id"] for one in exchanges if one["response"]["status"] == 401] == []


def test_a_signature_over_other_bytes_than_those_sent_is_noticed(tmp_path: Path) -> None:
    lie = "a_long_body_is_verified_over_its_beginning"
    exchanges = fuzzed(tmp_path, "--fault", lie)
    assert 401 in {one["response"]["status"] for one in exchanges}
    run = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    failed = {one["rule"] for one in run["findings"] if one["outcome"] == "failed"}
    assert failed == {"MINI-AUTH-06"}


def is_broken(body: str) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return bool(body)
    return False
