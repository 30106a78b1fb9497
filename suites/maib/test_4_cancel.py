"""
maib: cancelling a QR. Asserted where the documents say, recorded where they do not.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from payconform.checks import at, given, member, require, status
from payconform.model import Call, Request
from payconform.providers.maib.bearer import with_token
from payconform.providers.maib.calls import unknown_id
from payconform.providers.maib.checks import (
    code,
    error_code,
    error_envelope,
    fate,
    outcome,
    refused,
    require_refused,
    succeeded,
)
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

BOTH_TYPES = pytest.mark.parametrize(
    "make", [Maib.create, Maib.create_static], ids=["Dynamic", "Static"]
)


@pytest.mark.rule("MAIB-CANCEL-01")
def test_an_active_qr_is_cancelled(maib: Maib, qr: str) -> None:
    require(maib.cancel(qr), succeeded, member("result.qrId", qr))


@pytest.mark.rule("MAIB-CANCEL-02")
def test_the_answer_says_cancelled(maib: Maib, qr: str) -> None:
    require(given(maib.cancel(qr), status(200)), member("result.status", "Cancelled"))


@pytest.mark.rule("MAIB-CANCEL-03")
def test_a_cancelled_qr_reads_as_cancelled(maib: Maib, qr: str) -> None:
    given(maib.cancel(qr), succeeded)
    require(maib.read(qr), succeeded, member("result.status", "Cancelled"))


@pytest.mark.rule("MAIB-CANCEL-04")
@BOTH_TYPES
def test_a_second_cancel_is_refused(maib: Maib, make: Callable[[Maib], str]) -> None:
    qr = make(maib)
    given(maib.cancel(qr), succeeded)
    require(maib.cancel(qr), status(409), code("14005"))


@pytest.mark.rule("MAIB-CANCEL-05")
@BOTH_TYPES
def test_the_refusal_of_a_second_cancel_names_the_qr(
    maib: Maib, make: Callable[[Maib], str]
) -> None:
    qr = make(maib)
    given(maib.cancel(qr), succeeded)
    require(given(maib.cancel(qr), code("14005")), member("errors.0.errorArgs.qrId", qr))


@pytest.mark.rule("MAIB-CANCEL-06")
def test_cancelling_an_unknown_qr_is_refused(target: Target, maib: Maib) -> None:
    require(maib.cancel(unknown_id(target)), status(404), code("13000"))


@pytest.mark.rule("MAIB-CANCEL-07")
def test_a_cancel_without_a_reason_is_refused(maib: Maib, qr: str) -> None:
    require_refused(maib.cancel(qr, {}))


@pytest.mark.rule("MAIB-CANCEL-08")
def test_a_reason_of_500_characters_is_accepted(maib: Maib, qr: str) -> None:
    require(maib.cancel(qr, {"reason": "x" * 500}), succeeded)


@pytest.mark.rule("MAIB-CANCEL-08")
def test_a_reason_of_501_characters_is_refused(maib: Maib, qr: str) -> None:
    require_refused(maib.cancel(qr, {"reason": "x" * 501}))


@pytest.mark.rule("MAIB-CANCEL-09")
@pytest.mark.parametrize("body", [{}, {"reason": "x" * 501}], ids=["no reason", "long reason"])
def test_a_refused_cancel_changes_nothing(maib: Maib, qr: str, body: object) -> None:
    given(maib.cancel(qr, body), refused)
    require(maib.read(qr), succeeded, member("result.status", "Active"))


@pytest.mark.rule("MAIB-CANCEL-10")
@pytest.mark.needs("second_merchant")
def test_a_foreign_qr_is_not_cancelled(target: Target, maib: Maib) -> None:
    other = Maib(target.second())
    theirs = other.create()
    attempt = maib.cancel(theirs)
    require(attempt, refused)
    require(given(other.read(theirs), succeeded), member("result.status", "Active"))


@pytest.mark.rule("MAIB-CANCEL-11")
@pytest.mark.needs("simulate_payment")
def test_a_cancelled_qr_stays_cancelled_when_paid(maib: Maib, qr: str) -> None:
    given(maib.cancel(qr), succeeded)
    maib.pay(qr)
    require(maib.read(qr), succeeded, member("result.status", "Cancelled"))


@pytest.mark.rule("MAIB-CANCEL-12")
@pytest.mark.needs("simulate_payment")
def test_cancelling_a_paid_qr(maib: Maib, qr: str, record: Record) -> None:
    given(maib.pay(qr), succeeded)
    given(maib.paid(qr), member("result.status", "Paid"))
    record(outcome(maib.cancel(qr)))


@pytest.mark.rule("MAIB-CANCEL-13")
@pytest.mark.needs("control_clock")
def test_cancelling_an_expired_qr(target: Target, maib: Maib, qr: str, record: Record) -> None:
    target.advance(11 * 60)
    given(maib.read(qr), member("result.status", "Expired"))
    record(outcome(maib.cancel(qr)))


@pytest.mark.rule("MAIB-CANCEL-14")
@pytest.mark.parametrize("reason", ["", "   "], ids=["empty", "blank"])
def test_an_empty_reason(maib: Maib, qr: str, reason: str, record: Record) -> None:
    record(fate(maib.cancel(qr, {"reason": reason})))


@pytest.mark.rule("MAIB-CANCEL-15")
def test_the_code_for_a_missing_reason(maib: Maib, qr: str, record: Record) -> None:
    record(error_code(maib.cancel(qr, {})) or "no code")


@pytest.mark.rule("MAIB-CANCEL-16")
@pytest.mark.needs("receive_callbacks", "control_clock")
def test_a_callback_on_cancel(target: Target, maib: Maib, record: Record) -> None:
    inbox = target.inbox()
    given(maib.cancel(maib.create(callbackUrl=inbox.url)), succeeded)
    record("a callback" if inbox.after(120) else "no callback")


@pytest.mark.rule("MAIB-CANCEL-17")
@pytest.mark.needs("simulate_payment")
def test_a_paid_qr_stays_paid_when_cancelled(maib: Maib, qr: str) -> None:
    given(maib.pay(qr), succeeded)
    given(maib.paid(qr), member("result.status", "Paid"))
    maib.cancel(qr)
    require(maib.read(qr), succeeded, member("result.status", "Paid"))


@pytest.mark.rule("MAIB-CANCEL-18")
@pytest.mark.needs("simulate_payment")
def test_paying_a_cancelled_qr(maib: Maib, qr: str, record: Record) -> None:
    given(maib.cancel(qr), succeeded)
    record(outcome(maib.pay(qr)))


@pytest.mark.rule("MAIB-CANCEL-19")
def test_an_active_static_qr_is_cancelled(maib: Maib) -> None:
    static = maib.create_static()
    cancelled = member("result.status", "Cancelled")
    require(maib.cancel(static), succeeded, member("result.qrId", static), cancelled)


@pytest.mark.rule("MAIB-CANCEL-20")
def test_cancelling_a_hybrid_qr(maib: Maib, record: Record) -> None:
    record(outcome(maib.cancel(maib.create_hybrid())))


@pytest.mark.rule("MAIB-CANCEL-21")
@pytest.mark.needs("control_clock")
def test_cancelling_an_inactive_qr(target: Target, maib: Maib, record: Record) -> None:
    static = maib.create_static()
    target.advance(31 * 24 * 3600)
    given(maib.read(static), member("result.status", "Inactive"))
    record(outcome(maib.cancel(static)))


@pytest.mark.rule("MAIB-CANCEL-22")
@pytest.mark.needs("simulate_payment")
def test_cancelling_a_static_qr_that_was_paid(maib: Maib, record: Record) -> None:
    static = maib.create_static()
    given(maib.pay(static), succeeded)
    record(outcome(maib.cancel(static)))


@pytest.mark.rule("MAIB-CANCEL-23")
@pytest.mark.parametrize("reason", [5, None], ids=["a number", "null"])
def test_a_reason_that_is_no_text(maib: Maib, qr: str, reason: object, record: Record) -> None:
    record(fate(maib.cancel(qr, {"reason": reason})))


@pytest.mark.rule("MAIB-CANCEL-24")
def test_an_empty_body(target: Target, qr: str, record: Record) -> None:
    json = {"Content-Type": "application/json"}
    answer = target.send(Call("cancelQr", path={"qrId": qr}, body=b"", headers=json))
    if outcome(answer) == "accepted":
        record("accepted")
    else:
        record("another refusal" if error_envelope(answer) else "the error envelope")


@pytest.mark.rule("MAIB-CANCEL-25")
def test_a_body_of_no_declared_type(target: Target, maib: Maib, qr: str, record: Record) -> None:
    token = str(at(given(maib.obtain_token(), succeeded), "result.accessToken"))

    def undeclared(request: Request) -> Request:
        headers = [part for part in request.headers if part[0] != "Content-Type"]
        return with_token(replace(request, headers=tuple(headers)), token)

    call = Call("cancelQr", path={"qrId": qr}, body={"reason": "changed my mind"})
    record(fate(target.send(call, undeclared)))


@pytest.mark.rule("MAIB-CANCEL-26")
def test_cancelling_an_id_that_is_no_guid(maib: Maib, record: Record) -> None:
    record(outcome(maib.cancel("not-a-guid")))


@pytest.mark.rule("MAIB-CANCEL-31")
@pytest.mark.needs("simulate_payment")
@BOTH_TYPES
def test_a_payment_outlives_a_cancel(maib: Maib, make: Callable[[Maib], str]) -> None:
    paid = make(maib)
    payment = maib.payment(paid)
    executed = (member("result.status", "Executed"), member("result.amount", 50.0))
    given(maib.read_payment(payment), succeeded, *executed)
    maib.cancel(paid)
    require(maib.read_payment(payment), succeeded, *executed)


@pytest.mark.rule("MAIB-CANCEL-32")
@pytest.mark.needs("second_merchant")
def test_how_cancelling_a_foreign_qr_is_refused(target: Target, maib: Maib, record: Record) -> None:
    theirs = Maib(target.second()).create()
    record(outcome(maib.cancel(theirs)))
