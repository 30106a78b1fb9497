"""
The largest amount that may leave: read from the bytes that are about to be sent.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from payconform.errors import AmountTooLarge
from payconform.model import Request
from payconform.spec.openapi import Operation

LONGEST = 30  # characters of an amount that are shown


@dataclass(frozen=True, slots=True)
class AmountLimit:
    """
    Lets no request through whose body names more than `most`, in the currency's main unit.

    Which members are amounts, and in what unit, the operations say (`x-amounts`). Names count in
    any case, members that stand twice count twice, text that reads as a number is one. What is no
    number cannot be paid, and passes.
    """

    operations: Mapping[str, Operation]
    most: Decimal

    def check(self, operation: str, request: Request) -> None:
        """
        Say nothing if a request may leave.

        Raises:
            AmountTooLarge: it names an amount above the limit; nothing was sent.

        """
        known = self.operations.get(operation)
        if known is None or not known.amounts or not request.body:
            return
        body = _parsed(request.body)
        for path, unit in known.amounts.items():
            for amount in _amounts(body, path.lower().split(".")):
                if not amount.is_nan() and abs(amount) > self.most / unit:
                    said = f"{path} {_short(amount)} of {operation}"
                    raise AmountTooLarge(f"{said} is above max_amount {self.most} of the target")


def _parsed(body: bytes) -> Any:
    # Objects as tuples of pairs: of a name that stands twice some servers read the first, others
    # the last.
    try:
        return json.loads(
            body.decode(json.detect_encoding(body), "replace"),  # some servers do not mind
            parse_float=_exact,
            parse_int=_exact,
            parse_constant=_exact,
            object_pairs_hook=tuple,
        )
    except (ValueError, RecursionError):
        return None


def _amounts(node: Any, path: list[str]) -> Iterator[Decimal]:
    if isinstance(node, list):
        for item in node:
            yield from _amounts(item, path)
    elif path and isinstance(node, tuple):
        for name, value in node:
            if name.lower() == path[0]:
                yield from _amounts(value, path[1:])
    elif not path:
        amount = _exact(node) if isinstance(node, str) else node
        if isinstance(amount, Decimal):
            yield amount


def _short(amount: Decimal) -> str:
    text = str(amount)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _exact(text: str) -> Decimal | None:
    with suppress(InvalidOperation):
        return Decimal(text)
    with suppress(ValueError):
        return Decimal(float(text))  # an exponent beyond all others: infinite, or nothing
    return None
