"""
maib: cancelling a Dynamic QR. Asserted where the documents say, recorded where they do not.
"""

import pytest

from payconform.checks import given, member, require, status
from payconform.providers.maib.checks import (
    code,
    error_code,
    fate,
    outcome,
    refused,
    require_refused,
    succeeded,
)
from payconform.providers.maib.profile import unknown_id
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target


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
def test_a_second_cancel_is_refused(maib: Maib, qr: str) -> None:
    given(maib.cancel(qr), succeeded)
    require(maib.cancel(qr), status(409), code("14005"))


@pytest.mark.rule("MAIB-CANCEL-05")
def test_the_refusal_of_a_second_cancel_names_the_qr(maib: Maib, qr: str) -> None:
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
    record(outcome(maib.cancel(qr)))


@pytest.mark.rule("MAIB-CANCEL-13")
@pytest.mark.needs("control_clock")
def test_cancelling_an_expired_qr(target: Target, maib: Maib, qr: str, record: Record) -> None:
    target.advance(11 * 60)
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
