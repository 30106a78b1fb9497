"""
Answers: a response_code in a flat object, and what the documents leave open about both.
"""

import json
from collections.abc import Mapping
from typing import Any

from payconform.model import Headers, Response
from payconform.providers.ifortepay.simulation.state import Transaction, iso
from payconform.simulator.visit import Visit, obeys

JSON: Headers = (("content-type", "application/json"),)
STATUS = {"02": "status_of_02", "04": "status_of_04", "99": "status_of_99"}


@obeys(
    "IFORTEPAY-CREATE-01",
    "IFORTEPAY-AUTH-12",
    "IFORTEPAY-AUTH-13",
    "IFORTEPAY-ERROR-04",
    "IFORTEPAY-CONTRACT-01",
)
def success(visit: Visit, members: Mapping[str, Any]) -> Response:
    """
    A success.
    """
    del visit
    return _json(200, {"response_code": "00", "response_message": "Success", **members})


@obeys("IFORTEPAY-ERROR-02", "IFORTEPAY-ERROR-03", "IFORTEPAY-ERROR-04", "IFORTEPAY-ERROR-05")
def refusal(visit: Visit, code: str, message: str) -> Response:
    """
    A code of the table and a sentence that gives nothing away.
    """
    status = int(visit.session.choice(STATUS.get(code, "status_of_01"))[1:])
    return _json(status, {"response_code": code, "response_message": message})


@obeys(
    *(f"IFORTEPAY-CREATE-{number:02}" for number in (6, 8, 10, 11, 12, 13)),
    *(f"IFORTEPAY-CANCEL-{number:02}" for number in (5, 6, 11, 12)),
    "IFORTEPAY-READ-06",
    "IFORTEPAY-REFUND-01",
    "IFORTEPAY-REFUND-05",
    "IFORTEPAY-ERROR-01",
    "IFORTEPAY-FIELD-01",
    "IFORTEPAY-FUZZ-01",
    "IFORTEPAY-FUZZ-02",
)
def invalid(visit: Visit, member: str) -> Response:
    """
    The refusal of a member.
    """
    code = visit.session.choice("invalid_code").removeprefix("c")
    return refusal(visit, code, f"{member} is missing or invalid")


def unrouted(visit: Visit) -> Response:
    """
    404 for a path that does not exist; 405 for a verb that it does not have, 404 if so chosen.
    """
    wrong_verb = visit.allowed and visit.session.choice("wrong_verb") == "s405"
    return _json(405 if wrong_verb else 404, {"response_message": "There is no such operation"})


@obeys("IFORTEPAY-CANCEL-02", "IFORTEPAY-CANCEL-03")
def named(visit: Visit, known: Transaction) -> dict[str, Any]:
    """
    The members by which an answer names a transaction.
    """
    return {
        "transaction_id": known.id,
        "external_id": known.external,
        "order_id": known.order,
        "payment_method": cased(visit, "method_case", "wallet"),
        "payment_channel": known.channel,
        "transaction_status": standing(visit, known),
    }


@obeys(
    *(f"IFORTEPAY-READ-0{number}" for number in range(1, 6)),
    *(f"IFORTEPAY-LIFE-0{number}" for number in range(1, 4)),
    "IFORTEPAY-REFUND-06",
)
def standing(visit: Visit, known: Transaction) -> str:
    """
    Where a transaction stands.
    """
    session = visit.session
    if known.voided is not None:
        told = "VOID"
    elif known.paid is not None:
        told = session.choice("paid_status")
    elif known.cancelled is not None:
        told = "CANCELED"
    else:
        expired = known.expires <= session.clock.now()
        told = "EXPIRED" if expired else session.choice("live_status")
    return cased(visit, "status_case", told)


def details(made: Transaction) -> dict[str, Any]:
    """
    The payment_details of an answer or a callback.
    """
    paid = {} if made.paid is None else {"paid_time": iso(made.paid)}
    return {
        "amount": made.amount,
        "total_amount": made.amount,
        "expired_time": iso(made.expires),
        "transaction_time": iso(made.created),
        "transaction_description": made.asked["payment_details"]["transaction_description"],
        **paid,
    }


def cased(visit: Visit, switch: str, told: str) -> str:
    """
    A word in the letter case that a switch has.
    """
    return told.lower() if visit.session.choice(switch) == "lower" else told.upper()


def _json(status: int, members: Mapping[str, Any]) -> Response:
    return Response(status, JSON, json.dumps(members).encode("utf-8"))
