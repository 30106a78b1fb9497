"""
The corpus is fresh, plays the same each time, and shows liars broken; the honest break nothing.
"""

from collections.abc import Callable, Iterator

import pytest

from payconform import catalog
from payconform.config import resolve
from payconform.exercise.bench import Bench, reduced, replay
from payconform.exercise.breach import Breach
from payconform.exercise.case import Case
from payconform.exercise.corpus import NAME, Kept, corpus_of, frozen
from payconform.exercise.frozen import digest
from payconform.exercise.mutation import Mutation
from payconform.exercise.novelty import signature
from payconform.plan import Plan
from payconform.run import Run
from payconform.spec import closed, rows
from payconform.target import Target
from payconform.target.opening import Variation

PROVIDERS = [
    provider for provider in rows.providers() if any(rows.every("fixtures", provider, NAME))
]
every_provider = pytest.mark.parametrize("provider", PROVIDERS)
LIAR = "a_cancel_needs_no_reason"


@pytest.fixture
def opened() -> Iterator[Callable[..., Target]]:
    runs: list[Run] = []

    def open_(*faults: str) -> Target:
        plan = Plan(None, variation=Variation({}, faults), complete=False)
        runs.append(Run(catalog.load("maib"), resolve("maib", None, None), plan, "corpus"))
        runs[-1].open()
        return runs[-1].target

    yield open_
    for run in runs:
        run.close()


def left_out(*members: str) -> Case:
    changes = [Mutation("cancelQr", "body", (name,), "anything", absent=True) for name in members]
    return Case("cancelQr", tuple(changes))


def bench(target: Target) -> Bench:
    return Bench(target, target.slice, "cancelQr", reads=True)


@every_provider
def test_the_corpus_belongs_to_the_document(provider: str) -> None:
    """
    After a change of openapi.yaml: `payconform freeze PROVIDER`.
    """
    path = rows.find("fixtures", provider, NAME)
    assert closed.read(path, "corpus")["document"] == digest(provider)
    assert path.read_text("utf-8") == frozen(provider, corpus_of(provider))


@every_provider
def test_a_case_of_the_corpus_can_be_sent_and_has_its_story(provider: str) -> None:
    slice_ = catalog.load(provider)
    kept = corpus_of(provider)
    assert kept
    for one in kept:
        rules = slice_.rules.implementing(one.rule)
        assert any(one.case.operation in rule.operations for rule in rules)
    assert len({(one.case.operation, one.case.key) for one in kept}) == len(kept)


def test_a_corpus_that_is_not_there_is_empty() -> None:
    assert corpus_of("nobody") == ()


def test_what_is_written_is_read_again() -> None:
    text = frozen("maib", [Kept("COMMON-FUZZ-01", left_out("reason"))])
    assert text.count("\n") == 3
    assert '"member": ["reason"]' in text


def test_an_honest_target_breaks_nothing(opened: Callable[..., Target]) -> None:
    cases = [one.case for one in corpus_of("maib") if one.case.operation == "cancelQr"]
    assert cases
    assert replay(bench(opened()), cases) == []


def test_a_liar_is_shown_with_what_matters_alone(opened: Callable[..., Target]) -> None:
    case = Case(
        "cancelQr",
        (
            Mutation("cancelQr", "query", ("page",), "anything", "1"),
            *left_out("reason").changes,
        ),
    )
    (breach,) = (one for one in replay(bench(opened(LIAR)), [case]) if not one.unstable)
    assert breach.rule == "MAIB-CANCEL-07"
    assert breach.note == "the smallest case: reason left out"
    assert breach.case == left_out("reason").document()


def test_what_does_not_come_again_is_unstable(opened: Callable[..., Target]) -> None:
    trial = bench(opened(LIAR)).try_next(left_out("reason"))
    assert trial is not None
    told: Breach = reduced(bench(opened()), "MAIB-CANCEL-07", trial)
    assert told.unstable


def test_signatures_tell_answers_and_members_apart(opened: Callable[..., Target]) -> None:
    target = opened()
    tried = bench(target)

    def shown(case: Case) -> tuple[str, ...]:
        trial = tried.try_next(case)
        assert trial is not None
        return signature(target.slice, trial)

    def odd(name: str) -> Case:
        return Case("cancelQr", (Mutation("cancelQr", "body", (name,), "anything", 1),))

    assert shown(left_out("reason")) == shown(left_out("reason"))
    assert shown(left_out("reason")) != shown(odd("reason"))
    assert shown(odd("one")) == shown(odd("other"))
    assert shown(left_out("reason"))[:2] == ("cancelQr", "400")
