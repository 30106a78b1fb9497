"""
Refusals beside the documents' table of codes: what the documents print passes, what departs from
the table is found.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from payconform.model import Check, Exchange
from payconform.providers.maib.codes import TABLE
from payconform.providers.maib.tabled import (
    args_of_its_code,
    message_of_its_code,
    status_of_its_code,
)

CHECKS = [status_of_its_code, message_of_its_code, args_of_its_code]
PRINTED = {  # as the page on errors prints it, with the placeholder still in the message
    "errorCode": "14005",
    "errorMessage": "QR {{qrId}} is already cancelled.",
    "errorArgs": {"qrId": "123456789"},
}

Refuse = Callable[..., Exchange]


@pytest.fixture
def refuse(exchange: Callable[..., Exchange]) -> Refuse:
    def make(status: int = 409, **members: Any) -> Exchange:
        body = {"errors": [PRINTED | members], "ok": False}
        return exchange(status, json.dumps(body).encode("utf-8"))

    return make


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(
    "members",
    [
        {},
        {"errorMessage": "QR 123456789 is already cancelled."},
        {"errorCode": "maib.merchant.payments-14005"},
    ],
    ids=["as printed", "filled", "full name"],
)
def test_what_the_documents_print_passes(
    refuse: Refuse, members: dict[str, Any], check: Check
) -> None:
    assert check(refuse(**members)) is None


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("code", ["99999", "payments.acquiring.payments-01001", "", 14005, None])
def test_a_code_outside_the_table_is_not_judged(refuse: Refuse, code: Any, check: Check) -> None:
    refusal = refuse(418, errorCode=code, errorMessage="I'm a teapot.", errorArgs=None)
    assert check(refusal) is None


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("body", [b"", b"[]", b'{"errors": null}', b'{"errors": ["14005"]}'])
def test_a_body_without_errors_is_not_judged(
    exchange: Callable[..., Exchange], body: bytes, check: Check
) -> None:
    assert check(exchange(400, body)) is None


def test_another_status_is_found(refuse: Refuse) -> None:
    found = status_of_its_code(refuse(404))
    assert found is not None
    assert (found.expected, found.got) == ("status 409 with 14005", "status 404")


def test_a_code_without_a_status_may_have_any(refuse: Refuse) -> None:
    assert status_of_its_code(refuse(422, errorCode="12000")) is None


@pytest.mark.parametrize("message", ["QR is already cancelled.", "QR 1 este anulat.", "", None])
def test_another_message_is_found(refuse: Refuse, message: Any) -> None:
    found = message_of_its_code(refuse(errorMessage=message))
    assert found is not None
    assert found.expected == "errorMessage of 14005: QR {qrId} is already cancelled."
    assert found.got == json.dumps(message)


@pytest.mark.parametrize("args", [None, {}, {"id": "1"}, {"qrId": ""}, ["qrId"]])
def test_a_lost_argument_is_found(refuse: Refuse, args: Any) -> None:
    found = args_of_its_code(refuse(errorArgs=args))
    assert found is not None
    assert found.expected == "errorArgs of 14005: qrId"
    assert found.got == json.dumps(args)


def test_the_table_is_that_of_the_documents() -> None:
    """
    Counted off the page by hand: how many codes have which status, and which have which argument.
    """
    statuses = [entry.status for entry in TABLE.values()]
    assert {status: statuses.count(status) for status in set(statuses)} == {
        None: 8,
        401: 1,
        404: 7,
        409: 14,
        500: 1,
    }
    assert {code: entry.args for code, entry in TABLE.items() if entry.args} == {
        "12000": ["parameter"],
        "12001": ["error"],
        "12002": ["currency"],
        "12004": ["actualValue"],
        "12005": ["actualValue"],
        "12006": ["actualValue"],
        "13000": ["qrId"],
        "14003": ["miaPaymentId"],
        "14004": ["merchantId"],
        "14005": ["qrId"],
        "14006": ["type"],
        "14010": ["qrId"],
        "14011": ["rrn"],
        "14012": ["miaMessageId"],
        "14015": ["paymentId"],
        "14016": ["refundableAmount"],
        "14017": ["mcc"],
        "14018": ["accountNumber"],
        "14019": ["state"],
    }
