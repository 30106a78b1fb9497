"""
maib's simulator: the order in which it looks at a request, and the behaviour behind each operation.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

from payconform.providers.maib.faults import FAULTS
from payconform.providers.maib.simulation.cancelling import cancel_extension, cancel_qr
from payconform.providers.maib.simulation.conditions import conditions
from payconform.providers.maib.simulation.creating import (
    create_extension,
    create_hybrid_qr,
    create_qr,
)
from payconform.providers.maib.simulation.listing import list_extensions, list_payments, list_qrs
from payconform.providers.maib.simulation.notices import accepts
from payconform.providers.maib.simulation.paying import pay_test
from payconform.providers.maib.simulation.reading import get_payment, get_qr
from payconform.providers.maib.simulation.refunding import (
    path_is_served,
    refund_mia_payment,
    refund_payment,
)
from payconform.providers.maib.simulation.refusals import unrouted
from payconform.providers.maib.simulation.shape import media_type, path_is_guid, query, shape
from payconform.providers.maib.simulation.state import State
from payconform.providers.maib.simulation.token import authenticate, identify, obtain_token
from payconform.simulator.conditions import lying_in_wait
from payconform.simulator.engine import Behaviour
from payconform.spec.openapi import document
from payconform.spec.rules import rulebook


def behaviour() -> Behaviour:
    """
    The engine's view of maib.
    """
    return Behaviour(
        rules=rulebook("maib"),
        operations=document("maib").operations,
        handlers={
            "obtainToken": obtain_token,
            "createQr": create_qr,
            "createHybridQr": create_hybrid_qr,
            "createExtension": create_extension,
            "cancelQr": cancel_qr,
            "cancelExtension": cancel_extension,
            "listQrs": list_qrs,
            "getQr": get_qr,
            "listExtensions": list_extensions,
            "listPayments": list_payments,
            "getPayment": get_payment,
            "refundPayment": refund_payment,
            "refundMiaPayment": refund_mia_payment,
            "payTest": pay_test,
        },
        # Nothing documents this order; failing on credentials first discloses least.
        steps=(path_is_served, authenticate, lying_in_wait, media_type, path_is_guid, query, shape),
        unrouted=unrouted,
        identify=identify,
        account=lambda credentials: credentials["client_id"],
        mint=mint,
        state=State,
        accepts=accepts,
        capabilities=frozenset({"simulate_payment", "list_extensions"}),
        faults=FAULTS,
        conditions=conditions(),
        shown=shown,
    )


def shown(state: State, qr_id: str) -> str | None:
    """
    The url of a QR, which is what it shows.
    """
    qr = state.qrs.get(qr_id)
    return qr.url if qr else None


def mint(nonce: Callable[[], str]) -> Mapping[str, str]:
    """
    Credentials of a new merchant; `nonce` gives 32 random hex digits.
    """
    names = ("client_id", "client_secret", "signature_key")
    return {name: str(UUID(hex=nonce())) for name in names}
