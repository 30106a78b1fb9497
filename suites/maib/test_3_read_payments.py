"""
maib: the details of a payment.
"""

from typing import NamedTuple

import pytest

from payconform.checks import (
    ABSENT,
    at,
    given,
    member,
    member_matches,
    no_server_error,
    require,
    status,
)
from payconform.errors import Unexercised
from payconform.providers.maib.calls import PAYER, unknown_id
from payconform.providers.maib.checks import outcome, refused, succeeded
from payconform.providers.maib.forms import REFERENCE
from payconform.providers.maib.moments import iso_moment
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

LAG = 30  # seconds within which a payment must be readable


class Paid(NamedTuple):
    """
    A payment of a Dynamic QR with an orderId.
    """

    id: str
    qr: str
    order: str


@pytest.fixture(scope="module")
def paid(target: Target) -> Paid:
    maib, order = Maib(target), target.fresh("order")
    qr = maib.create(amount=12.34, orderId=order)
    payment = Paid(maib.payment(qr, 12.34), qr, order)
    target.until(lambda: maib.read_payment(payment.id), succeeded, LAG)
    return payment


@pytest.mark.rule("MAIB-READ-60")
@pytest.mark.needs("simulate_payment")
def test_a_payment_is_read_back(maib: Maib, paid: Paid) -> None:
    require(maib.read_payment(paid.id), succeeded, member("result.payId", paid.id))


@pytest.mark.rule("MAIB-READ-61")
@pytest.mark.needs("simulate_payment")
def test_the_details_repeat_the_payment(maib: Maib, paid: Paid) -> None:
    require(
        given(maib.read_payment(paid.id), status(200)),
        member("result.qrId", paid.qr),
        member("result.orderId", paid.order),
        member("result.amount", 12.34),
        member("result.currency", "MDL"),
        member("result.payerName", PAYER["payerName"]),
        member("result.payerIban", PAYER["iban"]),
    )


@pytest.mark.rule("MAIB-READ-62")
@pytest.mark.needs("simulate_payment")
def test_a_payment_reads_as_executed(maib: Maib, paid: Paid) -> None:
    require(given(maib.read_payment(paid.id), status(200)), member("result.status", "Executed"))


@pytest.mark.rule("MAIB-READ-63")
@pytest.mark.needs("simulate_payment")
def test_the_moment_of_a_payment_is_iso_8601(maib: Maib, paid: Paid) -> None:
    require(given(maib.read_payment(paid.id), status(200)), iso_moment("result.executedAt"))


@pytest.mark.rule("MAIB-READ-64")
@pytest.mark.needs("simulate_payment")
def test_the_reference_id_is_short(maib: Maib, paid: Paid) -> None:
    answer = given(maib.read_payment(paid.id), status(200))
    if at(answer, "result.referenceId") in (ABSENT, None, ""):
        raise Unexercised("the payment has no referenceId")
    require(answer, REFERENCE)


@pytest.mark.rule("MAIB-READ-65")
@pytest.mark.needs("simulate_payment")
def test_a_payment_of_a_hybrid_qr_shows_its_extension(target: Target, maib: Maib) -> None:
    hybrid = given(maib.ask_hybrid(), succeeded, member_matches("result.extensionId", str, ".+"))
    payment = maib.payment(str(at(hybrid, "result.qrId")))
    answer = target.until(lambda: maib.read_payment(payment), succeeded, LAG)
    shown = member("result.extensionId", at(hybrid, "result.extensionId"))
    require(given(answer, status(200)), shown)


@pytest.mark.rule("MAIB-READ-66")
def test_an_unknown_payment_is_refused(target: Target, maib: Maib) -> None:
    require(maib.read_payment(unknown_id(target)), refused, no_server_error)


@pytest.mark.rule("MAIB-READ-67")
def test_how_an_unknown_payment_is_refused(target: Target, maib: Maib, record: Record) -> None:
    record(outcome(maib.read_payment(unknown_id(target))))
