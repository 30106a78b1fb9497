"""
Links are followed through the target alone; a linked call that finds nothing is told with its way.
"""

from collections.abc import Callable, Iterator

import pytest

from payconform import catalog
from payconform.config import resolve
from payconform.errors import Unexercised
from payconform.exercise.breach import Effort
from payconform.exercise.linking import follow, followed
from payconform.plan import Plan
from payconform.run import Run
from payconform.target import Target
from payconform.target.opening import Variation

RULE = "MAIB-LIFE-02"
LIAR = "a_qr_is_not_found_in_its_first_minute"


@pytest.fixture
def opened() -> Iterator[Callable[..., Target]]:
    runs: list[Run] = []

    def open_(*faults: str, able: frozenset[str] | None = None, provider: str = "maib") -> Target:
        slice_, settings = catalog.load(provider), resolve(provider, None, None)
        plan = Plan(None, variation=Variation({}, faults), capabilities=able)
        runs.append(Run(slice_, settings, plan, "links"))
        runs[-1].open()
        return runs[-1].target

    yield open_
    for run in runs:
        run.close()


def test_the_honest_simulator_breaks_no_link(opened: Callable[..., Target]) -> None:
    target = opened()
    assert follow(target, RULE, Effort(1, 50)) == []
    assert target.settle() == []


def test_what_was_deleted_need_not_be_found(opened: Callable[..., Target]) -> None:
    target = opened(provider="mobilepay")
    trail = followed(target, 1, cases=300)
    gone = [way for way in trail.told.values() if way[-1].startswith("deletePos with")]
    assert gone
    assert not trail.broken


def test_what_is_followed_depends_on_the_seed_alone(opened: Callable[..., Target]) -> None:
    def ways(seed: int) -> list[tuple[str, ...]]:
        return list(followed(opened(), seed, cases=30).told.values())

    assert ways(1) == ways(1)
    assert any(len(way) > 1 for way in ways(1))


def test_an_id_that_names_nothing_is_told_with_its_way(opened: Callable[..., Target]) -> None:
    (breach,) = follow(opened(LIAR), RULE, Effort(1, 50))
    assert (breach.rule, breach.unstable) == (RULE, False)
    assert breach.exchange.response is not None
    assert breach.exchange.response.status == 404
    *_, before, last = breach.note.splitlines()
    assert before.endswith("status 200")
    assert last.endswith("getQr with its qrId: status 404")


def test_where_no_link_can_be_followed_nothing_was_tested(
    opened: Callable[..., Target], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = opened()
    monkeypatch.setattr("payconform.exercise.linking.STEPS", 1)
    with pytest.raises(Unexercised, match="no answer held anything"):
        follow(target, RULE, Effort(1, 10))
