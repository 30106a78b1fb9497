"""
JSON values as Java writes them when it makes text of its collections.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from payconform.signing.literals import Literal

Numbers = Callable[[str], str]
"""What becomes of a number, from the text that it had in the document."""

BUCKETS = 16  # of a HashSet that holds twelve or fewer
MOST = 12


def as_written(number: str) -> str:
    """
    A number as it stood in the document.
    """
    return str(number)


def double(number: str) -> str:
    """
    A number as `Double.toString` writes it, where it has a point or an exponent.

    1.00 becomes 1.0, and 10000000.0 becomes 1.0E7.
    """
    if not re.search("[.eE]", number):
        return str(number)
    value = float(number)
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value)
    if abs(value) == float("inf"):
        return "Infinity" if value > 0 else "-Infinity"
    digits = re.sub("[-.]|e.*", "", repr(value)).strip("0")
    exponent = int(f"{value:.16e}".partition("e")[2])
    return f"{'-' if value < 0 else ''}{digits[0]}.{digits[1:] or '0'}E{exponent}"


def text(value: Any, numbers: Numbers = as_written) -> str:
    """
    A JSON value, read by `signing.literals.loads`, as its Java counterpart's `toString` writes it.

    A list is `[a, b]`, an object `{k=v, l=w}` in the order of the document, null inside of them
    `null`; text stands as it is, without quotes.
    """
    if isinstance(value, Literal):
        return numbers(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join([text(one, numbers) for one in value])}]"
    if isinstance(value, dict):
        inside = [f"{name}={text(one, numbers)}" for name, one in value.items()]
        return f"{{{', '.join(inside)}}}"
    return "null"


def hash_order(members: Sequence[str]) -> list[str]:
    """
    Text in the order in which a HashSet of it is iterated: each once, by bucket.

    Raises:
        ValueError: there are more than such a set holds before it grows.

    """
    once = list(dict.fromkeys(members))
    if len(once) > MOST:
        raise ValueError(f"more than {MOST} members")
    return sorted(once, key=_bucket)


def _bucket(member: str) -> int:
    code = 0
    units = member.encode("utf-16-be", "surrogatepass")
    for high, low in zip(units[::2], units[1::2], strict=True):
        code = (31 * code + (high << 8 | low)) & 0xFFFFFFFF
    return (code ^ code >> 16) & (BUCKETS - 1)
