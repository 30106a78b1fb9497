"""
MobilePay: idempotency keys. The same call brings the same answer; another call is refused.
"""

from dataclasses import replace

import pytest

from payconform.checks import at, given, member, require
from payconform.model import Call, Caller
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.calls import KEY
from payconform.providers.mobilepay.checks import outcome, refused_with, succeeded
from payconform.providers.mobilepay.profile import valid
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record
from payconform.target import Target

MEMBERS = {
    "initiatePayment": "paymentId",
    "preparePayment": "paymentId",
    "createPos": "posId",
    "createRefund": "refundId",
}
NAMES = {
    "initiatePayment": "orderId",
    "preparePayment": "orderId",
    "createPos": "merchantPosId",
    "createRefund": "refundOrderId",
}
FREE = [name for name in NAMES if name != "createRefund"]
A_REFUND = pytest.param("createRefund", marks=pytest.mark.needs("simulate_payment"))
DAY = 86400


def other(caller: Caller, call: Call) -> Call:
    """
    A call with the same key that names what it makes otherwise, in all that has to be new.
    """
    named = {NAMES[call.operation]: caller.fresh("other")}
    beacon = {"beaconId": calls.guid(caller)} if "beaconId" in call.body else {}
    return replace(call, body={**call.body, **named, **beacon})


def made(target: Target, call: Call) -> str:
    return str(at(given(target.send(call), succeeded), MEMBERS[call.operation]))


@pytest.mark.rule("MOBILEPAY-CREATE-30")
@pytest.mark.parametrize("operation", FREE)
def test_a_repeated_call_brings_the_original_id(target: Target, operation: str) -> None:
    call = valid(operation, target)
    first = made(target, call)
    require(target.send(call), succeeded, member(MEMBERS[operation], first))


@pytest.mark.rule("MOBILEPAY-CREATE-31")
@pytest.mark.needs("simulate_payment")
def test_a_repeated_refund_is_no_second_one(target: Target, till: Till) -> None:
    payment = till.captured()
    call = calls.refund(target, payment)
    first = made(target, call)
    require(target.send(call), succeeded, member("refundId", first))
    found = target.send(calls.call(target, "queryRefundIds", query={"paymentId": payment}))
    require(found, succeeded, member("refundIds", [first]))


@pytest.mark.rule("MOBILEPAY-CREATE-32")
@pytest.mark.parametrize("operation", [*FREE, A_REFUND])
def test_a_key_of_another_request_is_refused(target: Target, operation: str) -> None:
    call = valid(operation, target)
    if operation == "createRefund":  # of which there is room for another
        call = replace(call, body={**call.body, "amount": calls.AMOUNT / 5})
    first = made(target, call)
    if operation in ("initiatePayment", "preparePayment"):  # else the active one is refused for
        Till(target).cancelled(first)
    require(target.send(other(target, call)), refused_with(409, "1306"))


@pytest.mark.rule("MOBILEPAY-CREATE-33")
def test_a_key_of_another_operation(target: Target, till: Till, record: Record) -> None:
    call = calls.preparation(target, till.pos)
    made(target, call)
    pos = calls.pos(target)
    same_key = replace(pos, headers={**pos.headers, KEY: call.headers[KEY]})
    record(outcome(target.send(same_key)))


@pytest.mark.rule("MOBILEPAY-CREATE-34")
@pytest.mark.needs("control_clock")
def test_a_key_is_remembered_for_a_day(target: Target) -> None:
    call = calls.pos(target)
    first = made(target, call)
    target.advance(DAY - 60)
    require(target.send(call), succeeded, member("posId", first))


@pytest.mark.rule("MOBILEPAY-CREATE-35")
@pytest.mark.needs("control_clock")
def test_a_key_after_two_days(target: Target, record: Record) -> None:
    call = calls.pos(target)
    first = made(target, call)
    target.advance(2 * DAY)
    again = target.send(call)
    if succeeded(again):
        record(outcome(again))
    else:
        record("the original id" if at(again, "posId") == first else "a new id")


@pytest.mark.rule("MOBILEPAY-CREATE-36")
@pytest.mark.needs("races")
def test_two_calls_at_once_make_one_payment(target: Target, till: Till) -> None:
    call = calls.payment(target, till.pos)
    answers = [given(answer) for answer in target.race([call, call])]
    ids = [at(answer, "paymentId") for answer in answers if succeeded(answer) is None]
    first = made(target, call)
    for answer in answers:
        if at(answer, "paymentId") in ids:
            require(answer, member("paymentId", first))
