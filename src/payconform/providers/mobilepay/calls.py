"""
Valid calls of MobilePay's operations, to be sent as they are or with one thing changed.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from payconform.checks import ABSENT, asked, at, given, member_matches
from payconform.model import Call, Caller, Exchange, Signer
from payconform.providers.mobilepay.checks import succeeded

VERSION = "x-mobilepay-client-system-version"
VAT = "x-mobilepay-merchant-vat-number"
KEY = "x-mobilepay-idempotency-key"
NAME = "x-mobilepay-client-system-name"
CLIENT = "x-ibm-client-id"
OUR_VERSION = "1.0.0"
CREATING = frozenset({"initiatePayment", "preparePayment", "createRefund", "createPos"})
BRAND, LOCATION = "MPPOSCERT1", "00001"  # the certification's own store
AMOUNT = 12.5
USER = "+4520031801"  # a user of the sandbox, with a credit card
DEBIT, LOYAL = "2", "4"  # the last digits of one with a debit card, and of one for loyalty
PARTIAL_USER = "+4520031805"  # one whose payments can be captured in part
MADE_UP = re.compile("[a-z]+-[0-9a-f]{12}")  # as a run makes it up for itself alone
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UNDO = {
    "initiatePayment": ("cancelPayment", "paymentid", "paymentId"),
    "preparePayment": ("cancelPayment", "paymentid", "paymentId"),
    "createRefund": ("cancelRefund", "refundid", "refundId"),
    "createPos": ("deletePos", "posid", "posId"),
}
READS = {"paymentid": "queryPayment", "refundid": "getRefund", "posid": "getPos"}
FINDS = {
    "initiatePayment": ("queryPaymentIds", ("posId", "orderId")),
    "preparePayment": ("queryPaymentIds", ("posId", "orderId")),
    "createRefund": ("queryRefundIds", ("paymentId",)),
    "createPos": ("getPosWithFilter", ("merchantPosId",)),
}


def currency(caller: Caller) -> str:
    """
    What the merchant's country pays in.
    """
    return "EUR" if _finnish(caller) else "DKK"


def other_currency(caller: Caller) -> str:
    """
    What the other country pays in.
    """
    return "DKK" if _finnish(caller) else "EUR"


def phone(caller: Caller, role: str = "1") -> str:
    """
    The number of a user of the sandbox in the merchant's country, by its last digit.
    """
    return f"+35820031800{role}" if _finnish(caller) else f"{USER[:-1]}{role}"


def preflight(credentials: Mapping[str, str]) -> Call:
    """
    A request for a token.
    """
    del credentials
    return token()


def token(**form: str) -> Call:
    """
    A request for a token; `merchant_vat` binds it to a merchant.
    """
    body = urlencode({"grant_type": "client_credentials", **form}).encode("ascii")
    return Call("obtainToken", body=body, headers=FORM)


def call(
    caller: Caller,
    operation: str,
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, object] | None = None,
    body: object = None,
) -> Call:
    """
    A call with the headers that it needs.
    """
    headers = {VERSION: OUR_VERSION, VAT: caller.credentials["merchant_vat"]}
    if operation in CREATING:
        headers[KEY] = caller.fresh("key")
    return Call(operation, path=path or {}, query=query or {}, body=body, headers=headers)


def guid(caller: Caller) -> str:
    """
    A GUID that names nothing yet.
    """
    return f"00000000-0000-4000-8000-{caller.fresh('guid')[-12:]}"


def stores(caller: Caller, **query: object) -> Call:
    """
    A search for stores, the certification's unless others are named; `...` leaves a filter out.
    """
    usual: dict[str, object] = {"merchantBrandId": BRAND, "merchantLocationId": LOCATION}
    return call(caller, "getStores", query=replaced(usual, query))


def store(caller: Caller, signer: Signer | None = None) -> str:
    """
    The id of the merchant's store: the certification's, or where that is another merchant's, the
    first of its own. `signer` asks for another merchant.

    Raises:
        Blocked: it has none, or lists none without a filter.

    """
    found = given(caller.send(stores(caller), signer), succeeded)
    if at(found, "storeIds.0") is ABSENT:
        found = given(caller.send(call(caller, "getStores"), signer), succeeded)
    return str(at(given(found, member_matches("storeIds.0", str)), "storeIds.0"))


def pos(caller: Caller, **members: object) -> Call:
    """
    A request for a point of sale, with members replaced; `...` leaves one out.
    """
    usual: dict[str, object] = {
        "merchantPosId": caller.fresh("pos"),
        "name": "payconform",
        "beaconId": guid(caller),
        "supportedBeaconTypes": ["QR"],
    }
    if "storeId" not in members:
        usual["storeId"] = store(caller)
    return call(caller, "createPos", body=replaced(usual, members))


def payment(caller: Caller, pos_id: str, **members: object) -> Call:
    """
    A request for a payment, with members replaced; `...` leaves one out.
    """
    told = terms(currencyCode=currency(caller))
    usual = {"posId": pos_id, "orderId": caller.fresh("order"), **told}
    return call(caller, "initiatePayment", body=replaced(usual, members))


def preparation(caller: Caller, pos_id: str, **members: object) -> Call:
    """
    A request that prepares a payment, with members replaced; `...` leaves one out.
    """
    usual: dict[str, object] = {"posId": pos_id, "orderId": caller.fresh("order")}
    return call(caller, "preparePayment", body=replaced(usual, members))


def terms(**members: object) -> dict[str, object]:
    """
    What is told of a payment when it is initiated or made ready, with members replaced.
    """
    usual: dict[str, object] = {
        "amount": AMOUNT,
        "currencyCode": "DKK",
        "plannedCaptureDelay": "None",
    }
    return replaced(usual, members)


def of_payment(caller: Caller, operation: str, payment_id: str, body: object = None) -> Call:
    """
    A call about a payment.
    """
    return call(caller, operation, path={"paymentid": payment_id}, body=body)


def of_refund(caller: Caller, operation: str, refund_id: str) -> Call:
    """
    A call about a refund.
    """
    return call(caller, operation, path={"refundid": refund_id})


def of_pos(caller: Caller, operation: str, pos_id: str) -> Call:
    """
    A call about a point of sale.
    """
    return call(caller, operation, path={"posid": pos_id})


def refund(caller: Caller, payment_id: str, **members: object) -> Call:
    """
    A request for a refund of all of a payment, with members replaced.
    """
    usual: dict[str, object] = {
        "paymentId": payment_id,
        "refundOrderId": caller.fresh("refund"),
        "amount": AMOUNT,
        "currencyCode": currency(caller),
    }
    return call(caller, "createRefund", body=replaced(usual, members))


def user(operation: str, beacon: str, phone: str | None = USER) -> Call:
    """
    What a simulated user does at a point of sale.
    """
    at_beacon = {"beaconId": beacon} | ({} if phone is None else {"phoneNumber": phone})
    return Call(operation, body=at_beacon)


def undo(exchange: Exchange) -> Call | None:
    """
    The call that takes back what an exchange created; None where it created nothing.
    """
    way = UNDO.get(exchange.operation)
    if way is None or succeeded(exchange):
        return None
    operation, name, member = way
    return _back(exchange, operation, name, at(exchange, member))


def trace(sent: Exchange) -> Call | None:
    """
    The search that finds what a creating call made; None where nothing tells it from others'.
    """
    body, headers = asked(sent), _headers(sent)
    if sent.operation == "createRefund":
        return Call("queryRefundIds", query={"paymentId": body.get("paymentId")}, headers=headers)
    name = body.get("merchantPosId" if sent.operation == "createPos" else "orderId")
    if not isinstance(name, str) or not MADE_UP.fullmatch(name):
        return None
    if sent.operation == "createPos":
        return Call("getPosWithFilter", query={"merchantPosId": name}, headers=headers)
    query = {"posId": body.get("posId"), "orderId": name}
    return Call("queryPaymentIds", query=query, headers=headers)


def traced(sent: Exchange, answer: Exchange) -> list[Call]:
    """
    The calls that take back all that a search found.
    """
    operation, name, member = UNDO[sent.operation]
    found = at(answer, f"{member}s")
    listed = found if isinstance(found, list) else []
    calls = (_back(sent, operation, name, one) for one in listed)
    return [one for one in calls if one is not None]


def reading(call: Call) -> Call | None:
    """
    The call that reads what this one acts on, or finds what it would create.
    """
    headers = {name: value for name, value in call.headers.items() if name != KEY}
    for name, operation in READS.items():
        if name in call.path:
            return Call(operation, path=call.path, headers=headers)
    operation, names = FINDS.get(call.operation, ("", ()))
    query = {name: call.body[name] for name in names}
    return Call(operation, query=query, headers=headers) if query else None


def replaced(usual: Mapping[str, object], members: Mapping[str, object]) -> dict[str, object]:
    """
    Members with others in their place; `...` leaves one out.
    """
    return {name: value for name, value in {**usual, **members}.items() if value is not ...}


def _back(sent: Exchange, operation: str, name: str, found: object) -> Call | None:
    if not isinstance(found, str):
        return None
    return Call(operation, path={name: found}, headers=_headers(sent))


def _finnish(caller: Caller) -> bool:
    return caller.credentials["merchant_vat"].startswith("FI")


def _headers(sent: Exchange) -> dict[str, str]:
    vat = sent.request.header(VAT)
    return {VERSION: OUR_VERSION} | ({} if vat is None else {VAT: vat})
