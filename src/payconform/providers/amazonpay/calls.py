"""
Valid calls of Amazon Pay's operations, to be sent as they are or with one thing changed.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from payconform.checks import asked, given
from payconform.errors import Blocked
from payconform.model import Call, Caller, Exchange
from payconform.providers.amazonpay.checks import succeeded

EXPIRY = "%Y-%m-%d %H:%M:%S"
AMOUNT = "1.50"
LIFE = 300  # seconds that a QR lives
BOTH = ("CANCEL_TOKEN", "REFUND")
CREATES = frozenset({"generateQr"})
MADE_UP = re.compile("[A-Za-z_0-9]+-[0-9a-f]{12}.*")  # as a run makes it up for itself alone
ENDPOINT = "https://callback.payconform.invalid"


def preflight(credentials: Mapping[str, str]) -> Call:
    """
    The status of a QR that nobody asked for.
    """
    return _status(credentials["merchant_id"], "payconform-preflight")


def qr(caller: Caller, **members: object) -> dict[str, object]:
    """
    The body of a valid request for a QR, with members replaced; `...` leaves one out.
    """
    credentials = caller.credentials
    usual: dict[str, object] = {
        "merchantId": credentials["merchant_id"],
        "expiryTimestamp": ahead(caller, LIFE),
        "amount": AMOUNT,
        "currency": "INR",
        "orderId": caller.fresh("order"),
        "clientId": "04",
        "qrMedium": "03",
        "distributionType": ["QR_STRING"],
        "storeId": credentials["store_id"],
        "storeIdType": credentials.get("store_id_type", "MERCHANT_STORE_ID"),
    }
    if "terminal_id" in credentials:
        usual["terminalId"] = credentials["terminal_id"]
    return replaced(usual, members)


def ahead(caller: Caller, seconds: float) -> str:
    """
    An expiry so far ahead of the target's present.
    """
    return (caller.now() + timedelta(seconds=seconds)).strftime(EXPIRY)


def expiry(created: Exchange) -> datetime:
    """
    When a QR expires that was made.
    """
    told = str(asked(created)["expiryTimestamp"])
    return datetime.strptime(told, EXPIRY).replace(tzinfo=UTC)


def made(caller: Caller, **members: object) -> Exchange:
    """
    The exchange that made a QR.

    Raises:
        Blocked: none was made.

    """
    return given(caller.send(Call("generateQr", body=qr(caller, **members))), succeeded)


def order_of(created: Exchange) -> str:
    """
    The orderId of a QR that was made.
    """
    return str(asked(created)["orderId"])


def ordered(caller: Caller, **members: object) -> str:
    """
    The orderId of a new QR.
    """
    return order_of(made(caller, **members))


def paid(caller: Caller, **members: object) -> str:
    """
    The orderId of a new QR that was paid.
    """
    order = ordered(caller, **members)
    charge(caller, order)
    return order


def charge(caller: Caller, order: str) -> str:
    """
    Have a customer pay a QR: the provider's id of the charge.

    Raises:
        Blocked: nobody can make that happen.

    """
    came = caller.cause("pay", orderId=order)
    if came["status"] != "SUCCESS":
        raise Blocked(f"the QR is not paid: {came['status']}")
    return str(came["amazonChargeId"])


def status(caller: Caller, order: str) -> Call:
    """
    A call for the status of a QR.
    """
    return _status(caller.credentials["merchant_id"], order)


def cancel(caller: Caller, order: str, **members: object) -> Call:
    """
    A call that cancels a QR and refunds what was paid, with members replaced.
    """
    return _cancel(caller.credentials["merchant_id"], order, members)


def refund(caller: Caller, order: str, **members: object) -> Call:
    """
    A call that refunds all of a QR, with members replaced.
    """
    usual: dict[str, object] = {
        "merchantId": caller.credentials["merchant_id"],
        "amount": AMOUNT,
        "currencyCode": "INR",
        "refundId": caller.fresh("refund"),
        "chargeIdType": "MerchantTxnId",
        "chargeId": order,
        "noteToCustomer": "payconform",
        "softDescriptor": "payconform",
    }
    return Call("refundCharge", body=replaced(usual, members))


def refunded(caller: Caller) -> str:
    """
    The refundId of a new refund.
    """
    call = refund(caller, paid(caller))
    given(caller.send(call), succeeded)
    return str(call.body["refundId"])


def registration(caller: Caller, url: str, **members: object) -> Call:
    """
    A call that registers an endpoint for notifications, with members replaced.
    """
    merchant = caller.credentials["merchant_id"]
    usual: dict[str, object] = {
        "merchantId": merchant,
        "recipientIdentifier": merchant,
        "recipientType": "MERCHANT",
        "recipientEndpoint": url,
        "recipientEndpointType": "HTTPS",
    }
    return Call("registerIpn", body=replaced(usual, members))


def read_refund(caller: Caller, refund_id: str) -> Call:
    """
    A call for the status of a refund, at whichever of the two paths that are known is served.
    """
    call = partial(refund_status, caller=caller, refund_id=refund_id)
    served = caller.alternative("refund_status", lambda one: caller.send(call(one)))
    return call(served)


def refund_status(operation: str, caller: Caller, refund_id: str) -> Call:
    """
    A call for the status of a refund, at one of the two paths.
    """
    merchant = caller.credentials["merchant_id"]
    query = {"merchantId": merchant, "txnIdType": "MerchantTxnId", "txnId": refund_id}
    return Call(operation, query=query)


def undo(exchange: Exchange) -> Call | None:
    """
    The call that cancels what a request for a QR made; None where it made none.
    """
    named = None if succeeded(exchange) else _named(exchange)
    return None if named is None else _cancel(*named, {})


def trace(sent: Exchange) -> Call | None:
    """
    The status of the QR that a request may have made, if its orderId is one that a run makes up.
    """
    named = _named(sent)
    if named is None or not MADE_UP.fullmatch(named[1]):
        return None
    return _status(*named)


def traced(sent: Exchange, answer: Exchange) -> list[Call]:
    """
    Cancel the QR, where its status tells that it was made.
    """
    named = _named(sent)
    return [] if named is None or succeeded(answer) else [_cancel(*named, {})]


def reading(call: Call) -> Call | None:
    """
    The status of the QR that a call acts on, or would make.
    """
    body = call.body if isinstance(call.body, dict) else {}
    order, merchant = body.get("chargeId", body.get("orderId")), body.get("merchantId")
    if not isinstance(order, str) or not isinstance(merchant, str):
        return None
    return _status(merchant, order)


def replaced(usual: Mapping[str, object], members: Mapping[str, object]) -> dict[str, object]:
    """
    Members with others in their place; `...` leaves one out.
    """
    together = {**usual, **members}
    return {name: value for name, value in together.items() if value is not ...}


def valid(operation: str, caller: Caller) -> Call:
    """
    A call that succeeds; what it stands on is created first.
    """
    return PREPARED[operation](caller)


def _named(sent: Exchange) -> tuple[str, str] | None:
    merchant, order = asked(sent).get("merchantId"), asked(sent).get("orderId")
    told = isinstance(merchant, str) and isinstance(order, str)
    return (str(merchant), str(order)) if told and sent.operation in CREATES else None


def _status(merchant: str, order: str) -> Call:
    return Call("getStatus", query={"merchantId": merchant, "merchantOrderId": order})


def _cancel(merchant: str, order: str, members: Mapping[str, object]) -> Call:
    usual: dict[str, object] = {
        "merchantId": merchant,
        "chargeIdType": "MerchantTxnId",
        "chargeId": order,
        "cancelIntent": [*BOTH],
        "cancellationReason": "USER_CANCELLATION",
        "noteToCustomer": "payconform cleans up",
    }
    return Call("cancelQr", body=replaced(usual, members))


PREPARED: Mapping[str, Callable[[Caller], Call]] = {
    "generateQr": lambda caller: Call("generateQr", body=qr(caller)),
    "getStatus": lambda caller: status(caller, ordered(caller)),
    "cancelQr": lambda caller: cancel(caller, ordered(caller)),
    "refundCharge": lambda caller: refund(caller, paid(caller)),
    "registerIpn": lambda caller: registration(caller, f"{ENDPOINT}/{caller.fresh('ipn')}"),
    "getCharge": lambda caller: read_refund(caller, refunded(caller)),
    "getRefund": lambda caller: read_refund(caller, refunded(caller)),
}
