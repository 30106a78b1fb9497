"""
The signature of a payment callback (documents: callback page and its signature example).

SHA-256 over the values of `result`, ordered by member name regardless of case, joined by `:` and
followed by the project's signature key; base64. Amounts are written with two decimals.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from payconform.checks import shown_plain
from payconform.model import Mismatch, Signature
from payconform.signing.digests import same, sha256_base64
from payconform.signing.literals import Literal, loads

MONEY = frozenset({"amount", "commission"})
CENT = Decimal("0.01")


def canonical(result: Mapping[str, Any]) -> str:
    """
    The values that are signed, joined. `result` comes from `signing.literals.loads`.

    Raises:
        ValueError: a member is not text or a number, or an amount is not a decimal.

    """
    members = {name: _text(name, value) for name, value in result.items() if name != "signature"}
    return ":".join(
        members[name] for name in sorted(members, key=str.lower) if members[name].strip()
    )


def sign(result: Mapping[str, Any], key: str) -> Signature:
    """
    The signature of a callback's `result`, with its middle.

    Raises:
        ValueError: as `canonical`.

    """
    values = canonical(result)
    string_to_sign = f"{values}:{key}"
    return Signature(values, string_to_sign, sha256_base64(string_to_sign))


def verify(body: bytes, key: str) -> Mismatch | None:
    """
    What is wrong with a callback's signature, over the bytes received; None if it holds.
    """
    try:
        document = loads(body)
        result, received = document["result"], document["signature"]
        expected = sign(result, key)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Mismatch("a JSON object with result and signature", "something else")
    if (
        isinstance(received, str)
        and not isinstance(received, Literal)
        and same(received, expected.value)
    ):
        return None
    wanted = f"the signature over `{expected.canonical}:` and the signature key"
    return Mismatch(wanted, f"`{shown_plain(received)}`, which does not verify")


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Literal) and name in MONEY:
        try:
            return str(Decimal(value).quantize(CENT, ROUND_HALF_UP))
        except InvalidOperation:
            raise ValueError(f"{name} has more digits than any amount") from None
    if isinstance(value, str):
        return str(value)
    raise ValueError(f"{name} is neither text nor a number")
