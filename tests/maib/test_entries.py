"""
Checks on lists tell which entries a page holds, and never mistake another answer for an empty page.
"""

import json
from datetime import UTC, datetime

import pytest

from payconform.model import Check, Exchange, Request, Response
from payconform.providers.maib.entries import at_most, entries, holds, lacks, lists


def answer(result: object) -> Exchange:
    body = json.dumps({"result": result, "ok": True}).encode("utf-8")
    request, response = Request("GET", "/"), Response(200, (), body)
    moment = datetime(2029, 10, 22, tzinfo=UTC)
    return Exchange("x1", "outbound", "listQrs", "", request, response, None, moment, 0.1)


def page(*ids: object) -> Exchange:
    return answer({"items": [{"qrId": one} for one in ids]})


def test_entries_are_told_in_their_order() -> None:
    assert entries(page("b", "a"), "qrId") == ["b", "a"]
    assert entries(page("b"), "payId") == [None]
    assert entries(answer({"items": [1, {}]}), "qrId") == [None, None]
    assert entries(answer({}), "qrId") == []


@pytest.mark.parametrize(
    ("check", "exchange"),
    [
        (lists("qrId", "a", "b"), page("a", "b")),
        (lists("qrId"), page()),
        (holds("qrId", "a", "b"), page("b", "a")),
        (lacks("qrId", "a"), page("b")),
        (lacks("qrId", "a"), page()),
        (at_most(2), page("a", "b")),
    ],
)
def test_the_page_that_is_wanted_passes(check: Check, exchange: Exchange) -> None:
    assert check(exchange) is None


@pytest.mark.parametrize(
    ("check", "exchange", "got"),
    [
        (lists("qrId", "a", "b"), page("b", "a"), '2 entries, the first "b", "a"'),
        (lists("qrId", "a"), page("a", "a"), '2 entries, the first "a", "a"'),
        (lists("qrId", "a"), page(None), "1 entries, the first null"),
        (lists("qrId"), page("a"), '1 entries, the first "a"'),
        (holds("qrId", "a", "b"), page("a"), '1 entries, the first "a"'),
        (holds("qrId", "a"), page("a", "a"), '2 entries, the first "a", "a"'),
        (lacks("qrId", "a"), page("b", "a"), '2 entries, the first "b", "a"'),
        (at_most(1), page("a", "b"), "2 entries"),
    ],
)
def test_another_page_is_told(check: Check, exchange: Exchange, got: str) -> None:
    found = check(exchange)
    assert found is not None
    assert found.got == got


@pytest.mark.parametrize("check", [lists("qrId"), holds("qrId"), lacks("qrId", "a"), at_most(1)])
@pytest.mark.parametrize("result", [{}, {"items": None}, {"items": {}}, [], None])
def test_an_answer_without_a_list_is_no_empty_page(check: Check, result: object) -> None:
    found = check(answer(result))
    assert found is not None
    assert found.got == "no list of items"
