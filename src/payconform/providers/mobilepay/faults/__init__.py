"""
MobilePay's liars: one fault each, tied to the rule it breaks. The function's name says what it
does.
"""

from payconform.providers.mobilepay.faults import (
    auth,
    cancel,
    contract,
    create,
    error,
    life,
    pay,
    read,
    refund,
)
from payconform.providers.mobilepay.faults.lies import FAULTS

__all__ = [
    "FAULTS",
    "auth",
    "cancel",
    "contract",
    "create",
    "error",
    "life",
    "pay",
    "read",
    "refund",
]
