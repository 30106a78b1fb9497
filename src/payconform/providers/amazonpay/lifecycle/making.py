"""
New QRs.
"""

from decimal import Decimal

from payconform.checks import contradictions
from payconform.model import Call
from payconform.providers.amazonpay import calls, forms
from payconform.providers.amazonpay.checks import succeeded
from payconform.providers.amazonpay.lifecycle.known import Qr
from payconform.providers.amazonpay.lifecycle.world import Found, Step, World, accepted


def create(world: World, step: Step) -> Found:
    """
    A QR of an amount that lives so many seconds.
    """
    amount, ends = step["amount"], calls.ahead(world.caller, step["life"])
    body = calls.qr(world.caller, amount=amount, expiryTimestamp=ends)
    told = f"ask for a QR of {amount} rupees that lives {step['life']} seconds"
    answer = world.send(Call("generateQr", body=body), told)
    yield from contradictions("AMAZONPAY-CREATE-01", answer, succeeded, *forms.QR)
    if accepted(answer):
        order = str(body["orderId"])
        yield from contradictions("AMAZONPAY-QR-02", answer, forms.asks_for(amount))
        yield from contradictions("AMAZONPAY-QR-04", answer, forms.names_order(order))
        world.qrs.append(Qr(len(world.qrs), order, Decimal(amount), calls.expiry(answer)))
