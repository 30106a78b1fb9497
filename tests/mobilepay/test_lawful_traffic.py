"""
MobilePay: recorded traffic that the documents allow accuses nobody, the lie nearest to it is seen.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.hearing import alarms, judged

from payconform import catalog
from payconform.model import Exchange, Outcome, Request, Response
from payconform.providers.mobilepay.calls import KEY, VAT
from payconform.recorded.judging import judge
from payconform.recorded.refusing import refusals
from payconform.spec.routing import Router

MOBILEPAY = catalog.load("mobilepay")
JSON = (("Content-Type", "application/json"), ("x-mobilepay-client-system-version", "1.0.0"))


def outcomes(exchanges: Sequence[Exchange]) -> dict[str, Outcome]:
    return judged(MOBILEPAY, exchanges, {})


ROUTER = Router(MOBILEPAY.document.operations.values())
PAYMENT = "fc4e7476-894e-4d84-a9c8-a063067aad3a"
REFUND = "7f3a6f03-fcd4-4860-a795-138e7dcf948e"
POS = "c85916b1-8e17-4275-a388-551e16aa6293"
TERMS = {"amount": 12.5, "currencyCode": "DKK", "plannedCaptureDelay": "None"}
ORDER = {"posId": POS, "orderId": "order", **TERMS}
TILL = {"merchantPosId": "till", "name": "Till", "storeId": POS, "supportedBeaconTypes": ["QR"]}
PAYMENTS, REFUNDS, POINTS = "/pos/v10/payments", "/pos/v10/refunds", "/pos/v10/pointofsales"
Step = tuple[str, str, object, int, object]


def traffic(*steps: Step) -> list[Exchange]:
    """
    A minute for each: method and target, what was sent, status and answer.
    """
    made = []
    for number, (verb, target, sent, status, answer) in enumerate(steps):
        key = "the same" if target == PAYMENTS else f"{number}"
        headers = (*JSON, (VAT, "DK90000028"), (KEY, key))
        request = Request(verb, target, headers, json.dumps(sent).encode() if sent else b"")
        body = json.dumps(answer).encode() if answer else b""
        made.append(
            Exchange(
                id=f"x{number:05}",
                direction="outbound",
                operation=ROUTER.find(request).operation.id,
                url="https://sandbox.example",
                request=request,
                response=Response(status, JSON, body),
                failure=None,
                at=datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=number),
                seconds=0.1,
            )
        )
    return made


def initiated(status: int = 200, payment: str = PAYMENT, **sent: object) -> Step:
    told = {"paymentId": payment} if status == 200 else refused("1306")
    return ("POST", PAYMENTS, {**ORDER, **sent}, status, told)


def refused(code: str) -> dict[str, str]:
    return {"code": code, "message": "told", "correlationId": "1"}


def read(status: str, **told: object) -> Step:
    delay = {
        "pollDelayInMs": 100,
        **({"partialCapturePossible": False} if status == "Reserved" else {}),
    }
    shown = {"paymentId": PAYMENT, **ORDER, "status": status, **delay, **told}
    return ("GET", f"{PAYMENTS}/{PAYMENT}", None, 200, shown)


def read_refund(status: str) -> Step:
    shown = {"refundId": REFUND, "paymentId": PAYMENT, "refundOrderId": "back", **TERMS}
    told = {**shown, "status": status, "pollDelayInMs": 100}
    return ("GET", f"{REFUNDS}/{REFUND}", None, 200, told)


def done(target: str, code: str = "", **sent: object) -> Step:
    return ("POST", target, sent, 409 if code else 200, refused(code) if code else None)


def refund(amount: float, code: str = "") -> Step:
    sent = {"paymentId": PAYMENT, "refundOrderId": f"{amount}", "amount": amount}
    told = refused(code) if code else {"refundId": REFUND}
    return ("POST", f"{REFUNDS}", {**sent, "currencyCode": "DKK"}, 409 if code else 200, told)


CANCEL, CAPTURE = f"{PAYMENTS}/{PAYMENT}/cancel", f"{PAYMENTS}/{PAYMENT}/capture"
BACK, OUT = f"{REFUNDS}/{REFUND}/cancel", f"{REFUNDS}/{REFUND}/capture"
TOLD = {"posId": POS, **TILL, "beaconId": POS, "requirePaymentBeforeCheckin": False}
CREATED = ("POST", POINTS, TILL, 200, {"posId": POS})
SEARCH = f"{PAYMENTS}?posId={POS}"
LAWFUL: dict[str, tuple[list[Step], Step, Step]] = {
    "CANCEL-02": ([done(CANCEL)], read("CancelledByUser"), read("Reserved")),
    "CANCEL-06": ([read("Captured")], done(CANCEL, "1300"), done(CANCEL)),
    "CANCEL-08": ([read("ExpiredAndCancelled")], done(CANCEL, "1300"), done(CANCEL)),
    "CANCEL-24": (
        [read("CancelledByClient")],
        done(CAPTURE, "1304", amount=12.5),
        done(CAPTURE, amount=12.5),
    ),
    "CANCEL-42": ([read_refund("Captured")], done(BACK, "1352"), done(BACK)),
    "CANCEL-44": ([read_refund("ExpiredAndCapturred")], done(BACK, "1352"), done(BACK)),
    "CANCEL-48": ([read_refund("CancelledByClient")], done(OUT, "1351"), done(OUT)),
    "REFUND-04": ([read_refund("CancelledByMobilePay")], done(OUT, "1351"), done(OUT)),
    "LIFE-02": (
        [read_refund("ExpiredAndCapturred")],
        read_refund("ExpiredAndCaptured"),
        read_refund("Captured"),
    ),
    "PAY-03": (
        [done(CAPTURE, amount=12.5)],
        done(CAPTURE, amount=12.5),
        done(CAPTURE, "1304", amount=12.5),
    ),
    "PAY-04": (
        [initiated(), done(CAPTURE, amount=12.5)],
        done(CAPTURE, "1307", amount=5),
        done(CAPTURE, amount=5),
    ),
    "PAY-16": (
        [read("ExpiredAndCancelled")],
        done(CAPTURE, "1304", amount=12.5),
        done(CAPTURE, amount=12.5),
    ),
    "READ-02": ([initiated()], read("Captured", amount=5), read("Captured", currencyCode="EUR")),
    "READ-06": (
        [read("CancelledByClient")],
        ("GET", SEARCH, None, 200, {"paymentIds": []}),
        ("GET", SEARCH, None, 200, {"paymentIds": [PAYMENT]}),
    ),
    "READ-14": (
        [CREATED],
        ("GET", f"{POINTS}/{POS}", None, 200, TOLD),
        ("GET", f"{POINTS}/{POS}", None, 200, {**TOLD, "name": "Another"}),
    ),
    "READ-15": (
        [CREATED, ("DELETE", f"{POINTS}/{POS}", None, 200, None)],
        ("GET", f"{POINTS}/{POS}", None, 404, None),
        ("GET", f"{POINTS}/{POS}", None, 200, TOLD),
    ),
    "REFUND-05": ([read("CancelledByUser")], refund(1, "1354"), refund(1)),
    "REFUND-08": ([done(CAPTURE, amount=12.5)], refund(13, "1366"), refund(13)),
    "REFUND-09": (
        [done(CAPTURE, amount=12.5), refund(10), read_refund("Captured")],
        refund(2.5),
        refund(3),
    ),
    "CREATE-11": (
        [initiated()],
        done(f"{PAYMENTS}/{PAYMENT}/ready", "1303", **TERMS),
        done(f"{PAYMENTS}/{PAYMENT}/ready", **TERMS),
    ),
    "CREATE-30": ([initiated()], initiated(payment=PAYMENT.upper()), initiated(payment=REFUND)),
    "CREATE-32": ([initiated()], initiated(409, orderId="other"), initiated(orderId="other")),
    "FIELD-02": (
        [],
        initiated(400, plannedCaptureDelay="Whenever"),
        initiated(plannedCaptureDelay="Whenever"),
    ),
    "ERROR-16": ([], initiated(orderId=""), initiated(orderId="x" * 37)),
}


LATER = ("POST", CAPTURE, {"amount": 2.5}, 200, None)
NAMED = {"OrderId" if name == "orderId" else name: one for name, one in ORDER.items()}
OPEN: dict[str, list[Step]] = {
    "another refusal before that of a key": [
        initiated(),
        ("POST", PAYMENTS, {**ORDER, "orderId": "other"}, 409, refused("1301")),
    ],
    "an expired refund is captured": [
        read_refund("ExpiredAndCaptured"),
        done(OUT),
        read_refund("Captured"),
    ],
    "the client cancels what the user cancelled": [
        read("CancelledByUser"),
        done(CANCEL),
        read("CancelledByClient"),
    ],
    "a part is captured after a part": [done(CAPTURE, amount=10), LATER, refund(12.5)],
    "letters of another case": [
        initiated(currencyCode="dkk", plannedCaptureDelay="none"),
        read("Initiated"),
    ],
    "an older name of a delay": [
        initiated(plannedCaptureDelay="Within24Hours"),
        read("Initiated", plannedCaptureDelay="LessThan24Hours"),
    ],
    "an older beacon type": [
        ("POST", POINTS, {**TILL, "supportedBeaconTypes": ["BluetoothMP1"]}, 200, {"posId": POS})
    ],
    "a name in letters of another case": [("POST", PAYMENTS, NAMED, 200, {"paymentId": PAYMENT})],
    "a GUID without hyphens": [
        ("POST", POINTS, {**TILL, "beaconId": POS.replace("-", "")}, 200, {"posId": POS})
    ],
    "a code that is null": [("POST", PAYMENTS, ORDER, 409, {"code": None, "message": None})],
}


@pytest.mark.parametrize("case", OPEN)
def test_what_the_documents_leave_open_accuses_nobody(case: str) -> None:
    made = traffic(*OPEN[case])
    assert alarms(outcomes(made)) == set()
    found = judge(MOBILEPAY.rules.by_id, refusals(MOBILEPAY), made, masked=False)
    assert not [one.rule for one in found if one.outcome is not Outcome.PASSED]


def with_header(exchange: Exchange, name: str, *values: str) -> Exchange:
    """
    The exchange with other values of a header of the request.
    """
    others = (pair for pair in exchange.request.headers if pair[0] != name)
    headers = (*others, *((name, value) for value in values))
    return replace(exchange, request=replace(exchange.request, headers=headers))


def at_once(*steps: Step) -> list[Exchange]:
    """
    The same traffic, a second for each.
    """
    first, *_ = made = traffic(*steps)
    return [
        replace(one, at=first.at + timedelta(seconds=number)) for number, one in enumerate(made)
    ]


def test_what_is_read_at_once_may_be_as_it_was() -> None:
    captured, shown = done(CAPTURE, amount=12.5), read("Reserved")
    assert alarms(outcomes(at_once(captured, read("Captured"), read("Captured")))) == set()
    assert alarms(outcomes(at_once(captured, shown, done(CANCEL)))) == set()
    assert "MOBILEPAY-CANCEL-06" in alarms(outcomes(traffic(captured, shown, done(CANCEL))))


def test_a_capture_may_win_over_the_cancel_that_it_meets() -> None:
    cancel, capture, shown = traffic(done(CANCEL), done(CAPTURE, amount=12.5), read("Captured"))
    meets = replace(capture, at=cancel.at)
    assert alarms(outcomes([cancel, meets, shown])) == set()
    assert "MOBILEPAY-CANCEL-02" in alarms(outcomes([cancel, capture, shown]))


@pytest.mark.parametrize("mask", ["***", "‹KEY›"])
def test_what_is_masked_is_not_taken_for_one_thing(mask: str) -> None:
    made = traffic(initiated(), initiated(orderId="other", payment=REFUND))
    assert alarms(outcomes([with_header(one, KEY, mask) for one in made])) == set()


def test_keys_of_merchants_that_no_header_names_are_not_held_against_each_other() -> None:
    made = traffic(initiated(), initiated(orderId="other", payment=REFUND))
    assert "MOBILEPAY-CREATE-32" in alarms(outcomes(made))
    assert alarms(outcomes([with_header(one, VAT) for one in made])) == set()


@pytest.mark.parametrize("rule", LAWFUL)
def test_what_is_lawful_accuses_nobody_beside_the_nearest_lie(rule: str) -> None:
    before, lawful, lie = LAWFUL[rule]
    assert alarms(outcomes(traffic(*before, lawful))) == set()
    assert f"MOBILEPAY-{rule}" in alarms(outcomes(traffic(*before, lie)))
