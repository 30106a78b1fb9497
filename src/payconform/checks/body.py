"""
Checks on JSON bodies. A dotted path such as `result.status` names a member.
"""

import json
import re
from functools import lru_cache
from typing import Any

from payconform.model import Check, Exchange, Mismatch, Request, Response

ABSENT = object()
SHOWN = 300  # characters; a longer value is not shown in a finding


def json_body(exchange: Exchange) -> Any:
    """
    The parsed body of what the other side sent, to be read only; None where it is not JSON.
    """
    return _parsed(_theirs(exchange).body)


def asked(exchange: Exchange) -> dict[str, Any]:
    """
    The members of the JSON object that we sent, to be read only; empty where we sent none.
    """
    body = _parsed(exchange.request.body)
    return body if isinstance(body, dict) else {}


def at(exchange: Exchange, path: str) -> Any:
    """
    The member at a dotted path of the other side's JSON body, or `ABSENT`.
    """
    value = json_body(exchange)
    for step in path.split("."):
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return ABSENT
    return value


def member(path: str, wanted: Any) -> Check:
    """
    The member equals a JSON value; 1 and 1.0 are the same number, 1 and true are not.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        value = at(exchange, path)
        if (
            value is not ABSENT
            and value == wanted
            and isinstance(value, bool) == isinstance(wanted, bool)
        ):
            return None
        return Mismatch(f"{path} = {shown_json(wanted)}", shown_json(value))

    return check


def member_differs(path: str, known: Any) -> Check:
    """
    The member is there, and is not this value.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        value = at(exchange, path)
        if value is ABSENT or value == known:
            return Mismatch(f"{path} other than {shown_json(known)}", shown_json(value))
        return None

    return check


def member_matches(
    path: str, kind: type | tuple[type, ...], pattern: str = "", says: str = ""
) -> Check:
    """
    The member is of a JSON kind and its text matches the whole pattern; `says` is that in words.
    """
    kinds = kind if isinstance(kind, tuple) else (kind,)

    def check(exchange: Exchange) -> Mismatch | None:
        value = at(exchange, path)
        right = isinstance(value, kinds) and (not isinstance(value, bool) or bool in kinds)
        if right and (not pattern or re.fullmatch(pattern, str(value), re.DOTALL)):
            return None
        wanted = says or " or ".join(k.__name__ for k in kinds)
        return Mismatch(f"{path}: {wanted}", shown_json(value))

    return check


def shown(text: str) -> str:
    """
    A text for a finding: whole or not at all, because part of a secret could not be masked.
    """
    return text if len(text) <= SHOWN else f"{len(text)} characters, too long to show"


def shown_json(value: Any) -> str:
    """
    A JSON value, or `ABSENT`, for a finding: as JSON, whose escapes are those of the evidence.
    """
    if value is ABSENT:
        return "nothing there"
    return shown(json.dumps(value, ensure_ascii=False))


def shown_plain(value: Any) -> str:
    """
    The same, a text without its quotes.
    """
    return shown(value) if isinstance(value, str) else shown_json(value)


def _theirs(exchange: Exchange) -> Request | Response:
    if exchange.direction == "inbound":
        return exchange.request
    return exchange.response or Response(0)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


@lru_cache(maxsize=64)  # dozens of judgements look at the same exchange
def _parsed(body: bytes) -> Any:
    try:
        return _DECODER.decode(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
