"""
maib: what recorded traffic is judged by. Each liar is seen in the traffic of its rule's own
stories, as long as that differs from the traffic of an honest target, whatever this one chooses.
"""

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from tests.hearing import Heard, alarms, hearing, judged

from payconform import catalog
from payconform.certify import rehearse
from payconform.config import published, resolve
from payconform.model import Exchange, Outcome, Request
from payconform.plan import Plan
from payconform.profiles import Judges
from payconform.run import Run
from payconform.simulator.serving import Simulator
from payconform.stories import Play
from payconform.target.opening import Variation
from payconform.wire import recorder

MAIB = catalog.load("maib")
ALL_AT_ONCE = {name: switch.choices[-1] for name, switch in MAIB.rules.switches.items()}
JSON = (("Content-Type", "application/json"),)
QR = "123e4567-e89b-12d3-a456-426614174000"
UNSEEN = {  # an honest target may refuse the same request for another reason, or find nothing
    "a_static_qr_cannot_be_cancelled",
    "a_static_qr_needs_an_expiry",
    "a_static_qr_is_never_controlled",
    "a_free_qr_needs_an_amount",
    "a_hybrid_qr_needs_an_extension",
    "refunded_payments_are_not_found",
    # Only a machine provokes these.
    "an_amount_beyond_all_numbers_is_taken",
    "a_list_loses_a_qr_that_was_paid_twice",
    "a_list_shows_no_more_than_two_payments_of_a_qr",
}


def outcomes(exchanges: list[Exchange], credentials: dict[str, str]) -> dict[str, Outcome]:
    return judged(MAIB, exchanges, credentials)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    monkeypatch.setattr(recorder, "KEPT", 100_000)
    simulator = Simulator(catalog.behaviour("maib"), published("maib")).start()
    yield hearing(MAIB, simulator.url)
    simulator.stop()


def test_each_liar_is_seen_in_its_traffic_and_nobody_else(heard: Heard) -> None:
    faults = list(catalog.behaviour("maib").faults)[::6]  # all of them take a minute
    unseen: set[str] = set()

    def grade(play: Play) -> None:
        honest = heard(play, Plan(None, cases=2))
        assert alarms(honest) == set()
        assert len(honest) > 140
        flipped = Plan(None, variation=Variation(ALL_AT_ONCE), cases=2)
        assert alarms(heard(play, flipped)) == set()
        for fault in faults:
            if fault.rule in honest:
                seed, lie = zlib.crc32(fault.id.encode()), Variation({}, (fault.id,))
                own = frozenset({fault.rule})
                plan = Plan(None, seed, rules=own, variation=lie, operations=fault.operations)
                seen = alarms(heard(play, replace(plan, machines=False)))
                if fault.rule not in seen and fault.id not in UNSEEN:
                    seen |= alarms(heard(play, replace(plan, written=False)))
                unseen.update({fault.id} if fault.rule not in seen else ())

    rehearse(Run(MAIB, resolve("maib", None, None), Plan(None), "judgements"), grade)
    assert unseen == UNSEEN & {fault.id for fault in faults} != set()


# --- what no liar of the catalogue does ---


def made(
    exchange: Callable[..., Exchange],
    operation: str,
    sent: dict[str, object],
    result: dict[str, object],
    path: str = "/v2/mia/qr",
) -> Exchange:
    body = json.dumps({"ok": True, "result": result}).encode()
    request = Request("POST", path, JSON, json.dumps(sent).encode())
    return replace(exchange(200, body, JSON, request=request), operation=operation)


STATIC = {"type": "Static", "currency": "MDL", "description": "Tea"}
CREATED = {"qrId": QR, "type": "Static", "url": "https://a"}
ODD: dict[str, tuple[str, dict[str, object], dict[str, object], dict[str, object]]] = {
    "MAIB-AUTH-11": ("obtainToken", {}, {"accessToken": "a.b.c"}, {"accessToken": "abc"}),
    "MAIB-CREATE-29": ("createQr", STATIC | {"amountType": "Fixed"}, CREATED, {"qrId": "5"}),
    "MAIB-CREATE-30": ("createQr", STATIC | {"amountType": "Controlled"}, CREATED, {}),
    "MAIB-CREATE-31": ("createQr", STATIC | {"amountType": "Free"}, CREATED, {"qrId": QR}),
    "MAIB-CREATE-53": ("createHybridQr", {"currency": "MDL"}, CREATED, {"qrId": None}),
}


@pytest.mark.parametrize("rule", ODD)
def test_an_answer_without_what_it_promises_is_seen(
    rule: str, exchange: Callable[..., Exchange]
) -> None:
    operation, sent, right, wrong = ODD[rule]
    honest, lie = (made(exchange, operation, sent, result) for result in (right, wrong))
    assert rule not in alarms(outcomes([honest], {}))
    assert rule in alarms(outcomes([lie], {}))


@pytest.mark.parametrize(
    ("kind", "rule"), [("Dynamic", "MAIB-CANCEL-01"), ("Static", "MAIB-CANCEL-19")]
)
def test_a_cancel_that_names_another_qr_is_seen(
    kind: str, rule: str, exchange: Callable[..., Exchange]
) -> None:
    created = made(exchange, "createQr", STATIC | {"type": kind}, CREATED | {"type": kind})
    path, sent = f"/v2/mia/qr/{QR}/cancel", {"reason": "changed my mind"}
    for named, wrong in ((QR, False), (QR.upper(), False), (QR.replace("1", "2"), True)):
        answered = made(exchange, "cancelQr", sent, {"qrId": named, "status": "Cancelled"}, path)
        assert (rule in alarms(outcomes([created, answered], {}))) is wrong


def test_every_judgement_is_of_a_rule_that_a_target_can_break() -> None:
    assert isinstance(MAIB.profile, Judges)
    for judgement in MAIB.profile.judgements([], published("maib")):
        rule = MAIB.rules.by_id[judgement.rule]
        assert (rule.party, rule.basis == "assumed") == ("provider", False)


# --- nothing that may stand in a recording is too odd ---

NAMES = (
    *("qrId", "payId", "type", "amountType", "amount", "amountMin", "amountMax", "currency"),
    *("orderId", "expiresAt", "callbackUrl", "reason", "iban", "payerName", "clientSecret"),
    *("url", "status", "extension", "items", "refundId", "refundedAt", "signatureKey"),
)
ODD_VALUES = (
    *(None, True, 0, -1, 0.001, 1e308, float("inf"), 10**400, "", "x" * 1001, "\ud800"),
    *([], {}, [[]], {"a": 1}, [None], "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"),
)


@pytest.mark.parametrize("value", ODD_VALUES, ids=lambda value: repr(value)[:30])
@pytest.mark.parametrize("number", [200, 201, 400, 404, 409])
def test_an_odd_exchange_is_judged_or_left_alone(
    value: object, number: int, exchange: Callable[..., Exchange]
) -> None:
    odd = dict.fromkeys(NAMES, value)
    answer = json.dumps({"ok": True, "result": odd, "errors": [odd, value]}).encode()
    target = f"/v2/mia/qr/{QR}?count={'9' * 5000}&offset=%00&sortBy=x&order="
    request = Request("POST", target, JSON, json.dumps(odd).encode())
    one = exchange(number, answer, JSON, request=request)
    operations = [*MAIB.document.operations, *MAIB.document.callbacks]
    every = [replace(one, operation=operation) for operation in operations]
    every += [replace(each, direction="inbound") for each in every]
    assert outcomes([*every, *every], dict(published("maib")))
