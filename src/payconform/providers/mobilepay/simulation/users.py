"""
The sandbox's users: their telephone numbers tell what they have.
"""

from hashlib import sha256
from typing import Any
from uuid import UUID

from payconform.providers.mobilepay.simulation.passing import SOON
from payconform.providers.mobilepay.simulation.state import Payment, Pos
from payconform.simulator.visit import Visit, obeys

DEBIT = "02"
LOYAL = "04"
PARTIAL = "05"
IDS = ["123456"]
MISSING = "missing"


def partial(payment: Payment) -> bool:
    """
    Whether a payment can be captured in part.
    """
    return payment.user.endswith(PARTIAL)


def without_card(payment: Payment) -> bool:
    """
    Whether the only card of a payment's user is of a kind that the payment disallows.
    """
    kind = "debit" if payment.user.endswith(DEBIT) else "credit"
    return bool((payment.terms.get("restrictions") or {}).get(f"{kind}CardDisallowed"))


@obeys("MOBILEPAY-READ-43", "MOBILEPAY-READ-50")
def told_at_check_in(visit: Visit, pos: Pos) -> dict[str, Any]:
    """
    What a check-in tells of its user; nothing where nobody is checked in.
    """
    return _told(visit, pos.user, pos.met) if pos.user else {}


@obeys("MOBILEPAY-READ-43", "MOBILEPAY-READ-50")
def told_of_payer(visit: Visit, payment: Payment) -> dict[str, Any]:
    """
    What a payment tells of its user; nothing where it has none.
    """
    if not payment.user:
        return {}
    told, choice = _told(visit, payment.user, payment.met), visit.session.choice("payment_token")
    if "customerToken" in told and choice == "own":
        told["customerToken"] = _token(visit, f"payment {payment.id}")
    elif choice == MISSING:
        told.pop("customerToken", None)
    return told


def _told(visit: Visit, user: str, met: float) -> dict[str, Any]:
    session = visit.session
    token, receipt = session.choice("customer_token"), session.choice("receipt_token")
    loyal = session.choice("loyal_user" if user.endswith(LOYAL) else "other_user")
    told: dict[str, Any] = {}
    if token != MISSING:
        told["customerToken"] = _token(visit, user)
    if session.choice("lookup") == "later" and session.clock.now() - met < SOON:
        return told
    if receipt != MISSING:
        told["customerReceiptToken"] = _token(visit, f"receipts {user}") * (receipt == "token")
    if loyal != MISSING:
        told["loyaltyIds"] = IDS * (loyal == "ids")
    return told


def _token(visit: Visit, of: str) -> str:
    digits = sha256(f"{visit.session.credentials['client_id']} {of}".encode()).hexdigest()
    guid = visit.session.choice("customer_token") == "guid"
    return str(UUID(hex=digits[:32])) if guid else digits[:40]
