"""
maib: refunds, over whichever of the two documented paths is served. Where a refund has more than a
reason the newer path is needed: the older knows the whole payment only.
"""

from decimal import Decimal, InvalidOperation

import pytest

from payconform.checks import at, given, member, require, shown_json, shown_plain, status
from payconform.errors import Blocked, Unexercised, Violation
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.maib import calls
from payconform.providers.maib.checks import (
    code,
    confirms,
    fate,
    guid,
    outcome,
    refused,
    require_refused,
    succeeded,
)
from payconform.providers.maib.moments import iso_moment
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("simulate_payment")

PATHS = {"refundPayment": "the newer", "refundMiaPayment": "the older"}
REFUNDED = member("result.status", "Refunded")


@pytest.fixture
def payment(maib: Maib) -> str:
    """
    The id of a payment of 50 lei.
    """
    return maib.payment(maib.create())


@pytest.fixture
def divisible(maib: Maib) -> str:
    """
    The same, where a part of it can be refunded.
    """
    maib.needs_newer_refund()
    return maib.payment(maib.create())


def refundable(wanted: str) -> Check:
    """
    A check that the refusal names what is left, in whatever form of a decimal.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        told = at(exchange, "errors.0.errorArgs.refundableAmount")
        try:
            left = Decimal(str(told))
        except InvalidOperation:
            left = None
        return None if left == Decimal(wanted) else Mismatch(f"{wanted} left", shown_json(told))

    return check


def settled(maib: Maib, pay_id: str) -> Exchange:
    """
    The details of a payment that was refunded in full and reads so; when it turns is undocumented.
    """
    given(maib.refund(pay_id), succeeded)
    answer = given(maib.refunded(pay_id), succeeded)
    if REFUNDED(answer):
        raise Unexercised("the payment does not read as Refunded within half a minute")
    return answer


@pytest.mark.rule("MAIB-REFUND-01")
def test_a_payment_is_refunded(maib: Maib, payment: str) -> None:
    require(maib.refund(payment), succeeded, confirms(payment))


@pytest.mark.rule("MAIB-REFUND-02")
def test_a_part_is_refunded(maib: Maib, divisible: str) -> None:
    require(maib.refund(divisible, amount=20.5), succeeded, guid("result.refundId"))


@pytest.mark.rule("MAIB-REFUND-03")
def test_a_refunded_payment_tells_when(maib: Maib, payment: str) -> None:
    require(settled(maib, payment), iso_moment("result.refundedAt"))


@pytest.mark.rule("MAIB-REFUND-04")
def test_a_second_full_refund_is_refused(maib: Maib, payment: str) -> None:
    settled(maib, payment)
    require(maib.refund(payment), status(409), code("14015"))


@pytest.mark.rule("MAIB-REFUND-05")
def test_a_refund_above_the_payment_is_refused(maib: Maib, divisible: str) -> None:
    require(maib.refund(divisible, amount=50.01), refused, code("14016"))


@pytest.mark.rule("MAIB-REFUND-06")
def test_the_refusal_names_what_is_left(maib: Maib, divisible: str) -> None:
    given(maib.refund(divisible, amount=20.5), succeeded)
    answer = given(maib.refund(divisible, amount=29.51), code("14016"))
    require(answer, refundable("29.50"))


@pytest.mark.rule("MAIB-REFUND-07")
def test_a_refund_without_a_reason_is_refused(maib: Maib, payment: str) -> None:
    require_refused(maib.refund(payment, reason=...))


@pytest.mark.rule("MAIB-REFUND-08")
def test_the_rest_is_refunded(maib: Maib, divisible: str) -> None:
    given(maib.refund(divisible, amount=25), succeeded)
    require(maib.refund(divisible), succeeded)


@pytest.mark.rule("MAIB-REFUND-09")
def test_parts_never_exceed_the_payment(maib: Maib, divisible: str) -> None:
    given(maib.refund(divisible, amount=30), succeeded)
    require(maib.refund(divisible, amount=20.01), refused)


@pytest.mark.rule("MAIB-REFUND-10")
def test_a_refused_refund_changes_nothing(maib: Maib, payment: str) -> None:
    before = given(maib.read_payment(payment), succeeded)
    given(maib.refund(payment, reason=...), refused)
    require(
        given(maib.read_payment(payment), succeeded),
        member("result.status", at(before, "result.status")),
        member("result.amount", at(before, "result.amount")),
    )


@pytest.mark.rule("MAIB-REFUND-11")
@pytest.mark.needs("races")
def test_of_two_refunds_at_once_one_succeeds(target: Target, payment: str) -> None:
    call = calls.refund(calls.refund_operation(target), payment)
    won = [answer for answer in target.race([call, call]) if not succeeded(answer)]
    if not won:
        raise Unexercised("neither of two refunds at once succeeded")
    if len(won) > 1:
        raise Violation([Mismatch("one success", "two")], won[1].id)


@pytest.mark.rule("MAIB-REFUND-12")
def test_which_path_is_served(target: Target, maib: Maib, record: Record) -> None:
    answers = [
        target.send(calls.refund(operation, maib.payment(maib.create()))) for operation in PATHS
    ]
    served = [PATHS[answer.operation] for answer in answers if not succeeded(answer)]
    if not served:
        raise Blocked("neither of the two paths refunds a payment")
    record(served[0] if len(served) == 1 else "both")


@pytest.mark.rule("MAIB-REFUND-13")
def test_how_a_partly_refunded_payment_reads(maib: Maib, divisible: str, record: Record) -> None:
    given(maib.refund(divisible, amount=20.5), succeeded)
    record(shown_plain(at(given(maib.refunded(divisible), succeeded), "result.status")))


@pytest.mark.rule("MAIB-REFUND-14")
def test_a_long_reason(maib: Maib, payment: str, record: Record) -> None:
    record(fate(maib.refund(payment, reason="x" * 501)))


@pytest.mark.rule("MAIB-REFUND-15")
def test_a_callback_url_without_tls(maib: Maib, divisible: str, record: Record) -> None:
    record(fate(maib.refund(divisible, callbackUrl="http://callback.payconform.invalid/")))


@pytest.mark.rule("MAIB-REFUND-16")
def test_a_refund_of_nothing(maib: Maib, divisible: str, record: Record) -> None:
    record(fate(maib.refund(divisible, amount=0)))


@pytest.mark.rule("MAIB-REFUND-17")
def test_refunding_an_unknown_payment(target: Target, maib: Maib, record: Record) -> None:
    record(outcome(maib.refund(calls.unknown_id(target))))


@pytest.mark.rule("MAIB-REFUND-18")
def test_when_a_payment_reads_as_refunded(maib: Maib, payment: str, record: Record) -> None:
    given(maib.refund(payment), succeeded)
    if not REFUNDED(given(maib.read_payment(payment), succeeded)):
        record("at once")
    elif not REFUNDED(given(maib.refunded(payment), succeeded)):
        record("later")
    else:
        record("not within half a minute")
