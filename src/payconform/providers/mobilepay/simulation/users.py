"""
The sandbox's users: their telephone numbers tell what they have.
"""

from payconform.providers.mobilepay.simulation.state import Payment

DEBIT = "02"
PARTIAL = "05"


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
