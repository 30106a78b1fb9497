"""
Amazon Pay's simulator: the order in which it looks at a request, and the behaviour behind each
operation.
"""

from collections.abc import Callable, Mapping

from payconform.providers.amazonpay.faults import FAULTS
from payconform.providers.amazonpay.simulation.answers import unrouted
from payconform.providers.amazonpay.simulation.authentication import authenticate, identify
from payconform.providers.amazonpay.simulation.cancelling import cancel
from payconform.providers.amazonpay.simulation.generating import generate
from payconform.providers.amazonpay.simulation.ipn import register
from payconform.providers.amazonpay.simulation.paying import fail, pay
from payconform.providers.amazonpay.simulation.reading import get_status
from payconform.providers.amazonpay.simulation.refunding import get_refund, refund
from payconform.providers.amazonpay.simulation.shape import arguments_first, path_is_served, shape
from payconform.providers.amazonpay.simulation.state import State
from payconform.simulator.engine import Behaviour
from payconform.spec.openapi import document
from payconform.spec.rules import rulebook


def behaviour() -> Behaviour:
    """
    The engine's view of Amazon Pay.
    """
    return Behaviour(
        rules=rulebook("amazonpay"),
        operations=document("amazonpay").operations,
        handlers={
            "generateQr": generate,
            "getStatus": get_status,
            "cancelQr": cancel,
            "refundCharge": refund,
            "getCharge": get_refund,
            "getRefund": get_refund,
            "registerIpn": register,
        },
        steps=(path_is_served, arguments_first, authenticate, shape),
        unrouted=unrouted,
        identify=identify,
        account=lambda credentials: credentials["access_key_id"],
        mint=mint,
        state=State,
        capabilities=frozenset({"simulate_payment"}),
        faults=FAULTS,
        events={"pay": pay, "fail": fail},
        shown=shown,
    )


def shown(state: State, order: str) -> str | None:
    """
    The UPI link that the QR of an orderId shows.
    """
    qr = state.qrs.get(order)
    return qr.link if qr else None


def mint(nonce: Callable[[], str]) -> Mapping[str, str]:
    """
    Credentials of a new merchant; `nonce` gives 32 random hex digits.
    """
    return {
        "merchant_id": nonce()[:14].upper(),
        "access_key_id": nonce()[:20].upper(),
        "secret_key": nonce(),
        "store_id": f"store-{nonce()[:8]}",
    }
