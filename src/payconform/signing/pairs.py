"""
Names and values as one line of text, `a=1&b=2`: encoded as RFC 3986 has it, ordered by name.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote

UNRESERVED = re.compile("[A-Za-z0-9._~-]*")


def pairs(members: Iterable[tuple[str, str]]) -> str:
    """
    The members ordered by the UTF-16 code units of their names, joined by `&`.

    Raises:
        ValueError: a text holds half a character.

    """
    told = list(members)
    plain = all(name.isascii() for name, _ in told)  # then both orders are one
    ordered = sorted(told, key=_name if plain else _code_units)
    return "&".join([f"{encoded(name)}={encoded(value)}" for name, value in ordered])


def encoded(text: str) -> str:
    """
    A text with everything but RFC 3986's unreserved characters percent-encoded.

    Raises:
        ValueError: it holds half a character.

    """
    return text if UNRESERVED.fullmatch(text) else quote(text, safe="")


def _name(member: tuple[str, str]) -> str:
    return member[0]


def _code_units(member: tuple[str, str]) -> str | bytes:
    # Code points order as code units do, but for those beyond the first 65536.
    return member[0].encode("utf-16-be", "surrogatepass")
