"""
maib: recorded traffic that the documents allow, or say nothing of, fails no rule; beside each
stands the lie that is nearest to it, and fails its rule.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from payconform import catalog
from payconform.exercise.oracle import judgements
from payconform.model import Exchange, Outcome, Request, Response
from payconform.profiles import Judges
from payconform.recorded.judging import judge
from payconform.spec.routing import Router

MAIB = catalog.load("maib")
ROUTER = Router(MAIB.document.operations.values())
JSON = (("Content-Type", "application/json"),)
QR = "123e4567-e89b-12d3-a456-426614174abc"
PAYMENT = "789e0123-f456-7890-a123-456789012abc"
REFUND = "8ce09e40-2948-4225-a9c4-f277dbd587ea"
MOMENT = "2026-01-02T10:00:00+00:00"
Step = tuple[str, str, object, int, object]


def ok(**result: object) -> dict[str, object]:
    return {"ok": True, "result": result}


def no(code: str, **args: str) -> dict[str, object]:
    message = {"12006": "'expiresAt' field must be in future. Provided value: 2020."}
    error = {"errorCode": code, "errorMessage": message.get(code, "told"), "errorArgs": args}
    return {"ok": False, "errors": [error]}


def traffic(*steps: Step) -> list[Exchange]:
    """
    A second for each: method and target, what was sent, status and answer; a verb CALLBACK came in.
    """
    made = []
    for number, (verb, target, sent, status, answer) in enumerate(steps):
        inbound = verb == "CALLBACK"
        body = b"" if sent is None else json.dumps(sent).encode()
        request = Request("POST" if inbound else verb, target, JSON, body)
        told = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        made.append(
            Exchange(
                id=f"x{number:05}",
                direction="inbound" if inbound else "outbound",
                operation="notifyPayment" if inbound else ROUTER.find(request).operation.id,
                url="https://sandbox.example",
                request=request,
                response=Response(status, JSON, told),
                failure=None,
                at=datetime(2026, 1, 2, tzinfo=UTC) + timedelta(seconds=number),
                seconds=0.1,
            )
        )
    return made


def failed(steps: Sequence[Step]) -> set[str]:
    assert isinstance(MAIB.profile, Judges)
    exchanges = traffic(*steps)
    rules = MAIB.rules.by_id
    found = judge(rules, judgements(MAIB, rules, exchanges, {}), exchanges, masked=False)
    return {one.rule.removeprefix("MAIB-") for one in found if one.outcome is Outcome.FAILED}


# --- steps ---

ASKED = {
    "type": "Dynamic",
    "amountType": "Fixed",
    "amount": 50,
    "currency": "MDL",
    "description": "Tea",
    "expiresAt": "2026-01-12T10:00:00+02:00",
}
MADE = {"qrId": QR, "type": "Dynamic", "url": "https://a.example", "expiresAt": ASKED["expiresAt"]}
BOUGHT = {"qrId": QR, "amount": 10, "currency": "MDL", "payerName": "John D.", "iban": "MD24AG"}
PAID = {
    "payId": PAYMENT,
    "qrId": QR,
    "qrStatus": "Paid",
    "amount": 10,
    "currency": "MDL",
    "payerName": "John D.",
    "payerIban": "MD24AG",
    "executedAt": MOMENT,
    "commission": 0.1,
}
SIGNED = {"signature": "A" * 43 + "="}


def create(result: object = None, status: int = 200, answer: object = None, **sent: object) -> Step:
    told = answer if answer is not None else {"ok": True, "result": result or MADE}
    return ("POST", "/v2/mia/qr", {**ASKED, **sent}, status, told)


def hybrid(result: dict[str, object], **sent: object) -> Step:
    body = {"amountType": "Fixed", "currency": "MDL", **sent}
    return ("POST", "/v2/mia/qr/hybrid", body, 200, ok(qrId=QR, url="https://a.example", **result))


def read(**result: object) -> Step:
    told = {**ASKED, **MADE, "createdAt": MOMENT, **result}
    return ("GET", f"/v2/mia/qr/{QR}", None, 200, {"ok": True, "result": told})


def cancel(status: str, **sent: object) -> Step:
    told = ok(qrId=QR, status=status)
    return ("POST", f"/v2/mia/qr/{QR}/cancel", sent or {"reason": "none"}, 200, told)


def pay(sent: dict[str, object] | None = None, **result: object) -> Step:
    body = {**BOUGHT, **(sent or {})}
    return ("POST", "/v2/mia/test-pay", body, 200, {"ok": True, "result": {**PAID, **result}})


def called(*, without: str = "", **result: object) -> Step:
    told = {name: value for name, value in {**PAID, **result}.items() if name != without}
    return ("CALLBACK", "/hook", {"result": told, **SIGNED}, 200, b"")


def refund(answer: object = None, status: int = 200, **sent: object) -> Step:
    told = answer or ok(refundId=REFUND, status="Created")
    return ("POST", f"/v2/payments/{PAYMENT}/refund", {"reason": "none", **sent}, status, told)


def older_refund(status: int, answer: object) -> Step:
    return ("POST", f"/v2/mia/payments/{PAYMENT}/refund", {"reason": "none"}, status, answer)


def payment(status: str, **result: object) -> Step:
    told = {**PAID, "status": status, **result}
    return ("GET", f"/v2/mia/payments/{PAYMENT}", None, 200, {"ok": True, "result": told})


def qrs(query: str, status: int = 200, answer: object = None, *items: object) -> Step:
    told = ok(totalCount=len(items), items=list(items)) if answer is None else answer
    return ("GET", f"/v2/mia/qr?{query}", None, status, told)


def token(status: int, answer: object) -> Step:
    return ("POST", "/v2/auth/token", {"clientId": "a"}, status, answer)


PAGE = "count=10&offset=0"
BROKEN_ENVELOPE = {"error": "told"}
WORDS = {"status": "Active"}, {"status": "Paid"}

LAWFUL: dict[str, list[Step]] = {
    "no orderId, no orderId back": [pay(), called()],
    "null for no orderId": [pay(orderId=None), called()],
    "an id in capitals in a callback": [pay(), called(payId=PAYMENT.upper(), qrId=QR.upper())],
    "a payer that was not sent": [pay({"payerName": None}, payerName="A"), called(payerName="A")],
    "a refusal with 200": [create(answer=no("12006"))],
    "a refusal with 201": [create(status=201, answer=no("12006"))],
    "errors: null in a success": [create(answer={"ok": True, "result": MADE, "errors": None})],
    "not modified": [
        ("GET", f"/v2/mia/qr/{QR}", None, 304, b""),
        qrs(f"{PAGE}&sortBy=createdAt", 304, b""),
    ],
    "moved": [("GET", f"/v2/mia/qr/{QR}", None, 301, b""), create(status=301, answer=b"")],
    "no older path of refunds": [older_refund(404, b"")],
    "no newer path of refunds": [refund(b"<h1>none</h1>", 404)],
    "no path of test payments": [("POST", "/v2/mia/test-pay", BOUGHT, 404, b"")],
    "a gateway's answer": [qrs(PAGE, 400, {"supportId": "123"})],
    "too large for a gateway": [create(status=413, answer=b"")],
    "no offset, refused": [qrs("count=10&sortBy=status", 400, no("12000", parameter="offset"))],
    "no offset, refused without a word": [qrs("count=10&sortBy=status", 400, no("12001"))],
    "a merchant that is not active": [qrs(f"{PAGE}&sortBy=status", 409, no("14000"))],
    "a page too large": [
        qrs("count=100&offset=0&sortBy=status", 400, no("12000", parameter="count"))
    ],
    "the rest is refunded": [
        *(pay(), refund(amount=4), payment("Refunded"), refund()),
    ],
    "all parts are refunded before the rest": [
        *(pay(), refund(amount=4), refund(amount=6), payment("Refunded")),
    ],
    "too large for a refunded payment": [
        *(pay(), refund(), refund(no("14015", paymentId=PAYMENT), 409, amount=20)),
    ],
    "too large for a payment that is never refunded": [
        *(pay(), refund(no("14013"), 409, amount=20)),
    ],
    "parts of another kind": [pay(), refund(amount="4"), refund(Amount=6), refund(amount=6)],
    "another member is refused first": [
        *(pay(), refund(no("12000"), 400, amount=20, callbackUrl="")),
        *(refund(), refund(no("12000"), 400, callbackUrl="")),
    ],
    "null for no amount": [pay(), refund(amount=4), refund(amount=None)],
    "an empty text": [
        *(create({**MADE, "orderId": None}, orderId="", redirectUrl=""), read()),
    ],
    "a number as orderId": [create({**MADE, "orderId": "123"}, orderId=123), read(orderId="123")],
    "an amount as text": [pay({"amount": "10"}), payment("Executed")],
    "an id in capitals": [pay({"qrId": QR.upper()}), payment("Executed")],
    "no extension": [hybrid({}, extension=None)],
    "a callback of e-commerce": [
        ("CALLBACK", "/hook", {"result": {"payId": PAYMENT, "status": "OK"}, **SIGNED}, 200, b"")
    ],
    "a Hybrid is cancelled": [
        *(hybrid({}), cancel("Inactive"), cancel("Cancelled"), read(type="Hybrid")),
    ],
    "what may be a Hybrid is cancelled": [cancel("Inactive"), cancel("Cancelled")],
    "no way to the token": [token(403, b"<h1>Forbidden</h1>")],
    "a filter twice": [qrs(f"{PAGE}&status=Active&status=Paid", 200, None, *WORDS)],
    "a filter twice, refused": [
        qrs(f"{PAGE}&sortBy=status&order=asc&order=desc", 400, no("12003"))
    ],
    "small letters and capitals": [
        qrs(f"{PAGE}&order=DESC&sortBy=CreatedAt"),
        qrs(f"{PAGE}&status=active", 200, None, *WORDS),
        create(type="dynamic", currency="mdl"),
        read(),
        cancel("Cancelled", Reason="none"),
    ],
}
LIES: dict[str, tuple[str, list[Step]]] = {
    "a callback without the payment's orderId": (
        "CALLBACK-04",
        [pay(orderId="5"), called(orderId=None)],
    ),
    "a callback of another payment's QR": ("CALLBACK-04", [pay(), called(qrId=REFUND)]),
    "a callback in bani": ("CALLBACK-04", [pay(), called(amount=1000)]),
    "a callback of another payer": ("CALLBACK-11", [pay(), called(payerName="A")]),
    "a callback without qrStatus": ("CALLBACK-05", [called(without="qrStatus")]),
    "a success without result": ("CREATE-01", [create(answer={"ok": True})]),
    "a success without anything": ("ERROR-02", [create(answer={})]),
    "a success without ok": ("ERROR-02", [create(answer={"result": MADE})]),
    "a refusal without ok": ("ERROR-01", [create(status=400, answer=BROKEN_ENVELOPE)]),
    "a refusal with 200 and without ok": ("ERROR-01", [create(answer={"errors": [{}]})]),
    "a missing QR without envelope": (
        "ERROR-01",
        [("GET", f"/v2/mia/qr/{QR}", None, 404, BROKEN_ENVELOPE)],
    ),
    "a refund's 404 with half an envelope": ("ERROR-01", [refund({"ok": False}, 404, amount=1)]),
    "sorting refused": ("READ-36", [qrs(f"{PAGE}&sortBy=status", 400, no("12003"))]),
    "sorting refused as a conflict": ("READ-36", [qrs(f"{PAGE}&sortBy=status", 409, no("12003"))]),
    "sortBy refused": (
        "READ-36",
        [qrs(f"{PAGE}&sortBy=status", 400, no("12000", parameter="sortBy"))],
    ),
    "refunded without a moment": ("REFUND-03", [pay(), refund(), payment("Refunded")]),
    "the whole amount refunded without a moment": (
        "REFUND-03",
        [pay(), refund(amount=10), payment("Refunded")],
    ),
    "refunded twice": (
        "REFUND-04",
        [pay(), refund(), payment("Refunded", refundedAt=MOMENT), refund()],
    ),
    "too large a refund": ("REFUND-05", [pay(), refund(amount=20)]),
    "too large a refund, refused as something else": (
        "REFUND-05",
        [pay(), refund(no("12001"), 400, amount=20)],
    ),
    "refunds beyond the payment": ("REFUND-09", [pay(), refund(amount=None), refund(amount=6)]),
    "another orderId": ("CREATE-04", [create({**MADE, "orderId": "6"}, orderId="5")]),
    "no orderId": ("CREATE-04", [create(orderId="5")]),
    "another type": ("CREATE-02", [create({**MADE, "type": "Static"})]),
    "another redirectUrl": (
        "READ-04",
        [create(redirectUrl="https://a"), read(redirectUrl="https://b")],
    ),
    "another amount": ("PAY-03", [pay(amount=1000)]),
    "an amount as text in the answer": ("PAY-03", [pay(amount="10")]),
    "another QR": ("PAY-03", [pay(qrId=REFUND)]),
    "an extension without id": ("CREATE-51", [hybrid({}, extension={"description": "Tea"})]),
    "a cancel that is none": ("CANCEL-02", [create(), cancel("Inactive")]),
    "a cancel of what reads as Static": ("CANCEL-02", [read(type="Static"), cancel("Inactive")]),
    "a second cancel": ("CANCEL-04", [create(), cancel("Cancelled"), cancel("Cancelled")]),
    "no credentials, another code": ("AUTH-05", [token(400, no("12000"))]),
    "no credentials, another code with 401": ("AUTH-05", [token(401, no("11000"))]),
    "a filter ignored": ("READ-44", [qrs(f"{PAGE}&status=Active", 200, None, *WORDS)]),
    "an order that is none": ("READ-93", [qrs(f"{PAGE}&order=down")]),
    "a sortBy that is none": ("READ-39", [qrs(f"{PAGE}&sortBy=colour")]),
    "a type that is none": ("CREATE-15", [create(type="Dynamo")]),
    "no reason": ("CANCEL-07", [create(), cancel("Cancelled", why="none")]),
}


@pytest.mark.parametrize("name", LAWFUL)
def test_what_is_not_forbidden_fails_nothing(name: str) -> None:
    assert failed(LAWFUL[name]) == set()


@pytest.mark.parametrize("name", LIES)
def test_the_lie_beside_it_fails_its_rule(name: str) -> None:
    rule, steps = LIES[name]
    assert rule in failed(steps)
