"""
MobilePay: payments are initiated, or prepared and made ready.
"""

from collections.abc import Callable

import pytest

from payconform.checks import at, given, member, member_matches, require
from payconform.model import Exchange
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import (
    GUID,
    outcome,
    reads,
    refused_with,
    succeeded,
    unbarred,
)
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record
from payconform.target import Target

BOTH_WAYS = pytest.mark.parametrize(
    "make", [Till.initiate, Till.prepare], ids=["initiate", "prepare"]
)
ENDS = [
    pytest.param("Captured", marks=pytest.mark.needs("simulate_payment")),
    pytest.param(
        "ExpiredAndCancelled", marks=pytest.mark.needs("simulate_payment", "control_clock")
    ),
    pytest.param("CancelledByClient"),
    pytest.param("CancelledByUser", marks=pytest.mark.needs("simulate_payment")),
    pytest.param("CancelledByMobilePay", marks=pytest.mark.needs("simulate_provider")),
]
Make = Callable[[Till], Exchange]


@pytest.mark.rule("MOBILEPAY-CREATE-01")
def test_a_payment_is_initiated(till: Till) -> None:
    require(
        given(till.initiate(), unbarred),
        succeeded,
        member_matches("paymentId", str, GUID, "a GUID"),
    )


@pytest.mark.rule("MOBILEPAY-CREATE-02")
def test_a_payment_is_prepared(till: Till) -> None:
    require(
        given(till.prepare(), unbarred), succeeded, member_matches("paymentId", str, GUID, "a GUID")
    )


@pytest.mark.rule("MOBILEPAY-CREATE-03")
def test_an_initiated_payment_reads_initiated(till: Till) -> None:
    require(till.comes_to(till.initiated(), "Initiated"), succeeded, reads("Initiated"))


@pytest.mark.rule("MOBILEPAY-CREATE-04")
def test_a_prepared_payment_reads_prepared(till: Till) -> None:
    require(till.comes_to(till.prepared(), "Prepared"), succeeded, reads("Prepared"))


@pytest.mark.rule("MOBILEPAY-CREATE-05")
@pytest.mark.needs("simulate_payment", "control_clock")
def test_a_payment_at_a_till_with_a_user(till: Till, record: Record) -> None:
    till.check_in()
    given(till.checked_in(wanted=True), member("isUserCheckedIn", wanted=True))
    record(str(at(given(till.read(till.initiated()), succeeded), "status")))


@pytest.mark.rule("MOBILEPAY-CREATE-06")
@BOTH_WAYS
def test_an_initiated_payment_blocks_its_till(till: Till, make: Make) -> None:
    assert till.initiated()
    require(make(till), refused_with(409, "1301"))


@pytest.mark.rule("MOBILEPAY-CREATE-06")
@pytest.mark.needs("simulate_payment")
@BOTH_WAYS
def test_an_issued_payment_blocks_its_till(till: Till, make: Make) -> None:
    assert till.issued()
    require(make(till), refused_with(409, "1301"))


@pytest.mark.rule("MOBILEPAY-CREATE-07")
def test_a_till_is_free_after_a_cancel(till: Till) -> None:
    blocking = till.initiated()
    given(till.initiate(), refused_with(409, "1301"))
    till.cancelled(blocking)
    require(till.initiate(), succeeded)


@pytest.mark.rule("MOBILEPAY-CREATE-08")
@pytest.mark.needs("simulate_payment")
def test_a_reserved_payment_does_not_block(till: Till) -> None:
    assert till.reserved()
    require(till.initiate(), succeeded)


@pytest.mark.rule("MOBILEPAY-CREATE-09")
@pytest.mark.parametrize("make", [calls.payment, calls.preparation], ids=["initiate", "prepare"])
def test_an_unknown_point_of_sale(target: Target, make: object) -> None:
    assert callable(make)
    require(target.send(make(target, calls.guid(target))), refused_with(409, "1000"))


@pytest.mark.rule("MOBILEPAY-CREATE-10")
def test_a_prepared_payment_is_made_ready(till: Till) -> None:
    payment = till.prepared()
    require(till.ready(payment), succeeded)
    shown = till.comes_to(payment, "Initiated")
    require(shown, succeeded, reads("Initiated"), member("amount", calls.AMOUNT))


@pytest.mark.rule("MOBILEPAY-CREATE-11")
def test_an_initiated_payment_is_not_made_ready(till: Till) -> None:
    require(till.ready(till.initiated()), refused_with(409, "1303"))


@pytest.mark.rule("MOBILEPAY-CREATE-12")
@pytest.mark.needs("simulate_payment")
def test_a_user_pairs_with_a_prepared_payment(till: Till) -> None:
    payment = till.prepared()
    till.check_in()
    require(till.comes_to(payment, "Paired"), succeeded, reads("Paired"))


@pytest.mark.rule("MOBILEPAY-CREATE-13")
@pytest.mark.needs("simulate_payment")
def test_a_paired_payment_is_issued_when_ready(till: Till) -> None:
    payment = till.paired()
    given(till.ready(payment), succeeded)
    require(till.comes_to(payment, "IssuedToUser"), succeeded, reads("IssuedToUser"))


@pytest.mark.rule("MOBILEPAY-CREATE-14")
def test_a_repeated_ready(till: Till, record: Record) -> None:
    payment = till.prepared()
    given(till.ready(payment), succeeded)
    record(outcome(till.ready(payment)))


@pytest.mark.rule("MOBILEPAY-CREATE-21")
def test_a_payment_beside_a_prepared_one(till: Till, record: Record) -> None:
    assert till.prepared()
    record(outcome(till.initiate()))


@pytest.mark.rule("MOBILEPAY-CREATE-23")
@pytest.mark.needs("simulate_payment")
@pytest.mark.parametrize("state", ["IssuedToUser", "Reserved"])
def test_a_ready_that_comes_late(till: Till, state: str, record: Record) -> None:
    record(outcome(till.ready(till.brought(state, prepared=True))))


@pytest.mark.rule("MOBILEPAY-CREATE-22")
@pytest.mark.parametrize("state", ENDS)
def test_a_ready_that_comes_too_late(till: Till, state: str, record: Record) -> None:
    record(outcome(till.ready(till.brought(state, prepared=True))))
