"""
Valid calls of iFortepay's operations, to be sent as they are or with one thing changed.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from payconform.checks import asked, at, given, member_matches
from payconform.errors import Blocked
from payconform.model import Call, Caller, Exchange
from payconform.providers.ifortepay.checks import succeeded
from payconform.providers.ifortepay.signing import SUB_MERCHANT

AMOUNT = 15000
LIFE = 1800  # seconds that a QR lives
CHANNEL = "NOBU"
CREATES = frozenset({"createQr"})
NAMES = ("transaction_id", "external_id", "order_id", "payment_method", "payment_channel")
CALLED_BACK = "https://callback.payconform.invalid/ifortepay"
NOBODY = "00000000-0000-4000-8000-000000000000"  # a transaction that nobody made

Members = Mapping[str, object]
UNCHANGED: Members = {}


def preflight(credentials: Mapping[str, str]) -> Call:
    """
    An inquiry about a transaction that nobody made.
    """
    del credentials
    return Call("inquire", body=_naming(NOBODY, "payconform-preflight", "payconform-preflight"))


def qr(caller: Caller, members: Members = UNCHANGED) -> dict[str, Any]:
    """
    The body of a valid request for a QR, with members replaced at dotted paths; `...` leaves one
    out.
    """
    usual: dict[str, Any] = {
        "external_id": caller.fresh("ext"),
        "order_id": caller.fresh("order"),
        "currency": "IDR",
        "payment_method": "wallet",
        "payment_channel": CHANNEL,
        "payment_details": {
            "amount": AMOUNT,
            "transaction_description": "payconform",
            "expired_time": ahead(caller, LIFE),
        },
        "customer_details": {"email": "payconform@example.com", "full_name": "payconform"},
        "wallet_details": {"id": "081200000000", "id_type": "HP"},
        "callback_url": CALLED_BACK,
    }
    return replaced(usual, members)


def ask(caller: Caller, members: Members = UNCHANGED) -> Call:
    """
    A call for a QR, as `qr` has it.
    """
    return Call("createQr", body=qr(caller, members))


def ahead(caller: Caller, seconds: float) -> str:
    """
    An expiry so far ahead of the target's present.
    """
    return moment(caller.now() + timedelta(seconds=seconds))


def moment(when: datetime) -> str:
    """
    A moment as an expired_time has it, in UTC.
    """
    told = when.astimezone(UTC).isoformat(timespec="milliseconds")
    return told.replace("+00:00", "Z")


def expiry(created: Exchange) -> datetime:
    """
    When a QR expires that was asked for with an expired_time.
    """
    return datetime.fromisoformat(asked(created)["payment_details"]["expired_time"])


def made(caller: Caller, members: Members = UNCHANGED) -> Exchange:
    """
    The exchange that made a QR.

    Raises:
        Blocked: none was made, or its answer has no transaction_id.

    """
    answer = caller.send(ask(caller, members))
    return given(answer, succeeded, member_matches("transaction_id", str, ".+"))


def naming(created: Exchange) -> dict[str, Any]:
    """
    The five members that name a QR that was made.
    """
    told = asked(created)
    transaction = str(at(created, "transaction_id"))
    return _naming(transaction, told["external_id"], told["order_id"], told["payment_channel"])


def new(caller: Caller, members: Members = UNCHANGED) -> dict[str, Any]:
    """
    The five members that name a new QR.
    """
    return naming(made(caller, members))


def paid(caller: Caller, members: Members = UNCHANGED) -> dict[str, Any]:
    """
    The five members that name a new QR that was paid.
    """
    return charged(caller, new(caller, members))


def charged(caller: Caller, named: dict[str, Any]) -> dict[str, Any]:
    """
    Have a customer pay a transaction; its five members.

    Raises:
        Blocked: nobody can make that happen.

    """
    came = pay(caller, named)
    if came != "PAID":
        raise Blocked(f"the transaction is not paid: {came}")
    return named


def pay(caller: Caller, named: Mapping[str, Any]) -> str:
    """
    Have a customer try to pay a transaction: PAID or REFUSED.
    """
    return str(caller.cause("pay", transaction_id=named["transaction_id"])["status"])


def linked(caller: Caller, channel: str) -> dict[str, Any]:
    """
    The five members that name a new payment link (capability `simulate_payment`).
    """
    ids = (caller.fresh("ext"), caller.fresh("order"))
    link = {"external_id": ids[0], "order_id": ids[1], "payment_channel": channel}
    return _naming(str(caller.cause("link", **link)["transaction_id"]), *ids, channel)


def unknown(caller: Caller) -> dict[str, Any]:
    """
    Five members that name nothing: neither the provider nor the merchant has issued any of the ids.
    """
    return _naming(NOBODY, caller.fresh("ext"), caller.fresh("order"))


def inquiry(named: Mapping[str, Any], **members: object) -> Call:
    """
    A call that reads a transaction, with members replaced.
    """
    return Call("inquire", body=replaced(named, members))


def cancel(named: Mapping[str, Any], **members: object) -> Call:
    """
    A call that cancels a QR, with members replaced.
    """
    return Call("cancelQr", body=replaced(named, members))


def void(named: Mapping[str, Any], **members: object) -> Call:
    """
    A call that voids a payment, with members replaced.
    """
    return Call("voidPayment", body=replaced(named, members))


def cancel_link(named: Mapping[str, Any], **members: object) -> Call:
    """
    A call that cancels a payment link, with members replaced.
    """
    return Call("cancelPayment", body=replaced(named, members))


def undo(exchange: Exchange) -> Call | None:
    """
    The call that cancels the QR that a request made, for the sub-merchant that it was made for;
    None where it made none.
    """
    if exchange.operation not in CREATES or succeeded(exchange):
        return None
    told = asked(exchange)
    transaction, channel = at(exchange, "transaction_id"), str(told.get("payment_channel")).upper()
    ids = (transaction, told.get("external_id"), told.get("order_id"))
    if not all(isinstance(one, str) for one in ids):
        return None
    call = cancel(_naming(str(ids[0]), str(ids[1]), str(ids[2]), channel))
    acting = exchange.request.header(SUB_MERCHANT)
    return replace(call, headers={SUB_MERCHANT: acting}) if acting else call


def reading(call: Call) -> Call | None:
    """
    The inquiry about what a call acts on; what it would make has no id yet.
    """
    body = call.body if isinstance(call.body, dict) else {}
    if not all(isinstance(body.get(name), str) for name in NAMES):
        return None
    return inquiry({name: body[name] for name in NAMES})


def replaced(usual: Members, members: Members) -> dict[str, Any]:
    """
    Members with others in their place, at dotted paths; `...` leaves one out.
    """
    together = deepcopy(dict(usual))
    for path, value in members.items():
        *way, last = path.split(".")
        place: Any = together
        for step in way:
            place = place[step]
        if value is ...:
            place.pop(last, None)
        else:
            place[last] = value
    return together


def valid(operation: str, caller: Caller) -> Call:
    """
    A call that succeeds; what it stands on is created first.
    """
    return PREPARED[operation](caller)


def _naming(transaction: str, external: str, order: str, channel: str = CHANNEL) -> dict[str, Any]:
    return dict(zip(NAMES, (transaction, external, order, "wallet", channel), strict=True))


PREPARED: Mapping[str, Callable[[Caller], Call]] = {
    "createQr": ask,
    "inquire": lambda caller: inquiry(new(caller)),
    "cancelQr": lambda caller: cancel(new(caller)),
    "voidPayment": lambda caller: void(charged(caller, linked(caller, "DANA"))),
    "cancelPayment": lambda caller: cancel_link(linked(caller, "SHOPEEPAY")),
}
