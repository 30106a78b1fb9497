"""
What an integrator does with a callback before it answers 200.
"""

from dataclasses import dataclass

from payconform.model import Headers
from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.connection import members
from payconform.providers.ifortepay.errors import IfortepayForged, IfortepayUnclear
from payconform.providers.ifortepay.results import Standing, Transaction, standing, text


@dataclass(frozen=True, slots=True)
class Notice:
    """
    Something happened to a transaction. Its signature covers the ids alone, neither status nor
    amount: inquire about the transaction before you hand anything out.
    """

    transaction: Transaction
    standing: Standing


def told(body: bytes, headers: Headers, hash_key: str) -> Notice:
    """
    What a callback tells, once its signature was found to verify.

    Raises:
        IfortepayForged: it does not verify: answer anything but 200.
        IfortepayUnclear: it verifies, but tells no id, no channel or no status.

    """
    if signing.verify_callback(body, headers, hash_key) is not None:
        raise IfortepayForged("the signature of the callback does not verify")
    event = members(body)
    if event is None:
        raise IfortepayUnclear("a callback that is no JSON object")
    names = ("transaction_id", "external_id", "order_id", "payment_channel")
    return Notice(Transaction(*(text(event, name) for name in names)), standing(event))
