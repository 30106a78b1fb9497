"""
The loop of fuzzing: what it makes of liars that each lie in their own way.
"""

import json
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.exercise.conftest import Merchant

from payconform.errors import AmountTooLarge, Unexercised
from payconform.exercise.breach import Breach, Effort
from payconform.exercise.case import Case
from payconform.exercise.fuzz import Bench, fuzz
from payconform.exercise.mutation import Mutation
from payconform.model import Call, Exchange, Response
from payconform.providers.maib.simulation.refusals import refusal, success
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit
from payconform.target import Target

EFFORT = Effort(seed=1, cases=30)


def change(member: str, value: Any = None, *, absent: bool = False) -> Mutation:
    return Mutation("cancelQr", "body", (member,), "anything", value, absent)


TEA, CAKE, MILK = change("tea", 1), change("cake", 2), change("milk", 3)
NO_REASON = change("reason", absent=True)


def cases(*changes: Mutation) -> SearchStrategy[Case]:
    """
    Cases of some of these changes at once.
    """
    some = st.lists(st.sampled_from(changes), max_size=len(changes), unique_by=repr)
    return some.map(lambda made: Case("cancelQr", tuple(made)))


def found(target: Target, *changes: Mutation, reads: bool = False) -> dict[str, Breach]:
    bench = Bench(target, target.slice, "cancelQr", reads=reads)
    return {one.rule: one for one in fuzz(bench, cases(*changes), EFFORT)}


def holds(visit: Visit, name: str) -> bool:
    return visit.operation.id == "cancelQr" and name.encode() in visit.request.body


def fails_over_tea(visit: Visit, proceed: Proceed) -> Response:
    return refusal(visit, "10000") if holds(visit, "tea") else proceed(visit)


def needs_no_reason(visit: Visit, proceed: Proceed) -> Response:
    if visit.operation.id == "cancelQr" and not holds(visit, "reason"):
        return success({"qrId": visit.path["qrId"], "status": "Cancelled"})
    return proceed(visit)


def test_the_honest_simulator_breaks_nothing(merchant: Merchant) -> None:
    assert found(merchant(), TEA, CAKE, NO_REASON, reads=True) == {}


def test_the_smallest_case_has_the_one_change_that_matters(merchant: Merchant) -> None:
    breaches = found(merchant(fails_over_tea), CAKE, MILK, TEA)
    told = breaches["MAIB-FUZZ-01"]
    assert told.case == Case("cancelQr", (TEA,)).document()
    assert not told.unstable
    assert told.evidence[-1] == told.exchange.id
    assert json.loads(told.exchange.request.body)["tea"] == 1


def test_one_failure_never_hides_another(merchant: Merchant) -> None:
    breaches = found(merchant(fails_over_tea, needs_no_reason), TEA, NO_REASON, CAKE)
    assert {"MAIB-FUZZ-01", "MAIB-CANCEL-07"} <= breaches.keys()
    assert breaches["MAIB-CANCEL-07"].case == Case("cancelQr", (NO_REASON,)).document()


def test_what_does_not_come_again_is_unstable(merchant: Merchant) -> None:
    lied: list[Visit] = []

    def fails_once(visit: Visit, proceed: Proceed) -> Response:
        if holds(visit, "tea") and not lied:
            lied.append(visit)
            return refusal(visit, "10000")
        return proceed(visit)

    breaches = found(merchant(fails_once), TEA)
    assert {rule for rule, one in breaches.items() if one.unstable} == breaches.keys()
    assert "MAIB-FUZZ-01" in breaches


def test_what_a_refused_call_changed_is_found(merchant: Merchant) -> None:
    def cancels(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        if visit.operation.id == "cancelQr" and response.status == 400:
            qr = visit.session.state.qrs[visit.path["qrId"]]
            qr.settle("Cancelled", visit.session.clock.now())
        return response

    assert "MAIB-FUZZ-02" in found(merchant(cancels), NO_REASON, CAKE, reads=True)


def test_a_run_that_ends_ends_it(merchant: Merchant) -> None:
    target = merchant()
    bench = Bench(target, target.slice, "cancelQr", reads=False)
    with pytest.raises(Unexercised):
        fuzz(bench, cases(TEA), Effort(cases=5, ended=lambda: True))


# --- what cases stand on ---


def test_a_ground_bears_refusals_and_is_made_anew_after_a_success(merchant: Merchant) -> None:
    target = merchant()
    bench = Bench(target, target.slice, "cancelQr", reads=False)
    refused, taken = Case("cancelQr", (NO_REASON,)), Case("cancelQr", (CAKE,))
    trials = [bench.try_next(one) for one in (refused, refused, taken, refused)]
    targets = [one.exchange.request.target for one in trials if one]
    assert targets[0] == targets[1] == targets[2] != targets[3]
    alone = bench.try_alone(refused)
    assert alone is not None
    assert alone.exchange.request.target not in targets


def test_an_amount_that_must_not_be_sent_is_left_out(merchant: Merchant) -> None:
    class Careful:
        def __init__(self, target: Target) -> None:
            self._target = target

        def __getattr__(self, name: str) -> Any:
            return getattr(self._target, name)

        def send(self, call: Call, signer: Any = None) -> Exchange:
            if isinstance(call.body, dict) and call.body.get("amount", 0) > 1000:
                raise AmountTooLarge("too much")
            return self._target.send(call, signer)

    target = merchant()
    bench = Bench(Careful(target), target.slice, "createQr", reads=False)  # type: ignore[arg-type]
    large = Mutation("createQr", "body", ("amount",), "anything", 5000)
    assert bench.try_next(Case("createQr", (large,))) is None
    assert bench.try_next(Case("createQr", ())) is not None
