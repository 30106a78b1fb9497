"""
Every liar is caught by a test of its own rule, the honest simulator sets nothing off, and the
grading itself can fail.
"""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from payconform import catalog
from payconform.errors import TargetUnfit
from payconform.model import Response
from payconform.selftest import Matrix, selftest
from payconform.simulator.faults import Answer, Fault, Faults, Proceed
from payconform.simulator.visit import Visit
from payconform.spec.rows import providers

Grade = Callable[..., Matrix]

SAMPLE = 6  # liars at most, where pairs are made
EVERY = 8  # one liar in so many; `make selftest` takes all

every_provider = pytest.mark.parametrize("provider", providers())


@pytest.fixture
def grade(monkeypatch: pytest.MonkeyPatch) -> Grade:
    """
    The matrix of these faults, or of the provider's own, by the tests of their rules.
    """

    def graded(provider: str, *faults: Fault) -> Matrix:
        if faults:
            catalogue = Faults()
            for fault in faults:
                catalogue._add(fault)
            liar = replace(catalog.behaviour(provider), faults=catalogue)
            monkeypatch.setattr(catalog, "behaviour", lambda key: liar)
        return selftest(provider, own_rule=True, progress=lambda *told: None)

    return graded


def survivors(matrix: Matrix) -> list[str]:
    return [
        f"{kill.fault}: no test of {kill.rule} fails" for kill in matrix.kills if not kill.killed
    ]


@every_provider
def test_every_liar_is_caught_by_a_test_of_its_rule(provider: str, grade: Grade) -> None:
    faults = list(catalog.behaviour(provider).faults)[::EVERY]
    matrix = grade(provider, *faults)
    assert len(matrix.kills) == len(faults) > 0
    assert not survivors(matrix), "\n".join(survivors(matrix))
    assert matrix.false_alarms == ()
    assert matrix.complete


# --- the grading can fail ---


def test_a_fault_that_breaks_nothing_survives_next_to_its_liar(grade: Grade) -> None:
    """
    Each is judged alone: in one simulator, an honest merchant follows each liar of a sample.
    """
    provider = "amazonpay"
    every = list(catalog.behaviour(provider).faults)
    liars = every[:: len(every) // SAMPLE + 1]
    honest = [
        Fault(f"honest_after_{liar.id}", liar.rule, operations=liar.operations) for liar in liars
    ]
    pairs = [fault for pair in zip(liars, honest, strict=True) for fault in pair]
    matrix = grade(provider, *pairs)
    assert [line.partition(":")[0] for line in survivors(matrix)] == [one.id for one in honest]
    assert not matrix.complete
    assert matrix.document()["killed"] == len(liars)


def test_a_rule_without_a_test_kills_nothing(grade: Grade) -> None:
    def wrecked(visit: Visit, proceed: Proceed) -> Response:
        return proceed(visit) if visit.operation.id == "obtainToken" else Response(500)

    matrix = grade("maib", Fault("everything_fails", "MAIB-CALLBACK-20", wrecked))
    assert survivors(matrix) == ["everything_fails: no test of MAIB-CALLBACK-20 fails"]


def test_what_a_liar_keeps_for_all_merchants_means_nothing_to_the_next(grade: Grade) -> None:
    kept: set[str] = set()

    def keeps(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        if visit.operation.id == "createQr" and response.status == 200:
            kept.add(json.loads(response.body)["result"]["qrId"])
        return response

    def hides_what_was_kept(visit: Visit, proceed: Proceed) -> Response:
        return Response(404) if visit.path.get("qrId") in kept else proceed(visit)

    first = Fault("keeps", "MAIB-READ-02", keeps)
    second = Fault("hides_what_was_kept", "MAIB-READ-02", hides_what_was_kept)
    matrix = grade("maib", first, second)
    assert kept
    assert [kill.killed for kill in matrix.kills] == [False, False]


def test_machines_are_asked_where_no_story_of_the_rule_noticed(grade: Grade) -> None:
    seen: list[int] = []

    def crashes_over(strange: Callable[[bytes], bool]) -> Answer:
        def crashes(visit: Visit, proceed: Proceed) -> Response:
            seen[-1] += visit.operation.id == "obtainToken"
            return Response(500) if strange(visit.request.body) else proceed(visit)

        return crashes

    def counted(rule: str, strange: Callable[[bytes], bool]) -> int:
        seen.append(0)
        token = frozenset({"obtainToken"})
        matrix = grade("maib", Fault("crashes", rule, crashes_over(strange), operations=token))
        assert [kill.killed for kill in matrix.kills] == [True]
        return seen[-1]

    by_machine = counted("MAIB-FUZZ-01", lambda body: b"\\u" in body)
    by_story = counted("MAIB-ERROR-03", lambda body: b"clientId" not in body and bool(body))
    assert by_story < by_machine


def test_a_liar_that_no_story_can_call_is_named(grade: Grade) -> None:
    crude = Fault("nobody_is_let_in", "MAIB-READ-01", lambda visit, proceed: Response(401))
    with pytest.raises(TargetUnfit, match=r"^fault nobody_is_let_in: the target refuses"):
        grade("maib", crude)


def test_the_matrix_of_a_suite_that_cries_wolf_is_not_complete() -> None:
    assert Matrix("tea", (), ()).complete
    assert not Matrix("tea", (), ("TEA-BREW-01",)).complete
