"""
What the documents leave open about the members of a request: how each choice takes them.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from payconform.providers.amazonpay.calls import EXPIRY, LIFE
from payconform.simulator.visit import Visit

Body = dict[str, Any]

WITHOUT = {
    "generateQr": "generate_without_member",
    "cancelQr": "cancel_without_member",
    "refundCharge": "refund_without_texts",
}
MEMBERS = {
    ("generateQr", "amount", "pattern"): "small_amount",
    ("generateQr", "orderId", "maxLength"): "odd_order_id",
    ("generateQr", "orderId", "pattern"): "odd_order_id",
    ("generateQr", "currency", "const"): "other_currency",
    ("cancelQr", "chargeIdType", "const"): "other_charge_id_type",
    ("cancelQr", "cancellationReason", "enum"): "unknown_reason",
    ("cancelQr", "cancelIntent", "minItems"): "no_intent",
    ("cancelQr", "cancelIntent", "enum"): "unknown_intent",
    ("cancelQr", "cancelIntent", "uniqueItems"): "repeated_intent",
    ("refundCharge", "refundId", "maxLength"): "odd_refund_id",
    ("refundCharge", "refundId", "pattern"): "odd_refund_id",
}
OPTIONAL = {"refundCharge": {"noteToCustomer", "softDescriptor"}}
STANDS_FOR: dict[str, Callable[[Visit], Any]] = {
    "merchantId": lambda visit: visit.session.credentials["merchant_id"],
    "expiryTimestamp": lambda visit: _in(visit, LIFE),
    "amount": lambda visit: "1.00",
    "currency": lambda visit: "INR",
    "orderId": lambda visit: visit.session.guid()[:35],
    "clientId": lambda visit: "04",
    "qrMedium": lambda visit: "03",
    "distributionType": lambda visit: ["QR_STRING"],
    "storeId": lambda visit: "store",
    "storeIdType": lambda visit: "MERCHANT_STORE_ID",
    "chargeIdType": lambda visit: "MerchantTxnId",
    "cancelIntent": lambda visit: ["CANCEL_TOKEN"],
    "cancellationReason": lambda visit: "USER_CANCELLATION",
    "noteToCustomer": lambda visit: "",
    "softDescriptor": lambda visit: "",
}


def settled(visit: Visit, body: Body) -> Body:
    """
    The body with what may be written in two ways written in one.
    """
    settle = SETTLED.get(visit.operation.id)
    return settle(visit, dict(body)) if settle else body


def left_open(visit: Visit, error: Any, body: Body) -> bool:
    """
    Whether what is wrong with a member is let pass; a missing one gets a value.
    """
    operation, path = visit.operation.id, error.instance_path
    if not path:
        missing = error.kind.as_dict().get("property")
        known = OPTIONAL.get(operation, STANDS_FOR.keys())
        switch = WITHOUT.get(operation) if missing in known else None
        if switch is None or visit.session.choice(switch) == "refuse":
            return False
        body[missing] = STANDS_FOR[missing](visit)
        return True
    member = MEMBERS.get((operation, str(path[0]), str(error.schema_path[-1])))
    held = body[path[0]]
    kind = error.instance if len(path) > 1 else held
    if member is None or not isinstance(kind, str | list):
        return False
    return visit.session.choice(member) == "accept"


def _generating(visit: Visit, body: Body) -> Body:
    choice = visit.session.choice
    late, amount = body.pop("expiryTimeStamp", None), body.get("amount")
    if late is not None and "expiryTimestamp" not in body:
        body["expiryTimestamp"] = late if choice("expiry_time_stamp") == "accept" else None
    number = isinstance(amount, int | float) and not isinstance(amount, bool)
    if number and choice("amount_as_number") == "accept":
        body["amount"] = f"{amount:.2f}"
    text = isinstance(body.get("distributionType"), str)
    if text and choice("distribution_as_text") == "accept":
        body["distributionType"] = [body["distributionType"]]
    return body


def _cancelling(visit: Visit, body: Body) -> Body:
    note = body.get("noteToCustomer")
    if isinstance(note, str) and len(note) > 200 and visit.session.choice("long_note") == "refuse":
        body["noteToCustomer"] = None
    return body


def _in(visit: Visit, seconds: float) -> str:
    moment = visit.session.clock.now() + seconds
    return datetime.fromtimestamp(moment, UTC).strftime(EXPIRY)


SETTLED: dict[str, Callable[[Visit, Body], Body]] = {
    "generateQr": _generating,
    "cancelQr": _cancelling,
}
