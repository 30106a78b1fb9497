"""
maib's simulator: the order in which it looks at a request, and the behaviour behind each operation.
"""

import re
from collections.abc import Callable, Mapping
from uuid import UUID

from payconform.model import Response
from payconform.providers.maib.behaviour import accepts, cancel_qr, create_qr, get_qr, pay_test
from payconform.providers.maib.faults import FAULTS
from payconform.providers.maib.refusals import refusal, unrouted
from payconform.providers.maib.shape import media_type, shape
from payconform.providers.maib.state import State
from payconform.providers.maib.token import authenticate, identify, obtain_token
from payconform.simulator.engine import Behaviour
from payconform.simulator.visit import Visit
from payconform.spec.openapi import document
from payconform.spec.rules import rulebook

GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


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
            "getQr": get_qr,
            "cancelQr": cancel_qr,
            "payTest": pay_test,
        },
        # Nothing documents this order; failing on credentials first discloses least.
        steps=(authenticate, media_type, path_is_guid, shape),
        unrouted=unrouted,
        identify=identify,
        account=lambda credentials: credentials["client_id"],
        mint=mint,
        state=State,
        accepts=accepts,
        capabilities=frozenset({"simulate_payment"}),
        faults=FAULTS,
    )


def path_is_guid(visit: Visit) -> Visit | Response:
    """
    Step: a qrId in the path is a GUID.
    """
    qr_id = visit.path.get("qrId")
    if qr_id is None or GUID.fullmatch(qr_id):
        return visit
    if visit.session.choice("malformed_qr_id") == "not_found":
        return refusal(visit, "13000", qrId=qr_id)
    return refusal(visit, "12000", parameter="qrId")


def mint(nonce: Callable[[], str]) -> Mapping[str, str]:
    """
    Credentials of a new merchant; `nonce` gives 32 random hex digits.
    """
    names = ("client_id", "client_secret", "signature_key")
    return {name: str(UUID(hex=nonce())) for name in names}
