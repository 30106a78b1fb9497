"""
maib: what follows from a payment, whoever made it: a person with a phone, or the sandbox.

A person cannot pay hundreds of QRs: these stories share the few purchases of `conftest.py`.
"""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest

from payconform.checks import (
    ABSENT,
    at,
    given,
    json_body,
    member,
    member_matches,
    require,
    shown_json,
    shown_plain,
    status,
)
from payconform.errors import NotOffered, Unexercised, Violation
from payconform.model import Exchange, Mismatch
from payconform.providers.maib import calls
from payconform.providers.maib.checks import code, guid, refused, signature_holds, succeeded
from payconform.providers.maib.entries import lists
from payconform.providers.maib.moments import iso_moment
from payconform.providers.maib.story import OLDER_REFUND, Maib
from payconform.stories import Bought, Payments, Record
from payconform.target import Inbox, Target

pytestmark = pytest.mark.needs("payments")

NEWER = "refundPayment"
PART, LEFT = 1.25, "1.75"  # of three lei
REFUNDED = member("result.status", "Refunded")
SOON = 60  # seconds within which a callback must have come; the documents name no time


def qr_of(bought: Bought) -> str:
    return str(at(bought.created, "result.qrId"))


def asked(bought: Bought) -> Any:
    """
    The body that created the QR.
    """
    return json.loads(bought.created.request.body)


def payment_of(bought: Bought) -> str:
    """
    The id of the payment.

    Raises:
        Unexercised: the QR reads as Paid, but no list tells the payment.

    """
    if not bought.payment:
        raise Unexercised("the QR reads as Paid, but no list of payments tells by which payment")
    return bought.payment


@pytest.fixture
def details(maib: Maib, bought: Bought) -> Exchange:
    """
    The details of the payment, which are there.
    """
    return given(maib.read_payment(payment_of(bought)), status(200))


@pytest.mark.rule("MAIB-READ-60")
@pytest.mark.purchase("dynamic")
def test_the_payment_of_a_person_is_read_back(maib: Maib, bought: Bought) -> None:
    payment = payment_of(bought)
    require(maib.read_payment(payment), succeeded, member("result.payId", payment))


@pytest.mark.rule("MAIB-READ-61")
@pytest.mark.purchase("dynamic")
def test_the_details_name_what_was_paid(details: Exchange, bought: Bought) -> None:
    require(
        details,
        member("result.qrId", qr_of(bought)),
        member("result.orderId", asked(bought)["orderId"]),
        member("result.amount", asked(bought)["amount"]),
        member("result.currency", "MDL"),
        member_matches("result.payerName", str, ".+"),
        member_matches("result.payerIban", str, ".+"),
    )


@pytest.mark.rule("MAIB-READ-62")
@pytest.mark.purchase("dynamic")
def test_the_payment_of_a_person_reads_as_executed(details: Exchange) -> None:
    require(details, member("result.status", "Executed"))


@pytest.mark.rule("MAIB-READ-63")
@pytest.mark.purchase("dynamic")
def test_the_moment_of_payment_is_iso_8601(details: Exchange) -> None:
    require(details, iso_moment("result.executedAt"))


@pytest.mark.rule("MAIB-READ-64")
@pytest.mark.purchase("dynamic")
def test_the_reference_of_a_payment_is_short(details: Exchange) -> None:
    if at(details, "result.referenceId") in (ABSENT, None, ""):
        raise Unexercised("the payment has no referenceId")
    require(details, member_matches("result.referenceId", str, ".{1,15}", "up to 15 characters"))


@pytest.mark.rule("MAIB-READ-65")
@pytest.mark.purchase("hybrid")
def test_the_payment_of_an_extension_names_it(details: Exchange, bought: Bought) -> None:
    given(bought.created, member_matches("result.extensionId", str, ".+"))
    require(details, member("result.extensionId", at(bought.created, "result.extensionId")))


@pytest.mark.rule("MAIB-READ-79")
@pytest.mark.purchase("dynamic")
def test_the_list_holds_the_payment_of_a_qr(maib: Maib, bought: Bought) -> None:
    alone = lists("qrId", qr_of(bought))
    require(given(maib.found_payments(alone, qrId=qr_of(bought)), succeeded), alone)


@pytest.mark.rule("MAIB-PAY-02")
@pytest.mark.purchase("dynamic")
def test_a_dynamic_qr_that_was_paid_reads_as_paid(maib: Maib, bought: Bought) -> None:
    require(maib.paid(qr_of(bought)), succeeded, member("result.status", "Paid"))


@pytest.mark.rule("MAIB-PAY-09")
@pytest.mark.purchase("hybrid")
def test_a_hybrid_qr_that_was_paid_reads_as_paid(maib: Maib, bought: Bought) -> None:
    require(maib.paid(qr_of(bought)), succeeded, member("result.status", "Paid"))


@pytest.mark.rule("MAIB-PAY-21")
@pytest.mark.purchase("static")
def test_how_a_static_qr_reads_that_was_paid(maib: Maib, bought: Bought, record: Record) -> None:
    record(shown_plain(at(given(maib.paid(qr_of(bought)), succeeded), "result.status")))


@pytest.mark.rule("MAIB-CANCEL-17")
@pytest.mark.purchase("dynamic")
def test_cancelling_leaves_a_paid_qr_paid(maib: Maib, bought: Bought) -> None:
    qr = qr_of(bought)
    given(maib.paid(qr), member("result.status", "Paid"))
    maib.cancel(qr)
    require(maib.read(qr), succeeded, member("result.status", "Paid"))


@pytest.mark.rule("MAIB-CALLBACK-03")
@pytest.mark.needs("receive_callbacks")
@pytest.mark.purchase("notified")
@pytest.mark.usefixtures("bought")
def test_the_callback_of_a_payment_is_signed(target: Target, notified: Inbox) -> None:
    require(notified.first(SOON), signature_holds(target.credentials["signature_key"]))


@pytest.mark.rule("MAIB-CALLBACK-04")
@pytest.mark.needs("receive_callbacks")
@pytest.mark.purchase("notified")
def test_the_callback_names_what_was_paid(maib: Maib, bought: Bought, notified: Inbox) -> None:
    given(maib.read(qr_of(bought)), succeeded)
    require(
        notified.first(SOON),
        member("result.qrId", qr_of(bought)),
        member("result.payId", payment_of(bought)),
        member("result.orderId", asked(bought)["orderId"]),
        member("result.amount", asked(bought)["amount"]),
        member("result.currency", "MDL"),
    )


def refunded(target: Target, pay_id: str, **members: object) -> Exchange:
    """
    The answer to a refund, over whichever path is served: this payment finds it out, if need be.
    """
    answers: list[Exchange] = []

    def probe(operation: str) -> Exchange:
        answers.append(target.send(calls.refund(operation, pay_id, **members)))
        return answers[-1]

    served = target.alternative("refund", probe)
    return answers[-1] if answers else probe(served)


@pytest.fixture(scope="session")
def in_full(target: Target, payments: Payments) -> Exchange:
    """
    The answer to a full refund, the only one of its payment.
    """
    return refunded(target, payment_of(payments.of("refunded")))


@pytest.fixture(scope="session")
def in_part(target: Target, payments: Payments) -> Exchange:
    """
    The answer to the refund of a part.

    Raises:
        NotOffered: the target serves the older path, which knows the whole payment only.

    """
    pay_id = payment_of(payments.of("divided"))
    answer = refunded(target, pay_id, amount=PART)
    if answer.operation != NEWER:
        raise NotOffered(OLDER_REFUND)
    return answer


@pytest.mark.rule("MAIB-REFUND-01")
@pytest.mark.purchase("refunded")
def test_the_payment_of_a_person_is_refunded(in_full: Exchange, bought: Bought) -> None:
    newer = guid("result.refundId"), member("result.status", "Created")
    older = member("result.payId", bought.payment), REFUNDED
    if all(any(one(in_full) for one in form) for form in (newer, older)):
        wanted = "refundId and Created, or payId and Refunded"
        raise Violation([Mismatch(wanted, shown_json(json_body(in_full)))], in_full.id)


@pytest.mark.rule("MAIB-REFUND-02")
@pytest.mark.purchase("divided")
def test_a_part_of_a_payment_is_refunded(in_part: Exchange) -> None:
    require(in_part, succeeded, guid("result.refundId"))


@pytest.mark.rule("MAIB-REFUND-03")
@pytest.mark.purchase("refunded")
def test_a_refund_in_full_tells_when(maib: Maib, in_full: Exchange, bought: Bought) -> None:
    given(in_full, succeeded)
    answer = given(maib.refunded(bought.payment), succeeded)
    if REFUNDED(answer):
        raise Unexercised("the payment does not read as Refunded within half a minute")
    require(answer, iso_moment("result.refundedAt"))


@pytest.mark.rule("MAIB-REFUND-04")
@pytest.mark.purchase("refunded")
def test_a_second_refund_in_full_is_refused(
    target: Target, maib: Maib, in_full: Exchange, bought: Bought
) -> None:
    given(in_full, succeeded)
    if REFUNDED(given(maib.refunded(bought.payment), succeeded)):
        raise Unexercised("the payment does not read as Refunded within half a minute")
    require(refunded(target, bought.payment), status(409), code("14015"))


@pytest.mark.rule("MAIB-REFUND-06")
@pytest.mark.purchase("divided")
def test_too_large_a_rest_is_refused_with_what_is_left(
    target: Target, in_part: Exchange, bought: Bought
) -> None:
    given(in_part, succeeded)
    answer = given(refunded(target, bought.payment, amount=PART + 1), code("14016"))
    told = at(answer, "errors.0.errorArgs.refundableAmount")
    try:
        left = Decimal(str(told))
    except InvalidOperation:
        left = None
    if left != Decimal(LEFT):
        raise Violation([Mismatch(f"{LEFT} left", shown_json(told))], answer.id)


@pytest.mark.rule("MAIB-REFUND-09")
@pytest.mark.purchase("divided")
def test_refunds_in_parts_never_exceed_the_payment(
    target: Target, in_part: Exchange, bought: Bought
) -> None:
    given(in_part, succeeded)
    require(refunded(target, bought.payment, amount=PART + 1), refused)
