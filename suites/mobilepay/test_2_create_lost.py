"""
MobilePay: answers that come late, get lost, or tell of a failure, as the provider's certification
of clients has them. Repeated with its key, a call brings what it would have brought.
"""

from dataclasses import replace

import pytest

from payconform.checks import at, given, member, no_server_error, require, status
from payconform.errors import Unexercised
from payconform.model import Call, Exchange
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import outcome, succeeded
from payconform.providers.mobilepay.profile import valid
from payconform.providers.mobilepay.story import LONG, MISHAPS, Till
from payconform.stories import Record
from payconform.target import Target

IDS = {"initiatePayment": "paymentId", "preparePayment": "paymentId", "createPos": "posId"}
OF_ALL = {**IDS, "createRefund": "refundId"}
LOST = pytest.mark.parametrize(
    "mishap",
    [
        pytest.param("", id="we hang up"),
        *(pytest.param(one, marks=pytest.mark.needs("inject_faults")) for one in MISHAPS),
    ],
)
ANY_CREATING = pytest.mark.parametrize(
    "operation",
    [*IDS, pytest.param("createRefund", marks=pytest.mark.needs("simulate_payment"))],
)


def repeated(target: Target, call: Call) -> Exchange:
    """
    The answer to a call that is sent again; while the first may still run, also a refusal is.
    """
    return target.until(lambda: target.send(call), succeeded, LONG)


def only(target: Target, call: Call, made: object) -> None:
    """
    What a call was to create is there once.
    """
    search = calls.reading(call)
    assert search is not None
    if call.operation == "createPos":  # its name alone may be too broad
        search = replace(search, query={"beaconId": call.body["beaconId"]})
    require(target.send(search), succeeded, member(f"{OF_ALL[call.operation]}s", [made]))


@LOST
@pytest.mark.rule("MOBILEPAY-CREATE-60")
@pytest.mark.parametrize("operation", IDS)
def test_a_call_without_an_answer_is_repeated(target: Target, operation: str, mishap: str) -> None:
    call = valid(operation, target)
    target.lose(call, mishap)
    again = require(repeated(target, call), succeeded)
    only(target, call, at(again, IDS[operation]))


@LOST
@pytest.mark.rule("MOBILEPAY-CREATE-61")
@pytest.mark.needs("simulate_payment")
def test_a_refund_without_an_answer_is_repeated(target: Target, mishap: str) -> None:
    call = valid("createRefund", target)
    target.lose(call, mishap)
    again = require(repeated(target, call), succeeded)
    only(target, call, at(again, "refundId"))


@LOST
@pytest.mark.rule("MOBILEPAY-CREATE-62")
def test_a_deletion_without_an_answer_is_repeated(target: Target, till: Till, mishap: str) -> None:
    call = calls.of_pos(target, "deletePos", till.pos)
    target.lose(call, mishap)
    given(target.send(call), no_server_error)
    shown = calls.of_pos(target, "getPos", till.pos)
    require(target.until(lambda: target.send(shown), status(404), LONG), status(404))


@pytest.mark.rule("MOBILEPAY-CREATE-63")
def test_a_repeated_deletion(target: Target, till: Till, record: Record) -> None:
    call = calls.of_pos(target, "deletePos", till.pos)
    given(target.send(call), succeeded)
    record(outcome(target.send(call)))


@pytest.mark.rule("MOBILEPAY-CREATE-64")
@pytest.mark.needs("inject_faults")
def test_a_call_whose_key_is_in_flight(target: Target, till: Till, record: Record) -> None:
    call = calls.payment(target, till.pos)
    target.lose(call, "late")
    record(of_key(target.send(call)))


@pytest.mark.rule("MOBILEPAY-CREATE-64")
@pytest.mark.needs("races")
def test_the_later_of_two_calls_at_once(target: Target, till: Till, record: Record) -> None:
    call = calls.payment(target, till.pos)
    answers = [given(answer) for answer in target.race([call, call])]
    refusals = [answer for answer in answers if succeeded(answer)]
    record(of_key(refusals[0] if refusals else answers[0]))


def of_key(answer: Exchange) -> str:
    if succeeded(answer) is None:
        return "the original id"
    told = outcome(answer)
    return told if told == "409 with 1306" else "another refusal"


@ANY_CREATING
@pytest.mark.rule("MOBILEPAY-CREATE-65")
@pytest.mark.needs("inject_faults")
def test_a_key_in_flight_creates_nothing_more(target: Target, operation: str) -> None:
    call, name = valid(operation, target), OF_ALL[operation]
    target.lose(call, "late")
    meanwhile = given(target.send(call))
    first = at(require(repeated(target, call), succeeded), name)
    if succeeded(meanwhile) is None:
        require(meanwhile, member(name, first))
    only(target, call, first)


@ANY_CREATING
@pytest.mark.rule("MOBILEPAY-CREATE-65")
@pytest.mark.needs("races")
def test_calls_at_once_with_one_key_create_one_thing(target: Target, operation: str) -> None:
    call, name = valid(operation, target), OF_ALL[operation]
    answers = [given(answer) for answer in target.race([call, call])]
    taken = [answer for answer in answers if succeeded(answer) is None]
    if not taken:
        raise Unexercised("all were refused, so none came before the others")
    first = at(require(repeated(target, call), succeeded), name)
    for answer in taken:
        require(answer, member(name, first))
    only(target, call, first)
