"""
Checks on lists: which entries a page holds, told apart by one of their members.
"""

from typing import Any

from payconform.checks import at, shown_json
from payconform.model import Check, Exchange, Mismatch


def entries(exchange: Exchange, name: str) -> list[Any]:
    """
    A member of each entry, in the order of the page; None where an entry does not have it.
    """
    return [item.get(name) if isinstance(item, dict) else None for item in _items(exchange) or ()]


def lists(name: str, *wanted: str) -> Check:
    """
    The page holds these entries, in this order, and no others.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        found = entries(exchange, name)
        return None if _is_list(exchange) and found == [*wanted] else _not(exchange, name, wanted)

    return check


def holds(name: str, *wanted: str) -> Check:
    """
    The page holds these entries, in any order, and no others.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        found = sorted(map(str, entries(exchange, name)))
        same = _is_list(exchange) and found == sorted(wanted)
        return None if same else _not(exchange, name, wanted, " in any order")

    return check


def only(name: str, wanted: str) -> Check:
    """
    Each entry of the page, if there is any, has this text as that member, whatever its case.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        others = [one for one in entries(exchange, name) if str(one).lower() != wanted.lower()]
        if _is_list(exchange) and not others:
            return None
        return Mismatch(f"entries with {name} {wanted} only", _came(exchange, name))

    return check


def lacks(name: str, unwanted: str) -> Check:
    """
    The page does not hold this entry.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        if _is_list(exchange) and unwanted not in entries(exchange, name):
            return None
        return Mismatch(f"no entry with {name} {unwanted}", _came(exchange, name))

    return check


def at_most(number: int) -> Check:
    """
    The page holds no more entries than this.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        items = _items(exchange)
        if items is not None and len(items) <= number:
            return None
        came = "no list of items" if items is None else f"{len(items)} entries"
        return Mismatch(f"at most {number} entries", came)

    return check


def _items(exchange: Exchange) -> list[Any] | None:
    items = at(exchange, "result.items")
    return items if isinstance(items, list) else None


def _is_list(exchange: Exchange) -> bool:
    return _items(exchange) is not None


def _not(exchange: Exchange, name: str, wanted: tuple[str, ...], how: str = "") -> Mismatch:
    told = ", ".join(wanted) + how if wanted else "none"
    return Mismatch(f"entries with {name}: {told}", _came(exchange, name))


def _came(exchange: Exchange, name: str) -> str:
    items = _items(exchange)
    if items is None:
        return "no list of items"
    first = ", ".join(shown_json(one) for one in entries(exchange, name)[:4])
    return f"{len(items)} entries{f', the first {first}' if items else ''}"
