"""
MobilePay's liars: one fault each, tied to the rule it breaks. The function's name says what it
does.
"""

from payconform.providers.mobilepay.faults import (
    auth,
    cancel,
    cards,
    contract,
    create,
    dropped,
    error,
    life,
    lost,
    pay,
    qr,
    read,
    refund,
    spelling,
    users,
)
from payconform.providers.mobilepay.faults.lies import FAULTS

__all__ = [
    "FAULTS",
    "auth",
    "cancel",
    "cards",
    "contract",
    "create",
    "dropped",
    "error",
    "life",
    "lost",
    "pay",
    "qr",
    "read",
    "refund",
    "spelling",
    "users",
]
