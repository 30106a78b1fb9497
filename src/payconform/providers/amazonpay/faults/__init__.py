"""
Amazon Pay's liars: one fault each, tied to the rule it breaks. The function's name says what it
does.
"""

from payconform.providers.amazonpay.faults import (
    answer,
    auth,
    callback,
    cancel,
    contract,
    create,
    error,
    life,
    read,
    refund,
)
from payconform.providers.amazonpay.faults.lies import FAULTS

__all__ = [
    "FAULTS",
    "answer",
    "auth",
    "callback",
    "cancel",
    "contract",
    "create",
    "error",
    "life",
    "read",
    "refund",
]
