"""
JSON read without losing how its numbers were written: schemes that sign text need `50.00`, not 50.
"""

import json
from typing import Any


class Literal(str):
    """
    A JSON number exactly as it stood in the document.
    """

    __slots__ = ()


def loads(document: bytes) -> Any:
    """
    Parse UTF-8 JSON; numbers come back as `Literal`.

    Raises:
        ValueError: not UTF-8, not JSON, nested beyond reason, or NaN and Infinity, which JSON does
            not have.

    """
    try:
        return json.loads(
            document.decode("utf-8"),
            parse_float=Literal,
            parse_int=Literal,
            parse_constant=_refuse,
        )
    except RecursionError:
        raise ValueError("nested beyond reason") from None


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
