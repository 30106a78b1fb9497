"""
iFortepay: values at which parsers stumble, beside those that the document leads to.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from payconform.checks import no_server_error, require
from payconform.model import Call
from payconform.providers.ifortepay import calls
from payconform.target import Target

pytestmark = pytest.mark.needs("fuzz")

VALUES: dict[str, object] = {
    "null": None,
    "a number": 5,
    "a huge number": 1e300,
    "true": True,
    "empty": "",
    "a list": [["x"]],
    "an object": {"a": {"b": 1}},
    "very long": "x" * 5000,
    "half a percent sign": "%E0%A4%",
    "a zero character": "\x00",
    "no number": "NaN",
    "no moment": "2026-13-45T25:61:61.000Z",
}
BODIES: dict[str, Callable[[Target], Call]] = {
    "createQr": calls.ask,
    "inquire": lambda target: calls.inquiry(calls.unknown(target)),
    "cancelQr": lambda target: calls.cancel(calls.unknown(target)),
}
MEMBERS = [
    *(("createQr", name) for name in ("external_id", "order_id", "payment_details")),
    ("createQr", "payment_details.amount"),
    ("createQr", "payment_details.expired_time"),
    *(("createQr", name) for name in ("item_details", "callback_url", "customer_details")),
    *(("inquire", name) for name in calls.NAMES),
    *(("cancelQr", name) for name in calls.NAMES),
]


@pytest.mark.rule("IFORTEPAY-FIELD-01")
@pytest.mark.parametrize(("operation", "name"), MEMBERS)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_an_odd_member_is_no_server_error(
    target: Target, operation: str, name: str, value: object
) -> None:
    call = BODIES[operation](target)
    odd = replace(call, body=calls.replaced(call.body, {name: value}))
    require(target.send(odd), no_server_error)
