"""
Reading payments, and finding them by what the client knows of them.
"""

from datetime import UTC, datetime
from typing import Any

from payconform.model import Response
from payconform.providers.mobilepay.simulation.answers import refusal, success
from payconform.providers.mobilepay.simulation.finding import find_payment
from payconform.providers.mobilepay.simulation.headers import merchant_of
from payconform.providers.mobilepay.simulation.passing import RESERVATION, payments
from payconform.providers.mobilepay.simulation.state import Payment
from payconform.providers.mobilepay.simulation.users import partial, told_of_payer
from payconform.providers.mobilepay.states import TERMINAL
from payconform.simulator.visit import Visit, obeys

POLL = 1000  # milliseconds
FORMS = {"iso": "%Y-%m-%dT%H:%M:%S.%f0+00:00", "day_first": "%d-%m-%Y %H:%M:%S +00:00"}
TOLD = ("currencyCode", "plannedCaptureDelay", "merchantPaymentLabel")
UNRESTRICTED = {"debitCardDisallowed": False, "creditCardDisallowed": False}


@obeys(
    *(f"MOBILEPAY-READ-{number:02}" for number in (1, 2, 24, 40, 42, 54, 56)), "MOBILEPAY-LIFE-02"
)
def query_payment(visit: Visit) -> Response:
    """
    A payment as it is now.
    """
    payment = find_payment(visit)
    if isinstance(payment, Response):
        return payment
    members: dict[str, Any] = {
        "paymentId": payment.id,
        "posId": payment.pos,
        "orderId": payment.order,
        "status": payment.status,
        "pollDelayInMs": POLL,
    }
    if "amount" in payment.terms:
        members |= {"amount": _amount(visit, payment)}
        members |= {name: payment.terms.get(name) for name in TOLD}
        members |= _restrictions(visit, payment)
    if payment.status == "Reserved":
        members["partialCapturePossible"] = partial(payment)
    members |= told_of_payer(visit, payment)
    form = visit.session.choice("expires_at_form")
    if form in FORMS:
        ends = datetime.fromtimestamp(payment.since + RESERVATION, UTC)
        members["paymentExpiresAt"] = ends.strftime(FORMS[form])
    return success(members)


@obeys(*(f"MOBILEPAY-READ-{number:02}" for number in range(4, 8)), "MOBILEPAY-AUTH-63")
def query_payment_ids(visit: Visit) -> Response:
    """
    Payments that are active or Reserved, or that are captured; of an orderId the newest.
    """
    asked = visit.body
    if not asked and visit.session.choice("payments_without_filter") == "refuse":
        return refusal(visit, "1109")
    wanted, vat = asked.get("state"), merchant_of(visit)
    own = [payment for payment in payments(visit) if payment.vat == vat]
    newest: dict[str, Payment] = {}
    for payment in own:
        newest.setdefault(payment.order, payment)
    found = [
        payment.id
        for payment in (newest.values() if "orderId" in asked else own)
        if asked.get("posId", payment.pos).lower() == payment.pos
        and asked.get("orderId", payment.order) == payment.order
        and (payment.status == wanted if wanted else payment.status not in TERMINAL)
    ]
    return success({"paymentIds": found})


def _restrictions(visit: Visit, payment: Payment) -> dict[str, Any]:
    given = payment.terms.get("restrictions")
    if given is not None:
        return {"restrictions": given}
    shown = visit.session.choice("no_restrictions")
    none = UNRESTRICTED if shown == "object" else None
    return {} if shown == "absent" else {"restrictions": none}


def _amount(visit: Visit, payment: Payment) -> float:
    part = payment.captured and visit.session.choice("amount_after_part") == "captured"
    return float(payment.captured if part else payment.amount)
