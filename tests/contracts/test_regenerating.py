"""
The pact files are what the consumer tests write, and every interaction rests on rules that exist.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from payconform.spec.rules import rulebook

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT / "contracts"
PACTS = sorted(path.relative_to(CONTRACTS) for path in CONTRACTS.glob("*/*.json"))


def interactions(pact: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((CONTRACTS / pact).read_bytes())["interactions"]
    return found


def test_regenerating_in_another_order_changes_no_byte(tmp_path: Path) -> None:
    tests = sorted(map(str, CONTRACTS.glob("*/test_*.py")), reverse=True)
    words = ["-q", "-p", "no:cacheprovider", *tests, "--pacts", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.glob("*/*.json")) == PACTS
    for pact in PACTS:
        assert (tmp_path / pact).read_bytes() == (CONTRACTS / pact).read_bytes(), pact


@pytest.mark.parametrize("pact", PACTS, ids=str)
def test_an_interaction_rests_on_rules_of_its_provider(pact: Path) -> None:
    rules = {rule.id: rule for rule in rulebook(pact.parent.name).rules}
    for each in interactions(pact):
        named = each["comments"]["payconform"]["rules"]
        assert named, each["description"]
        assert {rules[name].party for name in named} == {"provider"}, each["description"]


@pytest.mark.parametrize("pact", PACTS, ids=str)
def test_an_interaction_has_a_description_of_its_own_and_a_state(pact: Path) -> None:
    told = [each["description"] for each in interactions(pact)]
    assert len(set(told)) == len(told)
    assert all(each["providerStates"] for each in interactions(pact))
