"""
MobilePay: what tokens are good for that name a merchant, what one integrator finds of another's,
and what its merchants may do to each other's where no code says that they may not.
"""

import base64
import json
from dataclasses import replace

import pytest

from payconform.checks import at, given, require
from payconform.model import Call, Exchange, Mismatch, Request, Signer, unsigned
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.bearer import completed, with_token
from payconform.providers.mobilepay.calls import CLIENT, VAT
from payconform.providers.mobilepay.checks import reads, refused, refused_with, succeeded
from payconform.providers.mobilepay.forging import instead
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record
from payconform.target import Target

another_integrator = pytest.mark.needs("second_merchant")
another_merchant = pytest.mark.needs("several_merchants")


def bound(target: Target) -> str:
    """
    A token that names the merchant.
    """
    call = calls.token(merchant_vat=target.credentials["merchant_vat"])
    return str(at(given(target.send(call), succeeded), "access_token"))


def with_bound(target: Target) -> Signer:
    """
    Sends a token that names the merchant.
    """
    token, client = bound(target), {CLIENT: target.credentials["client_id"]}

    def sign(request: Request) -> Request:
        return with_token(completed(request, client), token)

    return sign


def for_other(target: Target, call: Call) -> Call:
    """
    The call for the integrator's other merchant.
    """
    return replace(call, headers={**call.headers, VAT: target.credentials["other_merchant_vat"]})


def became(answer: Exchange, usual: int) -> str:
    """
    What became of a call: accepted, or the status of its refusal where that is the usual one.
    """
    if succeeded(answer) is None:
        return "accepted"
    number = answer.response.status if answer.response else 0
    return str(number) if number == usual else "another refusal"


@another_integrator
@pytest.mark.rule("MOBILEPAY-AUTH-60")
@pytest.mark.needs("simulate_payment")
def test_another_integrators_payment_is_not_refunded(target: Target) -> None:
    theirs = Till(target.second()).captured()
    require(target.send(calls.refund(target, theirs)), refused_with(403, "1401"))


@another_merchant
@pytest.mark.rule("MOBILEPAY-AUTH-61")
@pytest.mark.needs("simulate_payment")
@pytest.mark.parametrize("operation", ["getRefund", "captureRefund", "cancelRefund"])
def test_another_merchants_refund(
    target: Target, till: Till, operation: str, record: Record
) -> None:
    call = calls.of_refund(target, operation, till.refund_reserved())
    record(became(target.send(for_other(target, call)), 404))


@another_merchant
@pytest.mark.rule("MOBILEPAY-AUTH-61")
def test_another_merchants_check_in(target: Target, till: Till, record: Record) -> None:
    call = calls.of_pos(target, "getCheckIn", till.pos)
    record(became(target.send(for_other(target, call)), 404))


@another_merchant
@pytest.mark.rule("MOBILEPAY-AUTH-62")
@pytest.mark.parametrize("make", [calls.payment, calls.preparation], ids=["initiate", "prepare"])
def test_a_payment_at_another_merchants_till(
    target: Target, till: Till, make: object, record: Record
) -> None:
    assert callable(make)
    record(became(target.send(for_other(target, make(target, till.pos))), 409))


@another_merchant
@pytest.mark.rule("MOBILEPAY-AUTH-62")
@pytest.mark.needs("simulate_payment")
def test_a_refund_of_another_merchants_payment(target: Target, till: Till, record: Record) -> None:
    call = for_other(target, calls.refund(target, till.captured()))
    record(became(target.send(call), 409))


@another_integrator
@pytest.mark.rule("MOBILEPAY-AUTH-63")
def test_another_integrators_payments_are_not_found(target: Target) -> None:
    theirs, order = Till(target.second()), target.fresh("order")
    payment = theirs.initiated(orderId=order)
    query = {"posId": theirs.pos, "orderId": order}
    none_of_theirs(target, "queryPaymentIds", query, payment)


@another_integrator
@pytest.mark.rule("MOBILEPAY-AUTH-63")
@pytest.mark.needs("simulate_payment")
def test_another_integrators_refunds_are_not_found(target: Target) -> None:
    theirs = Till(target.second())
    payment = theirs.captured()
    refund = str(at(given(theirs.refund(payment), succeeded), "refundId"))
    none_of_theirs(target, "queryRefundIds", {"paymentId": payment}, refund)


@another_integrator
@pytest.mark.rule("MOBILEPAY-AUTH-63")
def test_another_integrators_tills_are_not_found(target: Target) -> None:
    theirs = Till(target.second())
    none_of_theirs(target, "getPosWithFilter", {"beaconId": theirs.beacon}, theirs.pos)


def none_of_theirs(target: Target, operation: str, query: dict[str, str], name: str) -> None:
    """
    A search brings no list, or one without that id.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        body = exchange.response.body if exchange.response else b""
        listed = name.lower().encode("ascii") in body.lower()
        return Mismatch("nothing of another integrator", f"{name} of it") if listed else None

    require(given(target.send(calls.call(target, operation, query=query))), check)


@another_merchant
@pytest.mark.rule("MOBILEPAY-AUTH-64")
@pytest.mark.parametrize("operation", ["queryPayment", "cancelPayment"])
def test_a_claim_is_good_for_its_merchant_alone(target: Target, operation: str) -> None:
    theirs = other_merchants_payment(target)
    call = for_other(target, calls.of_payment(target, operation, theirs))
    require(target.send(call, with_bound(target)), refused)
    shown = target.send(for_other(target, calls.of_payment(target, "queryPayment", theirs)))
    require(shown, succeeded, reads("Prepared"))


def other_merchants_payment(target: Target) -> str:
    """
    The paymentId of a Prepared payment of the integrator's other merchant.
    """
    store = calls.store(target, instead(target, VAT, target.credentials["other_merchant_vat"]))
    made = target.send(for_other(target, calls.pos(target, storeId=store)))
    pos = str(at(given(made, succeeded), "posId"))
    prepared = target.send(for_other(target, calls.preparation(target, pos)))
    return str(at(given(prepared, succeeded), "paymentId"))


@pytest.mark.rule("MOBILEPAY-AUTH-65")
def test_a_claim_is_good_for_its_merchant(target: Target, till: Till) -> None:
    signer = with_bound(target)
    made = require(target.send(calls.payment(target, till.pos), signer), succeeded)
    payment = str(at(made, "paymentId"))
    shown = target.send(calls.of_payment(target, "queryPayment", payment), signer)
    require(shown, succeeded, reads("Initiated"))


@pytest.mark.rule("MOBILEPAY-AUTH-66")
def test_a_token_has_its_claims(target: Target) -> None:
    known = {name: target.credentials[name] for name in ("client_id", "merchant_vat")}

    def claims(exchange: Exchange) -> Mismatch | None:
        told = claims_of(str(at(exchange, "access_token")))
        wrong = sorted(name for name in known if told.get(name) != known[name])
        return Mismatch(f"the claim {wrong[0]}", "another one, or none") if wrong else None

    call = calls.token(merchant_vat=known["merchant_vat"])
    require(given(target.send(call), succeeded), claims)


def claims_of(token: str) -> dict[str, object]:
    """
    The claims of a token; none where it is no JWT.
    """
    payload = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


@pytest.mark.rule("MOBILEPAY-AUTH-67")
@pytest.mark.needs("simulate_payment")
@pytest.mark.parametrize(
    ("operation", "phone"),
    [
        ("userSimulationCheckin", calls.USER),
        ("userSimulationAcceptPayment", calls.USER),
        ("userSimulationCancelPayment", None),
    ],
)
def test_user_simulation_without_a_token(
    target: Target, till: Till, operation: str, phone: str | None, record: Record
) -> None:
    assert till.issued()
    record(became(target.send(calls.user(operation, till.beacon, phone), unsigned), 401))
