"""
The states that consumers' contracts with MobilePay stand on: what there is. Who asks for it stands
in `proving.py`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from payconform.checks import at, given, member
from payconform.model import Caller
from payconform.providers.mobilepay import calls, proving
from payconform.providers.mobilepay.checks import succeeded
from payconform.providers.mobilepay.forging import instead
from payconform.providers.mobilepay.story import Till
from payconform.states import CALLBACK, Arranged, Place, State

Parameters = Mapping[str, Any]

PAYS = frozenset({"simulate_payment"})
CLOCK = frozenset({"control_clock"})
PROVIDES = frozenset({"simulate_provider"})
SEVERAL = frozenset({"several_merchants"})
SECOND = frozenset({"second_merchant"})
DAY = 86400
PARTIAL = "5"  # the last digit of a user whose payments can be captured in part
MEMBERS = {"payment": "paymentId", "refund": "refundId", "pos": "posId", "store": "storeId"}
AMOUNT: Parameters = {"amount": calls.AMOUNT}
PARTLY: Parameters = {**AMOUNT, "partial": False}  # whether it can be captured in part


def _told(caller: Caller, *, order: str = "", **ids: str) -> Arranged:
    """
    What every state tells besides its ids: names for what is to be new, and what the merchant is
    paid in. An id is told as bodies and queries spell it, and as paths do.
    """
    named = {MEMBERS[kind]: one for kind, one in ids.items()}
    if order:
        named["orderId"] = order
    paths = {f"{kind}id": one for kind, one in ids.items()}
    terms = {
        "currencyCode": calls.currency(caller),
        "otherCurrencyCode": calls.other_currency(caller),
        "newOrderId": caller.fresh("order"),
        "refundOrderId": caller.fresh("refund"),
        "newMerchantPosId": caller.fresh("pos"),
        "newBeaconId": calls.guid(caller),
    }
    return Arranged({**named, **paths}, terms)


def _merchant(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    return _told(caller)


def _store(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    told = _told(caller, store=calls.store(caller))
    call = calls.call(caller, "getStore", path={"storeid": told.values["storeId"]})
    known = given(caller.send(call), succeeded)
    filters = {name: at(known, name) for name in ("merchantBrandId", "merchantLocationId")}
    return Arranged({**told.values, **filters}, told.terms)


def _others_store(place: Place, parameters: Parameters) -> Arranged:
    del parameters
    signer = instead(place, calls.VAT, place.credentials["other_merchant_vat"])
    return _told(place, store=calls.store(place, signer))


# --- points of sale ---


def _pos(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    return _till(caller)[1]


def _foreign_pos(place: Place, parameters: Parameters) -> Arranged:
    del parameters
    return _told(place, pos=Till(place.second()).pos)


def _visited(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    till, told = _till(caller)
    till.check_in()
    given(till.checked_in(wanted=True), member("isUserCheckedIn", wanted=True))
    return told


def _notified(caller: Caller, parameters: Parameters) -> Arranged:
    alias = caller.fresh("alias")
    if url := parameters[CALLBACK]:
        caller.cause("allow_callback", alias=alias, url=url)
    till, told = _till(caller, callbackAlias=alias)
    till.check_in()
    return told


def _till(caller: Caller, **members: object) -> tuple[Till, Arranged]:
    name, store = caller.fresh("pos"), calls.store(caller)
    till = Till(caller, merchantPosId=name, storeId=store, **members)
    told = _told(caller, pos=till.pos, store=store)
    named = {"merchantPosId": name, "beaconId": till.beacon}
    return till, Arranged({**told.values, **named}, told.terms)


# --- payments ---


def _initiated(caller: Caller, parameters: Parameters) -> Arranged:
    till, order = Till(caller), caller.fresh("order")
    return _paying(till, till.initiated(orderId=order, **parameters), order)


def _prepared(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    till, order = Till(caller), caller.fresh("order")
    return _paying(till, till.prepared(orderId=order), order)


def _reserved(caller: Caller, parameters: Parameters) -> Arranged:
    till, order = Till(caller), caller.fresh("order")
    return _paying(till, _accepted(till, order, parameters), order)


def _captured(caller: Caller, parameters: Parameters) -> Arranged:
    till, order = Till(caller), caller.fresh("order")
    return _paying(till, _taken(till, order, parameters), order)


def _long_captured(caller: Caller, parameters: Parameters) -> Arranged:
    till, order = Till(caller), caller.fresh("order")
    payment = _taken(till, order, parameters)
    caller.wait(91 * DAY)
    return _paying(till, payment, order)


def _brought(state: str) -> Callable[[Caller, Parameters], Arranged]:
    def arrange(caller: Caller, parameters: Parameters) -> Arranged:
        del parameters
        till = Till(caller)
        return _paying(till, till.brought(state))

    return arrange


def _foreign_payment(place: Place, parameters: Parameters) -> Arranged:
    del parameters
    till = Till(place.second())
    payment = till.prepared()
    return _told(place, payment=payment, pos=till.pos)


def _keyed(place: Place, parameters: Parameters) -> Arranged:
    """
    A payment, and whoever asks bears the idempotency key that it was asked for with.
    """
    till, order = Till(place), place.fresh("order")
    call = calls.payment(place, till.pos, orderId=order, **parameters)
    payment = str(at(given(place.send(call), succeeded), "paymentId"))
    told = _paying(till, payment, order)
    signer = instead(place, calls.KEY, call.headers[calls.KEY])
    return Arranged(told.values, told.terms, signer=signer)


def _accepted(till: Till, order: str, parameters: Parameters) -> str:
    phone = calls.phone(till.caller, PARTIAL if parameters.get("partial") else "1")
    return till.reserved(phone, orderId=order, amount=parameters["amount"])


def _taken(till: Till, order: str, parameters: Parameters) -> str:
    payment = _accepted(till, order, parameters)
    given(till.capture(payment, parameters["amount"]), succeeded)
    till.settles(payment, "Captured")
    return payment


def _paying(till: Till, payment: str, order: str = "") -> Arranged:
    return _told(till.caller, payment=payment, pos=till.pos, order=order)


# --- refunds ---


def _refund(caller: Caller, parameters: Parameters) -> Arranged:
    return _refunding(Till(caller), parameters)


def _refund_reserved(caller: Caller, parameters: Parameters) -> Arranged:
    return _refunding(Till(caller), parameters, "Reserved")


def _refund_captured(caller: Caller, parameters: Parameters) -> Arranged:
    till = Till(caller)
    told = _refunding(till, parameters, "Reserved")
    given(till.of_refund("captureRefund", told.values["refundId"]), succeeded)
    till.refund_settles(told.values["refundId"], "Captured")
    return told


def _refund_expired(caller: Caller, parameters: Parameters) -> Arranged:
    told = _refunding(Till(caller), parameters, "Reserved")
    caller.wait(DAY + 60)
    return told


def _refund_cancelled(caller: Caller, parameters: Parameters) -> Arranged:
    till = Till(caller)
    told = _refunding(till, parameters)
    till.refund_cancelled(told.values["refundId"])
    return told


def _refund_rejected(caller: Caller, parameters: Parameters) -> Arranged:
    told = _refunding(Till(caller), parameters)
    caller.cause("reject_refund", refundId=told.values["refundId"])
    return told


def _foreign_refund(place: Place, parameters: Parameters) -> Arranged:
    del parameters
    return _told(place, refund=Till(place.second()).refund_reserved())


def _refunding(till: Till, parameters: Parameters, state: str = "") -> Arranged:
    order = till.caller.fresh("order")
    payment = _taken(till, order, AMOUNT)
    made = till.refund(payment, amount=parameters["amount"])
    refund = str(at(given(made, succeeded), "refundId"))
    if state:
        till.refund_settles(refund, state)
    return _told(till.caller, refund=refund, payment=payment, pos=till.pos, order=order)


STATES: Mapping[str, State] = {
    "a merchant": State(_merchant),
    "a store": State(_store),
    "a point of sale": State(_pos),
    "a point of sale with a user": State(_visited, PAYS),
    "a check-in that is notified": State(_notified, PAYS | PROVIDES, {CALLBACK: ""}),
    "an Initiated payment": State(_initiated, defaults=AMOUNT),
    "a Prepared payment": State(_prepared),
    "a Paired payment": State(_brought("Paired"), PAYS),
    "an IssuedToUser payment": State(_brought("IssuedToUser"), PAYS),
    "a Reserved payment": State(_reserved, PAYS, PARTLY),
    "a Captured payment": State(_captured, PAYS, PARTLY),
    "a CancelledByClient payment": State(_brought("CancelledByClient")),
    "a CancelledByUser payment": State(_brought("CancelledByUser"), PAYS),
    "a CancelledByMobilePay payment": State(_brought("CancelledByMobilePay"), PROVIDES),
    "an ExpiredAndCancelled payment": State(_brought("ExpiredAndCancelled"), PAYS | CLOCK),
    "a payment captured 91 days ago": State(_long_captured, PAYS | CLOCK, AMOUNT),
    "an Initiated refund": State(_refund, PAYS, AMOUNT),
    "a Reserved refund": State(_refund_reserved, PAYS, AMOUNT),
    "a Captured refund": State(_refund_captured, PAYS, AMOUNT),
    "a CancelledByClient refund": State(_refund_cancelled, PAYS, AMOUNT),
    "a CancelledByMobilePay refund": State(_refund_rejected, PAYS | PROVIDES, AMOUNT),
    "an expired refund": State(_refund_expired, PAYS | CLOCK, AMOUNT),
    "another merchant's store": State(_others_store, SEVERAL),
    "another integrator's point of sale": State(_foreign_pos, SECOND),
    "another integrator's payment": State(_foreign_payment, SECOND),
    "another integrator's refund": State(_foreign_refund, SECOND | PAYS),
    "the idempotency key of a payment": State(_keyed, defaults=AMOUNT),
    **proving.STATES,
}
