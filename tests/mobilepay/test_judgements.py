"""
MobilePay: what recorded traffic is judged by. A liar is seen in the traffic of its rule's own
stories, where that differs from the traffic of an honest target, whatever this one chooses.
"""

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from tests.hearing import Heard, alarms, hearing, judged

from payconform import catalog
from payconform.certify import rehearse
from payconform.config import resolve
from payconform.model import Exchange, Outcome, Request
from payconform.plan import Plan
from payconform.profiles import Judges
from payconform.providers.mobilepay.calls import KEY
from payconform.run import Run
from payconform.simulator.serving import Simulator
from payconform.stories import Play
from payconform.target.opening import Variation
from payconform.wire import recorder

MOBILEPAY = catalog.load("mobilepay")
ALL_AT_ONCE = {name: switch.choices[-1] for name, switch in MOBILEPAY.rules.switches.items()}
AREAS = ("AUTH", "CREATE", "READ", "CANCEL", "PAY", "REFUND", "ERROR")
JSON = (("Content-Type", "application/json"), ("x-mobilepay-client-system-version", "1.0.0"))
BY_THE_CLOCK = {"MOBILEPAY-CREATE-30"}  # a recording does not tell that the clock was moved
UNSEEN = {
    # The state in which something was is not seen in the traffic of the liar's own stories.
    "a_paired_payment_says_captured",
    "a_refund_captured_on_expiry_says_cancelled",
    "an_initiated_refund_says_captured",
    "an_unknown_tills_check_in_gets_409",
    "cancelled_payments_are_listed",
    # Only random histories show them.
    "a_refunded_payment_says_cancelled",
    "every_other_read_of_what_ended_differs",
}


def outcomes(exchanges: Sequence[Exchange]) -> dict[str, Outcome]:
    return judged(MOBILEPAY, exchanges, {})


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch, simulator: Simulator) -> Heard:
    monkeypatch.setattr(recorder, "KEPT", 100_000)
    return hearing(MOBILEPAY, simulator.url)


def test_liars_are_seen_in_their_traffic_and_nobody_else(heard: Heard) -> None:
    """
    One for every other rule.
    """
    unseen: set[str] = set()

    def grade(play: Play) -> None:
        plan = Plan(None, areas=frozenset(AREAS), machines=False)
        honest = heard(play, plan)
        assert alarms(honest) == set()
        assert len(honest) >= 45
        flipped = heard(play, replace(plan, variation=Variation(ALL_AT_ONCE)))
        assert alarms(flipped) <= BY_THE_CLOCK
        liars = {fault.rule: fault.id for fault in catalog.behaviour("mobilepay").faults}
        for rule in sorted(honest.keys() & liars.keys())[::2]:
            seed, lie = zlib.crc32(liars[rule].encode()), Variation({}, (liars[rule],))
            own = replace(plan, seed=seed, areas=frozenset(), rules=frozenset({rule}))
            if rule not in alarms(heard(play, replace(own, variation=lie))):
                unseen.add(liars[rule])

    rehearse(Run(MOBILEPAY, resolve("mobilepay", None, None), Plan(None), "judgements"), grade)
    assert unseen <= UNSEEN


def test_every_judgement_is_of_a_rule_that_a_target_can_break() -> None:
    assert isinstance(MOBILEPAY.profile, Judges)
    for judgement in MOBILEPAY.profile.judgements([], {}):
        rule = MOBILEPAY.rules.by_id[judgement.rule]
        assert (rule.party, rule.basis == "assumed") == ("provider", False)


# --- nothing that may stand in a recording is too odd ---

NAMES = (
    *("paymentId", "refundId", "posId", "orderId", "merchantPosId", "status", "amount", "code"),
    *("currencyCode", "plannedCaptureDelay", "supportedBeaconTypes", "paymentIds", "name"),
    *("partialCapturePossible", "pollDelayInMs", "isUserCheckedIn", "message", "access_token"),
    *("beaconId", "requirePaymentBeforeCheckin", "merchantPaymentLabel"),
)
ODD_VALUES = (
    *(None, True, 0, -1, 0.001, 1e308, float("inf"), 10**400, "", "x" * 1001, "\ud800", "NaN"),
    *([], {}, [[]], {"a": 1}, [None], ["QR", 5], "Captured", "CancelledByClient"),
)


@pytest.mark.parametrize("value", ODD_VALUES, ids=lambda value: repr(value)[:30])
@pytest.mark.parametrize("number", [200, 201, 400, 404, 409])
def test_an_odd_exchange_is_judged_or_left_alone(
    value: object, number: int, exchange: Callable[..., Exchange]
) -> None:
    odd = json.dumps(dict.fromkeys(NAMES, value)).encode()
    targets = ("/pos/v10/payments/%00/cancel?state=&state", "/payments", f"/refunds/{'9' * 5000}")
    every = []
    for target in targets:
        request = Request("POST", target, (*JSON, (KEY, ""), (KEY, "x" * 50)), odd)
        one = exchange(number, odd, JSON, request=request)
        names = [*MOBILEPAY.document.operations, *MOBILEPAY.document.callbacks]
        every += [replace(one, operation=operation) for operation in names]
    every += [replace(each, direction="inbound") for each in every]
    outcomes([*every, *every])
