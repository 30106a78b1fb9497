"""
What a QR says, as a table and as a document.
"""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from payconform.qr import Content, Terms
from payconform.reporting.visible import visible

ASKS = {True: "one payment only", False: "any number of payments"}


def document(content: Content) -> dict[str, Any]:
    """
    A content as plain JSON; an amount is text, as money is.
    """
    amount = content.terms.amount
    terms = asdict(content.terms) | {"amount": None if amount is None else str(amount)}
    return asdict(content) | {"terms": terms}


def show_content(console: Console, content: Content) -> None:
    """
    Each part with its place, what a payer is asked for, and each fault with its place.
    """
    table = Table()
    table.add_column("position", justify="right")
    table.add_column("tag", no_wrap=True)
    table.add_column("name")
    table.add_column("value", overflow="fold")
    for part in content.parts:
        words = (part.path, part.name, part.value)
        table.add_row(str(part.position), *(escape(visible(word)) for word in words))
    console.print(table)
    asked = ", ".join(_asked(content.terms))
    _say(console, f"{content.kind}: {asked}" if asked else content.kind)
    for fault in content.faults:
        where = f"position {fault.position}, {fault.path}" if fault.path else "the whole"
        _say(console, f"wrong at {where}: {fault.says} ({fault.source})")


def _asked(terms: Terms) -> list[str]:
    amount = "" if terms.amount is None else f"{terms.amount:f}"
    sum_asked = " ".join(part for part in (amount, terms.currency) if part)
    told = [sum_asked, *(f"for {reference}" for reference in terms.references)]
    if terms.dynamic is not None:
        told.append(ASKS[terms.dynamic])
    return [part for part in told if part]


def _say(console: Console, text: str) -> None:
    console.print(escape(visible(text)), highlight=False, soft_wrap=True)
