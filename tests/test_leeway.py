"""
The suite does not certify our own guesses: whatever the simulator chooses, nothing is accused.

Each choice must show, too: a switch that changes nothing would prove nothing.
"""

from collections.abc import Iterator, Mapping

import pytest

from payconform import catalog, leeway
from payconform.leeway import Flip, flip_all
from payconform.model import Rule
from payconform.spec.rows import providers
from payconform.spec.rules import Rulebook
from payconform.target.opening import Variation

EVERY = 3  # one switch in so many is flipped singly; `make selftest` takes all
CASES = 3  # fuzzed of each operation, where all are flipped at once


@pytest.fixture(autouse=True)
def sample(monkeypatch: pytest.MonkeyPatch) -> None:
    singly = leeway._singly

    def some(rules: Rulebook) -> Iterator[tuple[Rule, Mapping[str, str]]]:
        yield from list(singly(rules))[::EVERY]

    monkeypatch.setattr(leeway, "_singly", some)
    monkeypatch.setattr(leeway, "CASES", CASES)


def flipped(provider: str) -> list[Flip]:
    return flip_all(provider, own_rule=True, progress=lambda *told: None)


@pytest.mark.parametrize("provider", providers())
def test_a_flipped_switch_shows_and_accuses_nobody(provider: str) -> None:
    flips = flipped(provider)
    switches = catalog.load(provider).rules.switches
    assert {name for flip in flips for name in flip.switches} == set(switches)
    assert {flip.name: flip.accused for flip in flips if flip.accused} == {}
    assert [flip.name for flip in flips if not flip.shows] == []
    assert any(len(flip.switches) == len(switches) for flip in flips)
    singly = [flip for flip in flips if len(flip.switches) == 1]
    assert len(singly) >= len(switches) // EVERY > 0


# --- the grading can fail ---


def test_a_choice_that_changes_nothing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leeway, "Variation", lambda switches: Variation({}))
    monkeypatch.setattr(leeway, "_at_once", lambda rules: [])
    flips = flipped("amazonpay")
    assert flips
    assert not any(flip.shows for flip in flips)


def test_what_is_said_against_a_choice_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    lie = next(iter(catalog.behaviour("amazonpay").faults))
    lying = Variation({}, (lie.id,))
    monkeypatch.setattr(leeway, "Variation", lambda given: lying if given else Variation({}))
    monkeypatch.setattr(leeway, "_singly", lambda rules: [])
    (all_at_once,) = (flip for flip in flipped("amazonpay") if len(flip.switches) > 1)
    assert any(line.startswith(f"{lie.rule} failed in suites/") for line in all_at_once.accused)
