"""
MobilePay's liars: one fault each, tied to the rule it breaks. The function's name says what it
does.
"""

from payconform.providers.mobilepay.faults import (
    auth,
    cancel,
    create,
    error,
    life,
    lost,
    pay,
    read,
    refund,
)
from payconform.providers.mobilepay.faults.lies import FAULTS

__all__ = ["FAULTS", "auth", "cancel", "create", "error", "life", "lost", "pay", "read", "refund"]
