"""
What `show` tells of one finding, and what `replay` tells of two answers.
"""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from payconform.model import Exchange, Request, Response
from payconform.reporting import details
from payconform.reporting.differences import differences

Make = Callable[..., Exchange]

FINDING: dict[str, Any] = {
    "rule": "TEA-AUTH-01",
    "level": "must",
    "basis": "documented",
    "says": "Tea is hot.",
    "source": ["kettle", "cup"],
    "test": "suites/tea/test_1_auth.py::test_x[a]",
    "outcome": "failed",
    "expected": "status 200",
    "got": "status 500",
    "reason": "",
    "exercised": 2,
    "evidence": ["x00001", "x00009"],
}


def shown(finding: dict[str, Any], *exchanges: Exchange) -> str:
    console = Console(file=io.StringIO(), width=80)
    details.show_finding(console, finding, {one.id: one for one in exchanges})
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_finding_is_told_with_its_exchanges_as_http_and_curl(exchange: Make) -> None:
    request = Request(
        "POST", "/pot", (("Authorization", "Bearer ‹TEA_TOKEN›"),), b'{"a":[1.50,{}]}'
    )
    said = shown(FINDING, exchange(500, b"no [tea]", (("X-Pot", "1"),), request=request))
    lines = said.splitlines()
    assert lines[:4] == [
        "failed TEA-AUTH-01 (must, documented)",
        "  Tea is hot.",
        "  source: kettle, cup",
        "  test:   suites/tea/test_1_auth.py::test_x[a]",
    ]
    assert any("status 200" in line and "status 500" in line for line in lines)
    start = lines.index("> POST /pot")
    assert lines[start + 1 : start + 14] == [
        "> Authorization: Bearer ‹TEA_TOKEN›",
        ">",
        "> {",
        '>   "a": [',
        ">     1.50,",
        ">     {}",
        ">   ]",
        "> }",
        "< 500 Internal Server Error",
        "< X-Pot: 1",
        "<",
        "< no [tea]",
        lines[start + 13],
    ]
    assert lines[start + 13].startswith("curl ")
    assert '"$TEA_TOKEN"' in lines[start + 13]
    assert lines[-1] == "x00009: not in exchanges.ndjson"


def test_when_a_signature_ends_is_told_beneath_its_request(exchange: Make) -> None:
    console, made = Console(file=io.StringIO(), width=80), exchange()
    ends = {made.request: datetime(2026, 1, 2, tzinfo=UTC)}
    details.show_finding(console, FINDING, {made.id: made}, ends.get)
    assert isinstance(console.file, io.StringIO)
    first, second = console.file.getvalue().splitlines()[-4:-2]
    assert first.startswith("curl ")
    assert second.startswith("# signed until 2026-01-02 00:00:00 UTC")


def test_a_silence_and_a_call_to_us_are_told(exchange: Make) -> None:
    assert "< no answer: no connection" in shown(FINDING, exchange(answered=False))
    called = shown(FINDING, exchange(inbound=True))
    assert "a call to us" in called
    assert "curl" not in called


def test_no_answer_can_steer_the_terminal(exchange: Make) -> None:
    body = b"\x1b[2J\x1b]0;gone\x07\r" + "\u202e\x9b".encode()
    said = shown(FINDING | {"got": "\x1b[31m"}, exchange(200, body, (("A", "\x1b[1m"),)))
    assert not set("\x1b\x07\r\u202e\x9b") & set(said)
    assert "\\x1b[2J" in said


def test_a_name_above_a_column_is_no_markup() -> None:
    console = Console(file=io.StringIO(), width=80)
    details.beside(console, ("then, [/x]\x1b", "[red]now"), ("a", "b"))
    assert isinstance(console.file, io.StringIO)
    said = console.file.getvalue()
    assert "then, [/x]\\x1b" in said
    assert "[red]now" in said


@pytest.mark.parametrize(
    "text", ['{"a":1,"a":2.10,"b":"}, ]"}', "[[],[1e400]]", '"x"', "{", "not JSON", '{ "a" : [ ] }']
)
def test_indenting_keeps_every_literal(text: str) -> None:
    keep = "".join(text.split())
    assert "".join(details.indented(text).split()) == keep


def answer(status: int, body: bytes, *headers: tuple[str, str]) -> Response:
    return Response(status, headers, body)


DATED = (("Date", "now"), ("X-A", "1"))
CASES = {
    "nothing": (answer(200, b'{"a": 1}', *DATED), answer(200, b'{"a":1}', ("x-a", "1")), []),
    "status": (answer(200, b""), answer(409, b""), ["status: 200 → 409"]),
    "header": (answer(200, b"", *DATED), answer(200, b""), ["header x-a: 1 → none"]),
    "member": (
        answer(200, b'{"a": {"b": [1, 2]}}'),
        answer(200, b'{"a": {"b": [1, "2"], "c": null}}'),
        ['a.b[1]: 2 → "2"', "a.c: none → null"],
    ),
    "text": (answer(200, b"tea"), answer(200, b"{}"), ["the body"]),
}


@pytest.mark.parametrize(("old", "new", "lines"), CASES.values(), ids=CASES)
def test_what_differs_between_two_answers(old: Response, new: Response, lines: list[str]) -> None:
    assert differences(old, new) == lines


def test_an_answer_that_came_once_differs(exchange: Make) -> None:
    made = exchange()
    assert differences(made.response, None) == ["an answer came only once"]
    assert differences(None, replace(made, response=None).response) == []
