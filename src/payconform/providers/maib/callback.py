"""
What an integrator does with a callback before it answers 200.
"""

import json
from decimal import Decimal

from payconform.providers.maib import signing
from payconform.providers.maib.errors import MaibForged
from payconform.providers.maib.results import Payment, read


def told(body: bytes, signature_key: str) -> Payment:
    """
    The payment that a callback tells of, once its signature was found to verify.

    Raises:
        MaibForged: the signature does not verify: answer anything but 200.
        MaibUnclear: it verifies, but names no payId.

    """
    if signing.verify(body, signature_key) is not None:
        raise MaibForged("the signature of the callback does not verify")
    return read(Payment, json.loads(body, parse_float=Decimal)["result"])
