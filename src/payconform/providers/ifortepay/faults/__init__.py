"""
iFortepay's liars: one fault each, tied to the rule it breaks. The function's name says what it
does.
"""

from payconform.providers.ifortepay.faults import (
    auth,
    callback,
    cancel,
    contract,
    create,
    error,
    life,
    read,
)
from payconform.providers.ifortepay.faults.lies import FAULTS

__all__ = [
    "FAULTS",
    "auth",
    "callback",
    "cancel",
    "contract",
    "create",
    "error",
    "life",
    "read",
]
