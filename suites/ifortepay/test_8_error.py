"""
iFortepay: refusals.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from payconform.checks import at, given, member_matches, require
from payconform.model import Exchange, Mismatch
from payconform.providers.ifortepay import calls, forging
from payconform.providers.ifortepay.checks import CODES, code, fate, number, refused
from payconform.stories import Record
from payconform.target import Target

Refused = Callable[[Target, dict[str, Any]], Exchange]
REFUSALS: dict[str, Refused] = {
    "createQr": lambda target, named: target.send(calls.ask(target, {"currency": "USD"})),
    "inquire": lambda target, named: target.send(calls.inquiry(named, payment_channel=...)),
    "cancelQr": lambda target, named: target.send(calls.cancel(named, payment_method=5)),
}


def unknown(target: Target) -> Exchange:
    return target.send(calls.inquiry(calls.unknown(target)))


def cancelled_twice(target: Target, named: dict[str, Any]) -> Exchange:
    target.send(calls.cancel(named))
    return target.send(calls.cancel(named))


CODED: dict[str, Refused] = {
    **REFUSALS,
    "an unknown transaction": lambda target, named: unknown(target),
    "a void": lambda target, named: target.send(calls.void(named)),
    "a second cancel": cancelled_twice,
}


def of_the_table(exchange: Exchange) -> Mismatch | None:
    """
    Where an answer has a response_code, it is one of the table.
    """
    return code(*CODES)(exchange) if isinstance(at(exchange, "response_code"), str | int) else None


@pytest.mark.rule("IFORTEPAY-ERROR-04")
@pytest.mark.parametrize("operation", ["createQr", "inquire", "cancelQr"])
def test_the_code_of_a_success_is_of_the_table(target: Target, operation: str) -> None:
    require(target.send(calls.valid(operation, target)), of_the_table)


@pytest.mark.rule("IFORTEPAY-ERROR-04")
@pytest.mark.parametrize("of", CODED)
def test_the_code_of_a_refusal_is_of_the_table(
    target: Target, named: dict[str, Any], of: str
) -> None:
    require(CODED[of](target, named), of_the_table)


@pytest.mark.rule("IFORTEPAY-ERROR-04")
@pytest.mark.needs("bad_credentials")
@pytest.mark.parametrize("keys", [{"hash_key": "another key"}, {"secret_unbound_id": "another"}])
def test_the_code_for_wrong_keys_is_of_the_table(
    target: Target, named: dict[str, Any], keys: dict[str, str]
) -> None:
    require(target.send(calls.inquiry(named), forging.with_keys(target, **keys)), of_the_table)


@pytest.mark.rule("IFORTEPAY-ERROR-05")
@pytest.mark.parametrize("operation", REFUSALS)
def test_a_refusal_says_why(target: Target, named: dict[str, Any], operation: str) -> None:
    answer = given(REFUSALS[operation](target, named), refused)
    require(
        answer,
        member_matches("response_code", str, "[0-9]{2}", "two digits"),
        member_matches("response_message", str, ".+", "some text"),
    )


@pytest.mark.rule("IFORTEPAY-ERROR-10")
@pytest.mark.parametrize("operation", REFUSALS)
def test_with_which_code_a_member_is_refused(
    target: Target, named: dict[str, Any], operation: str, record: Record
) -> None:
    answer = REFUSALS[operation](target, named)
    told = "01" if at(answer, "response_code") == "01" else "another code"
    record("accepted" if fate(answer) == "accepted" else told)


@pytest.mark.rule("IFORTEPAY-ERROR-11")
def test_the_status_of_a_refused_member(
    target: Target, named: dict[str, Any], record: Record
) -> None:
    record(number(given(REFUSALS["createQr"](target, named), refused), 200, 400))


@pytest.mark.rule("IFORTEPAY-ERROR-12")
def test_the_status_of_an_unknown_transaction(target: Target, record: Record) -> None:
    record(number(given(unknown(target), refused), 200, 400, 404))


@pytest.mark.rule("IFORTEPAY-ERROR-13")
@pytest.mark.needs("bad_credentials")
def test_the_status_of_wrong_credentials(
    target: Target, named: dict[str, Any], record: Record
) -> None:
    other = forging.with_keys(target, secret_unbound_id="0xanother")
    record(number(given(target.send(calls.inquiry(named), other), refused), 200, 401, 403))


@pytest.mark.rule("IFORTEPAY-ERROR-14")
@pytest.mark.needs("bad_credentials")
def test_the_status_of_a_wrong_signature(
    target: Target, named: dict[str, Any], record: Record
) -> None:
    other = forging.with_keys(target, hash_key="another key")
    answer = given(target.send(calls.inquiry(named), other), refused)
    record(number(answer, 200, 400, 401, 403))


@pytest.mark.rule("IFORTEPAY-ERROR-15")
def test_a_body_that_is_declared_as_text(
    target: Target, named: dict[str, Any], record: Record
) -> None:
    call = replace(calls.cancel(named), headers={"Content-Type": "text/plain"})
    record(fate(target.send(call)))


@pytest.mark.rule("IFORTEPAY-ERROR-16")
def test_a_verb_the_path_does_not_have(
    target: Target, named: dict[str, Any], record: Record
) -> None:
    answer = target.send(replace(calls.cancel(named), method="PUT"))
    found = number(answer, 404, 405)
    record("something else" if found == "another status" else found)
