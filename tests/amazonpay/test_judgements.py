"""
Amazon Pay: what recorded traffic is judged by. A liar is seen in the traffic of its rule's own
stories, where that differs from the traffic of an honest target, whatever this one chooses.
"""

import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

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

AMAZONPAY = catalog.load("amazonpay")
ALL_AT_ONCE = {name: switch.choices[-1] for name, switch in AMAZONPAY.rules.switches.items()}
AREAS = ("CREATE", "QR", "READ", "CANCEL", "REFUND", "CALLBACK", "ERROR")
JSON = (("Content-Type", "application/json"),)
UNSEEN = {
    "the_date_of_an_answer_is_in_indian_time",  # a recording does not tell the target's time
    "another_merchants_registration_is_forbidden",  # or it is, for another reason
    # What happened before shows in no recording, or only a machine provokes it.
    "a_payment_after_one_that_was_declined_is_not_refunded",
    "a_cancel_without_a_refund_forgets_those_before",
}


def outcomes(exchanges: list[Exchange], credentials: dict[str, str]) -> dict[str, Outcome]:
    return judged(AMAZONPAY, exchanges, credentials)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch, simulator: Simulator) -> Heard:
    monkeypatch.setattr(recorder, "KEPT", 100_000)
    return hearing(AMAZONPAY, simulator.url)


def test_liars_are_seen_in_their_traffic_and_nobody_else(heard: Heard) -> None:
    """
    One for every other rule.
    """
    unseen: set[str] = set()

    def grade(play: Play) -> None:
        plan = Plan(None, areas=frozenset(AREAS), machines=False)
        honest = heard(play, plan)
        assert alarms(honest) == set()
        assert len(honest) >= 37
        assert alarms(heard(play, replace(plan, variation=Variation(ALL_AT_ONCE)))) == set()
        liars = {fault.rule: fault.id for fault in catalog.behaviour("amazonpay").faults}
        for rule in sorted(honest.keys() & liars.keys())[::2]:
            seed, lie = zlib.crc32(liars[rule].encode()), Variation({}, (liars[rule],))
            own = replace(plan, seed=seed, areas=frozenset(), rules=frozenset({rule}))
            if rule not in alarms(heard(play, replace(own, variation=lie))):
                unseen.add(liars[rule])

    rehearse(Run(AMAZONPAY, resolve("amazonpay", None, None), Plan(None), "judgements"), grade)
    assert unseen <= UNSEEN


def test_every_judgement_is_of_a_rule_that_a_target_can_break() -> None:
    assert isinstance(AMAZONPAY.profile, Judges)
    for judgement in AMAZONPAY.profile.judgements([], published("amazonpay")):
        rule = AMAZONPAY.rules.by_id[judgement.rule]
        assert (rule.party, rule.basis == "assumed") == ("provider", False)


# --- nothing that may stand in a recording is too odd ---

ORDER = {
    "merchantId": "AMAZONMID123",
    "expiryTimestamp": "2024-09-12 09:53:06",
    "amount": "3.00",
    "currency": "INR",
    "orderId": "order-1",
    "clientId": "04",
    "qrMedium": "03",
    "distributionType": ["QR_STRING"],
    "storeId": "store",
    "storeIdType": "MERCHANT_STORE_ID",
}
REFUND = {
    "merchantId": "AMAZONMID123",
    "amount": "2.00",
    "currencyCode": "INR",
    "refundId": "refund-1",
    "chargeIdType": "MerchantTxnId",
    "chargeId": "order-1",
    "noteToCustomer": "",
    "softDescriptor": "",
}
CANCEL = {
    "merchantId": "AMAZONMID123",
    "chargeIdType": "MerchantTxnId",
    "chargeId": "order-1",
    "cancelIntent": ["CANCEL_TOKEN", "REFUND"],
    "cancellationReason": "USER_CANCELLATION",
    "noteToCustomer": "",
}
GOOD = {"generateQr": ORDER, "cancelQr": CANCEL, "refundCharge": REFUND}


NAMES = (
    *("merchantId", "orderId", "merchantOrderId", "chargeId", "refundId", "amount", "status"),
    *("cancelIntent", "chargeIdType", "distributionType", "expiryTimestamp", "currencyCode"),
    *("recipientEndpoint", "createTime", "updateTime", "amazonChargeId", "amazonRefundId"),
    *("tokenId", "qrPayload", "code", "message"),
)
ODD_VALUES = (
    *(None, True, 0, -1, 0.001, 1e308, float("inf"), 10**400, "", "x" * 1001, "\ud800", "NaN"),
    *([], {}, [[]], {"a": 1}, [None], ["CANCEL_TOKEN", 5], {"qrString": "upi://[pay?pa"}),
)


@pytest.mark.parametrize("value", ODD_VALUES, ids=lambda value: repr(value)[:30])
@pytest.mark.parametrize("number", [200, 201, 400, 404])
def test_an_odd_exchange_is_judged_or_left_alone(
    value: object, number: int, exchange: Callable[..., Exchange]
) -> None:
    odd = json.dumps(dict.fromkeys(NAMES, value)).encode()
    target = f"/v2/pay/token?merchantId=%00&merchantId=&txnId={'9' * 5000}&merchantOrderId"
    every = []
    for method in ("GET", "POST"):
        one = exchange(number, odd, JSON, request=Request(method, target, JSON, odd))
        operations = [*AMAZONPAY.document.operations, *AMAZONPAY.document.callbacks]
        every += [replace(one, operation=operation) for operation in operations]
    for operation, sent in GOOD.items():
        request = Request("POST", target, JSON, json.dumps(sent).encode())
        every.append(replace(exchange(number, odd, JSON, request=request), operation=operation))
    every += [replace(each, direction="inbound") for each in every]
    outcomes([*every, *every], dict(published("amazonpay")))


Told = tuple[str, dict[str, Any], dict[str, str]]


def successes(exchange: Callable[..., Exchange], told: list[Told]) -> list[Exchange]:
    """
    Exchanges one after the other: their operation, what was sent, and what was answered with 200.
    """
    made = []
    for number, (operation, sent, answer) in enumerate(told):
        request = Request("POST", "/", JSON, json.dumps(sent).encode())
        one = exchange(200, json.dumps(answer).encode(), JSON, request=request)
        made.append(replace(one, operation=operation, id=f"x{number}"))
    return made


@pytest.mark.parametrize(
    ("second", "answered", "outcome"),
    [
        ({"refundId": "refund-2"}, "Approved", Outcome.FAILED),
        ({"refundId": "refund-2"}, "Declined", Outcome.PASSED),
        ({"refundId": "refund-2"}, "Pending", Outcome.PASSED),
        ({"refundId": "refund-2", "amount": "1.00"}, "Approved", Outcome.PASSED),
        ({"refundId": "refund-1"}, "Approved", Outcome.PASSED),  # it may be the same one
        ({"refundId": "refund-2", "merchantId": "ANOTHER"}, "Approved", Outcome.PASSED),
    ],
)
def test_refunds_are_added_up(
    second: dict[str, str],
    answered: str,
    outcome: Outcome,
    exchange: Callable[..., Exchange],
) -> None:
    told: list[Told] = [("generateQr", ORDER, {}), ("refundCharge", REFUND, {"status": "Approved"})]
    told.append(("refundCharge", REFUND | second, {"status": answered}))
    assert outcomes(successes(exchange, told), {})["AMAZONPAY-REFUND-05"] is outcome


@pytest.mark.parametrize(
    ("told", "accused"),
    [
        ({"status": "Pending"}, set()),
        ({"status": "Failed", "amazonChargeId": "S1"}, set()),
        ({"status": "Approved", "amazonChargeId": "S1"}, set()),
        ({"status": "RefundApplicableButNotRequested"}, {"02", "04", "07", "08", "09", "10"}),
        ({"status": "Approved"}, {"05", "07", "08"}),
        ({}, {"05", "07", "08"}),
    ],
)
def test_a_cancel_of_another_status_is_left_alone(
    told: dict[str, str], accused: set[str], exchange: Callable[..., Exchange]
) -> None:
    done: list[Told] = [("generateQr", ORDER, {}), ("cancelQr", CANCEL, told)]
    found = alarms(outcomes(successes(exchange, done), {}))
    cancels = {rule for rule in found if "-CANCEL-" in rule}
    assert cancels == {f"AMAZONPAY-CANCEL-{one}" for one in accused}


@pytest.mark.parametrize(
    ("endpoint", "outcome"),
    [
        ("HTTPS://shop.example/ipn", None),
        ("http://shop.example/ipn", Outcome.FAILED),
        (f"https://shop.example/{'x' * 2048}", Outcome.FAILED),
    ],
)
def test_an_endpoint_is_https_however_that_is_written(
    endpoint: str, outcome: Outcome | None, exchange: Callable[..., Exchange]
) -> None:
    sent = {"merchantId": "AMAZONMID123", "recipientEndpoint": endpoint}
    headers = (*JSON, ("x-amz-client-id", "AMAZONMID123"))
    request = Request("POST", "/", headers, json.dumps(sent).encode())
    one = replace(exchange(200, b"", request=request), operation="registerIpn")
    assert outcomes([one], {}).get("AMAZONPAY-CALLBACK-06") is outcome
