"""
Answers against what the document lists and describes.
"""

from collections.abc import Callable

import pytest

from payconform import catalog
from payconform.checks.answers import as_documented
from payconform.model import Exchange, Request
from payconform.spec.openapi import Operation

CHECK = as_documented(catalog.load("maib").document.operations["createQr"])
JSON = (("content-type", "application/json; charset=utf-8"),)
REFUSED = b'{"ok": false, "errors": [{"errorCode": "12000", "errorMessage": "No."}]}'


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (400, REFUSED, JSON),
        (401, b"", ()),
        (401, b"<html>", (("content-type", "text/html"),)),  # whose body nothing describes
        (400, b"", ()),  # by a gateway
    ],
)
def test_an_answer_as_the_document_has_it(
    exchange: Callable[..., Exchange], status: int, body: bytes, headers: tuple[()]
) -> None:
    assert CHECK(exchange(status, body, headers)) is None


@pytest.mark.parametrize(
    ("status", "body", "headers", "got"),
    [
        (418, b"", (), "418"),
        (400, REFUSED, (("content-type", "text/plain"),), "text/plain"),
        (400, b'{"ok": false}', JSON, "the body"),
        (
            400,
            b'{"ok": false, "errors": [{"errorCode": 5, "errorMessage": ""}]}',
            JSON,
            "/errors/0",
        ),
        (400, b"{", JSON, "the body"),
        (400, b'{"ok": false, "errors": [{"errorMessage": "\\ud800"}]}', JSON, "a surrogate pair"),
        (200, b'{"ok": true, "result": {}}', JSON, "/result"),
    ],
)
def test_an_answer_in_a_form_of_its_own(
    exchange: Callable[..., Exchange], status: int, body: bytes, headers: tuple[()], got: str
) -> None:
    found = CHECK(exchange(status, body, headers))
    assert found is not None
    assert got in found.got


def test_another_verb_and_no_answer_are_not_judged(exchange: Callable[..., Exchange]) -> None:
    assert CHECK(exchange(418, request=Request("PATCH", "/v2/mia/qr"))) is None
    assert CHECK(exchange(answered=False)) is None


def test_a_status_may_be_listed_with_its_hundred(exchange: Callable[..., Exchange]) -> None:
    refused = {"content": {"application/json": {"schema": {"required": ["code"]}}}}
    responses = {"200": {"description": "Done."}, "4XX": refused}
    check = as_documented(Operation("tea", "POST", "/tea", {"responses": responses}, {}))
    assert check(exchange(418, b'{"code": 5}', JSON)) is None
    for status, body, expected in (
        (418, b"{}", "the documented form of a 418"),
        (302, b"", "a documented status (200, 4XX)"),
    ):
        found = check(exchange(status, body, JSON))
        assert found is not None
        assert found.expected == expected
