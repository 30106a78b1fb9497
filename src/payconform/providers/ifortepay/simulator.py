"""
iFortepay's simulator: the order in which it looks at a request, and the behaviour behind each
operation.
"""

from collections.abc import Callable, Mapping

from payconform.providers.ifortepay.faults import FAULTS
from payconform.providers.ifortepay.simulation.answers import unrouted
from payconform.providers.ifortepay.simulation.authentication import (
    authenticate,
    identify,
    prove,
    version,
)
from payconform.providers.ifortepay.simulation.callbacks import accepts
from payconform.providers.ifortepay.simulation.cancelling import cancel_payment, cancel_qr, void
from payconform.providers.ifortepay.simulation.creating import create
from payconform.providers.ifortepay.simulation.paying import expire, link, pay
from payconform.providers.ifortepay.simulation.reading import inquire
from payconform.providers.ifortepay.simulation.shape import members_first, shape
from payconform.providers.ifortepay.simulation.state import State
from payconform.simulator.engine import Behaviour
from payconform.spec.openapi import document
from payconform.spec.rules import rulebook


def behaviour() -> Behaviour:
    """
    The engine's view of iFortepay.
    """
    return Behaviour(
        rules=rulebook("ifortepay"),
        operations=document("ifortepay").operations,
        handlers={
            "createQr": create,
            "inquire": inquire,
            "cancelQr": cancel_qr,
            "voidPayment": void,
            "cancelPayment": cancel_payment,
        },
        steps=(authenticate, version, members_first, prove, shape),
        unrouted=unrouted,
        identify=identify,
        account=lambda credentials: credentials["merchant_id"],
        mint=mint,
        state=State,
        capabilities=frozenset({"simulate_payment"}),
        accepts=accepts,
        faults=FAULTS,
        events={"pay": pay, "expire": expire, "link": link},
        shown=shown,
    )


def shown(state: State, transaction: str) -> str | None:
    """
    The content of the QR of a transaction_id.
    """
    known = state.transactions.get(transaction)
    return (known.content or None) if known else None


def mint(nonce: Callable[[], str]) -> Mapping[str, str]:
    """
    Credentials of a new merchant, and of a sub-merchant that it acts for; `nonce` gives 32 random
    hex digits.
    """
    return {
        "merchant_id": f"IFP{nonce()[:12].upper()}",
        "secret_unbound_id": f"0x{nonce()[:18]}",
        "hash_key": nonce(),
        "sub_merchant": f"IFP{nonce()[:12].upper()}",
        "sub_hash_key": nonce(),
        "api_key": nonce(),
        "secret_key": nonce(),
    }
