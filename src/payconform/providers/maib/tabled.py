"""
Checks of refusals against the documents' table of codes. A code that the table does not have is
not judged.
"""

import re
from typing import Any

from payconform.checks import ABSENT, at, shown_json
from payconform.model import Exchange, Mismatch
from payconform.providers.maib.codes import TABLE, Entry, bare

Error = dict[str, Any]


def status_of_its_code(exchange: Exchange) -> Mismatch | None:
    """
    The HTTP status is that of a code in the answer, as far as the table gives it one.
    """
    number = exchange.response.status if exchange.response else 0
    wanted = {code: entry.status for code, entry, _ in _tabled(exchange) if entry.status}
    if not wanted or number in wanted.values():
        return None
    told = " or ".join(f"{status} with {code}" for code, status in wanted.items())
    return Mismatch(f"status {told}", f"status {number}")


def message_of_its_code(exchange: Exchange) -> Mismatch | None:
    """
    Each errorMessage is the table's; what stands in place of a placeholder does not matter.
    """
    for code, entry, error in _tabled(exchange):
        message = error.get("errorMessage", ABSENT)
        pattern = "".join(re.escape(text) + (".*" if arg else "") for text, arg in entry.parts)
        if not isinstance(message, str) or not re.fullmatch(pattern, message, re.DOTALL):
            return Mismatch(f"errorMessage of {code}: {entry.message}", shown_json(message))
    return None


def args_of_its_code(exchange: Exchange) -> Mismatch | None:
    """
    Each errorArgs holds a member for every placeholder of the table's message.
    """
    for code, entry, error in _tabled(exchange):
        args = error.get("errorArgs", ABSENT)
        known = args if isinstance(args, dict) else {}
        if any(known.get(name) in (None, "") for name in entry.args):
            return Mismatch(f"errorArgs of {code}: {', '.join(entry.args)}", shown_json(args))
    return None


def _tabled(exchange: Exchange) -> list[tuple[str, Entry, Error]]:
    errors = at(exchange, "errors")
    found = []
    for error in errors if isinstance(errors, list) else []:
        written = error.get("errorCode") if isinstance(error, dict) else None
        code = bare(written) if isinstance(written, str) else ""
        if code in TABLE:
            found.append((code, TABLE[code], error))
    return found
