"""
One finding with its evidence: the rule, expected beside got, and each exchange as HTTP and curl.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from payconform.model import Exchange, Headers, Request
from payconform.reporting.terminal import STYLES
from payconform.reporting.visible import visible
from payconform.wire.curl import curl

WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
OPENING, CLOSING = frozenset("{["), frozenset("}]")
REASONS = {status.value: f" {status.phrase}" for status in HTTPStatus}


def show_list(console: Console, findings: Sequence[Mapping[str, Any]]) -> None:
    """
    Findings, numbered from 1: the numbers by which they can be asked for.
    """
    for number, finding in enumerate(findings, 1):
        words = f"{finding['outcome']:<12} {finding['rule']}  {finding['test']}"
        say(console, f"{number:>4}  {words}", STYLES.get(finding["outcome"], ""))


def show_finding(
    console: Console,
    finding: Mapping[str, Any],
    exchanges: Mapping[str, Exchange],
    until: Callable[[Request], datetime | None] = lambda request: None,
) -> None:
    """
    Everything that is known of one finding; `until` tells when the signature of a request is good.
    """
    head = f"{finding['outcome']} {finding['rule']} ({finding['level']}, {finding['basis']})"
    say(console, head, STYLES.get(finding["outcome"], ""))
    say(console, f"  {finding['says']}")
    for name, told in (
        ("source", ", ".join(finding["source"])),
        ("test", finding["test"]),
        ("reason", finding["reason"]),
    ):
        if told:
            say(console, f"  {name + ':':<8}{told}")
    if finding["expected"] or finding["got"]:
        beside(console, ("expected", "got"), (finding["expected"], finding["got"]))
    if finding["exercised"] > len(finding["evidence"]):
        say(console, f"the last {len(finding['evidence'])} of {finding['exercised']} exchanges:")
    for name in finding["evidence"]:
        console.print()
        if name in exchanges:
            _show_exchange(console, exchanges[name], until)
        else:
            say(console, f"{name}: not in exchanges.ndjson", "magenta")


def beside(console: Console, names: tuple[str, str], texts: tuple[str, str]) -> None:
    """
    Two texts side by side.
    """
    table = Table(show_lines=False)
    for name in names:
        table.add_column(Text(visible(name)), ratio=1, overflow="fold")
    table.add_row(*(Text(visible(text)) for text in texts))
    console.print(table)


def answer(exchange: Exchange) -> list[str]:
    """
    What came back, line by line; why nothing did, if so.
    """
    response = exchange.response
    if response is None:
        return [f"no answer: {exchange.failure}"]
    head = f"{response.status}{REASONS.get(response.status, '')}"
    return [head, *_message(response.headers, response.body)]


def indented(text: str) -> str:
    """
    JSON with a member on each line, every literal as it was written; other text as it stands.
    """
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    depth, before, parts = 0, "", []
    for word in WORD.findall(text):
        closes, opened = word in CLOSING, before in OPENING
        depth -= closes
        if (closes and not opened) or (not closes and (opened or before == ",")):
            parts.append("\n" + "  " * depth)
        parts.append(": " if word == ":" else word)
        depth += word in OPENING
        before = word
    return "".join(parts)


def show_request(console: Console, exchange: Exchange) -> None:
    """
    The request of an exchange, as HTTP.
    """
    request = exchange.request
    told = f"{exchange.id} {exchange.operation} at {exchange.at:%Y-%m-%d %H:%M:%S} UTC"
    who = "" if exchange.direction == "outbound" else ", a call to us"
    say(console, f"{told}, {exchange.seconds:.3f} s{who}", "bold")
    asked = [f"{request.method} {request.target}", *_message(request.headers, request.body)]
    for line in asked:
        say(console, f"> {line}".rstrip())


def _show_exchange(
    console: Console, exchange: Exchange, until: Callable[[Request], datetime | None]
) -> None:
    show_request(console, exchange)
    for line in answer(exchange):
        say(console, f"< {line}".rstrip())
    if exchange.direction == "outbound":
        say(console, curl(exchange, str, until(exchange.request)))


def _message(headers: Headers, body: bytes) -> list[str]:
    lines = [f"{name}: {value}" for name, value in headers]
    if body:
        lines += ["", *indented(body.decode("utf-8", "backslashreplace")).split("\n")]
    return lines


def say(console: Console, text: str, style: str = "") -> None:
    """
    One line, whatever it holds.
    """
    console.print(Text(visible(text), style), soft_wrap=True, highlight=False)
