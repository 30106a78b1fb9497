"""
Amazon Pay: values at which parsers stumble, beside those that the document leads to.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from payconform.checks import no_server_error, require
from payconform.model import Call
from payconform.providers.amazonpay import calls
from payconform.target import Target

pytestmark = pytest.mark.needs("fuzz")

VALUES: dict[str, object] = {
    "left out": ...,
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
}
BODIES: dict[str, Callable[[Target, str], Call]] = {
    "generateQr": lambda target, order: Call("generateQr", body=calls.qr(target)),
    "cancelQr": calls.cancel,
    "refundCharge": calls.refund,
}
MEMBERS = [
    *(("generateQr", name) for name in ("merchantId", "amount", "orderId", "expiryTimestamp")),
    ("generateQr", "distributionType"),
    *(("cancelQr", name) for name in ("merchantId", "chargeId", "cancelIntent", "chargeIdType")),
    *(("refundCharge", name) for name in ("merchantId", "chargeId", "amount", "refundId")),
]


def changed(call: Call, name: str, value: object) -> Call:
    return replace(call, body=calls.replaced(call.body, {name: value}))


@pytest.mark.rule("AMAZONPAY-FIELD-01")
@pytest.mark.parametrize(("operation", "name"), MEMBERS)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_an_odd_member_is_no_server_error(
    target: Target, operation: str, name: str, value: object
) -> None:
    call = changed(BODIES[operation](target, target.fresh("nobody")), name, value)
    require(target.send(call), no_server_error)


@pytest.mark.rule("AMAZONPAY-FIELD-01")
@pytest.mark.parametrize("value", ["", "%00", "x" * 5000, "%E0%A4"])
def test_an_odd_query_is_no_server_error(target: Target, value: str) -> None:
    require(target.send(calls.status(target, value)), no_server_error)
