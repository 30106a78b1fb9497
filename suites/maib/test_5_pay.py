"""
maib: the sandbox's simulated payment.
"""

import pytest

from payconform.checks import ABSENT, at, given, member, require, shown_plain, status
from payconform.errors import Unexercised
from payconform.providers.maib.calls import PAYER, payment, unknown_id
from payconform.providers.maib.checks import code, fate, outcome, require_refused, succeeded
from payconform.providers.maib.forms import COMMISSION, PAY_ID, QR_STATUS
from payconform.providers.maib.moments import iso_moment
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("simulate_payment")

MONTH = 31 * 86400


@pytest.fixture(scope="module")
def till(target: Target) -> str:
    """
    The id of a Static QR of which a payment without fault was accepted.
    """
    qr = Maib(target).create_static()
    given(Maib(target).pay(qr), succeeded)
    return qr


@pytest.mark.rule("MAIB-PAY-01")
def test_an_active_qr_is_paid(maib: Maib, qr: str) -> None:
    require(maib.pay(qr), succeeded, PAY_ID, QR_STATUS)


@pytest.mark.rule("MAIB-PAY-02")
def test_a_paid_qr_reads_as_paid(maib: Maib, qr: str) -> None:
    given(maib.pay(qr), succeeded)
    require(maib.paid(qr), succeeded, member("result.status", "Paid"))


@pytest.mark.rule("MAIB-PAY-03")
def test_the_payment_is_repeated(maib: Maib, qr: str) -> None:
    require(
        given(maib.pay(qr), status(200)),
        member("result.qrId", qr),
        member("result.amount", 50.0),
        member("result.currency", "MDL"),
        member("result.payerName", PAYER["payerName"]),
        member("result.payerIban", PAYER["iban"]),
    )


@pytest.mark.rule("MAIB-PAY-04")
def test_paying_an_unknown_qr_is_refused(target: Target, maib: Maib) -> None:
    require(maib.pay(unknown_id(target)), status(404), code("13000", "14010"))


@pytest.mark.rule("MAIB-PAY-05")
def test_the_name_of_the_signature_key(maib: Maib, qr: str, record: Record) -> None:
    answer = given(maib.pay(qr), succeeded)
    names = [
        name
        for name in ("signatureKey", "signature")
        if at(answer, f"result.{name}") not in (ABSENT, None)
    ]
    record(" and ".join(names) or "neither")


@pytest.mark.rule("MAIB-PAY-06")
def test_paying_another_amount(maib: Maib, qr: str, record: Record) -> None:
    record(fate(maib.pay(qr, amount=49.99)))


@pytest.mark.rule("MAIB-PAY-07")
def test_a_static_qr_is_paid(maib: Maib) -> None:
    paid = maib.pay(maib.create_static())
    require(paid, succeeded, PAY_ID)


@pytest.mark.rule("MAIB-PAY-08")
def test_a_static_qr_is_paid_again(maib: Maib) -> None:
    qr = maib.create_static()
    given(maib.pay(qr), succeeded)
    require(maib.pay(qr), succeeded)


@pytest.mark.rule("MAIB-PAY-09")
def test_a_hybrid_qr_reads_as_paid(maib: Maib) -> None:
    qr = maib.create_hybrid()
    given(maib.pay(qr), succeeded)
    require(maib.paid(qr), succeeded, member("result.status", "Paid"))


def fault(rule: str, case: str, **members: object) -> object:
    return pytest.param(members, marks=pytest.mark.rule(rule), id=case)


@pytest.mark.parametrize(
    "members",
    [
        fault("MAIB-PAY-10", "no qrId", qrId=...),
        fault("MAIB-PAY-11", "no amount", amount=...),
        fault("MAIB-PAY-12", "no iban", iban=...),
        fault("MAIB-PAY-13", "no currency", currency=...),
        fault("MAIB-PAY-14", "no payerName", payerName=...),
        fault("MAIB-PAY-15", "euros", currency="EUR"),
        fault("MAIB-PAY-16", "a long iban", iban=PAYER["iban"].ljust(101, "0")),
        fault("MAIB-PAY-17", "a long payerName", payerName="x" * 201),
    ],
)
def test_a_faulty_payment_is_refused(target: Target, till: str, members: dict[str, object]) -> None:
    require_refused(target.send(payment(till, **members)))


@pytest.mark.rule("MAIB-PAY-18")
def test_the_moment_of_the_payment_is_told(maib: Maib, qr: str) -> None:
    require(given(maib.pay(qr), status(200)), iso_moment("result.executedAt"))


@pytest.mark.rule("MAIB-PAY-19")
def test_the_order_id_is_repeated(target: Target, maib: Maib) -> None:
    order = target.fresh("order")
    paid = given(maib.pay(maib.create(orderId=order)), status(200))
    require(paid, member("result.orderId", order))


@pytest.mark.rule("MAIB-PAY-20")
def test_the_commission_is_told(maib: Maib, qr: str) -> None:
    paid = given(maib.pay(qr), status(200))
    if at(paid, "result.commission") in (ABSENT, None):
        raise Unexercised("the answer to the payment holds no commission")
    require(paid, COMMISSION)


@pytest.mark.rule("MAIB-PAY-21")
def test_a_static_qr_after_a_payment(maib: Maib, record: Record) -> None:
    qr = maib.create_static()
    given(maib.pay(qr), succeeded)
    record(shown_plain(at(given(maib.paid(qr), succeeded), "result.status")))


@pytest.mark.rule("MAIB-PAY-22")
def test_paying_a_dynamic_qr_twice(maib: Maib, qr: str, record: Record) -> None:
    given(maib.pay(qr), succeeded)
    given(maib.paid(qr), member("result.status", "Paid"))
    record(outcome(maib.pay(qr)))


@pytest.mark.rule("MAIB-PAY-23")
@pytest.mark.needs("control_clock")
def test_paying_an_expired_qr(target: Target, maib: Maib, qr: str, record: Record) -> None:
    target.advance(11 * 60)
    given(maib.read(qr), member("result.status", "Expired"))
    record(outcome(maib.pay(qr)))


@pytest.mark.rule("MAIB-PAY-24")
@pytest.mark.needs("control_clock")
def test_paying_an_inactive_qr(target: Target, maib: Maib, record: Record) -> None:
    qr = maib.create_static()
    target.advance(MONTH)
    given(maib.read(qr), member("result.status", "Inactive"))
    record(outcome(maib.pay(qr)))


@pytest.mark.rule("MAIB-PAY-25")
@pytest.mark.parametrize("amount", [9.99, 100.01], ids=["too little", "too much"])
def test_paying_outside_the_limits(maib: Maib, amount: float, record: Record) -> None:
    qr = maib.create(amountType="Controlled", amountMin=10, amountMax=100)
    record(fate(maib.pay(qr, amount)))
