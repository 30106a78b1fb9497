"""
maib's callback signature in Python: whether a callback is authentic.

    if not verifies(body, signature_key):
        ...  # answer 400, and believe nothing of it
"""

import base64
import hashlib
import hmac
import json
import sys
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal

AMOUNTS = ("amount", "commission")


def callback_signature(body, key):
    """
    The signature that a callback should have, with its middle. `body` is the text as received.

    Raises:
        ValueError: the body is no callback.

    """
    try:
        result = json.loads(body, parse_int=Decimal, parse_float=Decimal)["result"]
        texts = {name: text(name, value) for name, value in result.items() if name != "signature"}
    except (KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        raise ValueError("no callback") from None
    ordered = sorted(texts, key=str.lower)
    canonical = ":".join(texts[name] for name in ordered if texts[name].strip())
    string_to_sign = f"{canonical}:{key}"
    made = base64.b64encode(hashlib.sha256(string_to_sign.encode("utf-8")).digest()).decode("ascii")
    return {"canonical": canonical, "string_to_sign": string_to_sign, "signature": made}


def verifies(body, key):
    """
    Whether a callback is authentic; what is no callback is not.
    """
    try:
        expected = callback_signature(body, key)["signature"]
        return hmac.compare_digest(json.loads(body)["signature"], expected)
    except (ValueError, KeyError, TypeError):
        return False


def text(name, value):
    """
    The value of a member as it is signed: amounts with two decimals, nothing for null.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP) if name in AMOUNTS else value)
    raise ValueError(f"{name} is neither text nor a number")


if __name__ == "__main__":
    for line in sys.stdin:
        one = json.loads(line)
        told = {"verifies": verifies(one["body"], one["key"])}
        with suppress(ValueError):
            told |= callback_signature(one["body"], one["key"])
        print(json.dumps(told))
