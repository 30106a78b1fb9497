"""
maib's liars: one fault each, tied to the rule it breaks. The function's name says what it does.
"""

from payconform.providers.maib.faults import (
    auth,
    callback,
    cancel,
    contract,
    create,
    error,
    extension,
    field,
    hybrid,
    life,
    lists,
    odd,
    pay,
    payments,
    races,
    read,
    refund,
    traces,
)
from payconform.providers.maib.faults.lies import FAULTS

__all__ = [
    "FAULTS",
    "auth",
    "callback",
    "cancel",
    "contract",
    "create",
    "error",
    "extension",
    "field",
    "hybrid",
    "life",
    "lists",
    "odd",
    "pay",
    "payments",
    "races",
    "read",
    "refund",
    "traces",
]
