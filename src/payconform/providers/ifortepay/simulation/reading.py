"""
Finding the transaction that a request names, and telling where it stands.
"""

from payconform.model import Response
from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.simulation.answers import details, named, refusal, success
from payconform.providers.ifortepay.simulation.state import Transaction
from payconform.simulator.visit import Visit, obeys


@obeys("IFORTEPAY-READ-08", "IFORTEPAY-READ-09")
def inquire(visit: Visit) -> Response:
    """
    A transaction as it stands.
    """
    known = found(visit)
    if isinstance(known, Response):
        return known
    shown = {"qr_response": {"qr_string": known.content}} if known.content else {}
    told = {"currency": known.asked["currency"], "payment_details": details(known)}
    return success(visit, {**named(visit, known), **told, **shown})


@obeys("IFORTEPAY-AUTH-17", "IFORTEPAY-READ-07", "IFORTEPAY-CANCEL-07")
def found(visit: Visit, act: str = "") -> Transaction | Response:
    """
    The merchant's own transaction with the ids asked for, or a refusal. `act` begins the names of
    the switches that say which other ids than its own are let pass.
    """
    session, asked = visit.session, visit.body
    known: Transaction | None = session.state.transactions.get(asked["transaction_id"])
    if known is None and session.choice(f"{act}ids_alone") == "accept":
        known = session.state.externals.get(asked["external_id"])
    if known is None or _anothers(visit, known):
        code = session.choice("unknown_transaction").removeprefix("c")
        return refusal(visit, code, "There is no such transaction")
    own = (known.external, known.order) == (asked["external_id"], asked["order_id"])
    if not own and session.choice(f"{act}mismatched_ids") == "refuse":
        return refusal(visit, "01", "The ids are those of different transactions")
    other = asked["payment_channel"] != known.channel
    if other and session.choice(f"{act}mismatched_channel") == "refuse":
        return refusal(visit, "01", "The transaction has another channel")
    return known


def _anothers(visit: Visit, known: Transaction) -> bool:
    """
    Whether it was asked for another than the sub-merchant that a request is for.
    """
    sub = visit.session.credentials.get("sub_merchant")
    if sub is None or visit.session.choice("sub_merchant_reads") == "all":
        return False
    return visit.request.header(signing.SUB_MERCHANT) == sub != known.acting
