from collections.abc import Callable
from typing import Any

import pytest

from payconform.checks import (
    ABSENT,
    at,
    json_body,
    member,
    member_differs,
    member_matches,
    shown,
    shown_json,
    shown_plain,
)
from payconform.model import Exchange, Request

Make = Callable[..., Exchange]
BODY = b'{"ok": true, "result": {"amount": 50.00, "id": "a-1", "none": null}, "list": [{"a": 1}]}'


def test_the_body_of_an_answer_is_read(exchange: Make) -> None:
    assert json_body(exchange(body=b'{"a": [1, "\xc5\xa3"]}')) == {"a": [1, "ţ"]}


def test_of_a_callback_the_request_is_read(exchange: Make) -> None:
    made = exchange(body=b'"ours"', request=Request("POST", "/", (), b'"theirs"'), inbound=True)
    assert json_body(made) == "theirs"


def test_a_mark_of_byte_order_is_overlooked(exchange: Make) -> None:
    assert json_body(exchange(body=b"\xef\xbb\xbf{}")) == {}


NO_JSON = {
    "nothing": b"",
    "words": b"It works!",
    "half a document": b'{"a":',
    "two documents": b"{}{}",
    "no number": b'{"a": NaN}',
    "an endless number": b'{"a": -Infinity}',
    "another encoding": b'{"a": "\xe9"}',
    "another width": '{"a": 1}'.encode("utf-16"),
    "a number of too many digits": b"[" + b"9" * 5000 + b"]",
    "depth beyond reason": b"[" * 100_000,
}


@pytest.mark.parametrize("name", NO_JSON)
def test_what_is_no_json_has_no_members(name: str, exchange: Make) -> None:
    made = exchange(body=NO_JSON[name])
    assert json_body(made) is None
    assert at(made, "a") is ABSENT


def test_without_an_answer_there_are_no_members(exchange: Make) -> None:
    assert json_body(exchange(answered=False)) is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("ok", True),
        ("result.amount", 50.0),
        ("result.none", None),
        ("list", [{"a": 1}]),
        ("list.0.a", 1),
        ("list.1", ABSENT),
        ("list.a", ABSENT),
        ("list.-1", ABSENT),
        ("result.0", ABSENT),
        ("result.id.a", ABSENT),
        ("result.none.a", ABSENT),
        ("nowhere", ABSENT),
        ("", ABSENT),
    ],
)
def test_a_path_leads_to_its_member(path: str, value: Any, exchange: Make) -> None:
    assert at(exchange(body=BODY), path) == value


# --- member ---


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("ok", True),
        ("result.amount", 50),
        ("result.amount", 50.0),
        ("result.id", "a-1"),
        ("result.none", None),
        ("list.0", {"a": 1}),
    ],
)
def test_a_member_of_this_value_passes(path: str, wanted: Any, exchange: Make) -> None:
    assert member(path, wanted)(exchange(body=BODY)) is None


@pytest.mark.parametrize(
    ("body", "wanted", "got"),
    [
        (b'{"a": 2}', 1, "2"),
        (b'{"a": "1"}', 1, '"1"'),
        (b'{"a": 1}', "1", "1"),
        (b'{"a": 1}', True, "1"),
        (b'{"a": true}', 1, "true"),
        (b'{"a": false}', 0, "false"),
        (b'{"a": 0}', False, "0"),
        (b'{"a": null}', False, "null"),
        (b'{"a": ""}', None, '""'),
        (b"{}", None, "nothing there"),
        (b"[]", None, "nothing there"),
        (b"oops", None, "nothing there"),
        (b'{"a": {"b": "\xc5\xa3"}}', 1, '{"b": "ţ"}'),
    ],
)
def test_a_member_of_another_value_is_told(
    body: bytes, wanted: Any, got: str, exchange: Make
) -> None:
    found = member("a", wanted)(exchange(body=body))
    assert found is not None
    assert found.expected.startswith("a = ")
    assert found.got == got


# --- member_differs ---


@pytest.mark.parametrize("body", [b'{"a": "new"}', b'{"a": null}', b'{"a": ["old"]}'])
def test_a_member_that_differs_passes(body: bytes, exchange: Make) -> None:
    assert member_differs("a", "old")(exchange(body=body)) is None


@pytest.mark.parametrize(
    ("body", "got"), [(b'{"a": "old"}', '"old"'), (b"{}", "nothing there"), (b"", "nothing there")]
)
def test_a_member_that_stays_or_is_missing_is_told(body: bytes, got: str, exchange: Make) -> None:
    found = member_differs("a", "old")(exchange(body=body))
    assert found is not None
    assert found.expected == 'a other than "old"'
    assert found.got == got


# --- member_matches ---


@pytest.mark.parametrize(
    ("body", "kind", "pattern"),
    [
        (b'{"a": "x"}', str, ""),
        (b'{"a": "abc"}', str, "[a-c]+"),
        (b'{"a": "a\\nb"}', str, "a.b"),
        (b'{"a": 1}', int, ""),
        (b'{"a": 1}', (int, float), "1"),
        (b'{"a": 1.5}', (int, float), ""),
        (b'{"a": true}', bool, ""),
        (b'{"a": {}}', dict, ""),
        (b'{"a": []}', list, ""),
        (b'{"a": null}', type(None), ""),
    ],
)
def test_a_member_of_this_kind_and_form_passes(
    body: bytes, kind: Any, pattern: str, exchange: Make
) -> None:
    assert member_matches("a", kind, pattern)(exchange(body=body)) is None


@pytest.mark.parametrize(
    ("body", "kind", "pattern"),
    [
        (b'{"a": 1}', str, ""),
        (b'{"a": "1"}', int, ""),
        (b'{"a": 1.0}', int, ""),
        (b'{"a": true}', int, ""),
        (b'{"a": false}', (int, float), ""),
        (b'{"a": 1}', bool, ""),
        (b'{"a": null}', str, ""),
        (b"{}", str, ""),
        (b"oops", str, ""),
        (b'{"a": "abc"}', str, "ab"),
        (b'{"a": "abc"}', str, "bc"),
        (b'{"a": "abc\\n"}', str, "abc"),
        (b'{"a": ""}', str, ".+"),
    ],
)
def test_a_member_of_another_kind_or_form_is_told(
    body: bytes, kind: Any, pattern: str, exchange: Make
) -> None:
    found = member_matches("a", kind, pattern, "something else")(exchange(body=body))
    assert found is not None
    assert found.expected == "a: something else"


def test_a_kind_without_words_is_told_by_its_name(exchange: Make) -> None:
    found = member_matches("a", (int, float))(exchange(body=b"{}"))
    assert found is not None
    assert found.expected == "a: int or float"


# --- what a finding shows ---


def test_a_value_is_shown_whole_or_not_at_all(exchange: Make) -> None:
    secret = "hunter2-" * 100
    found = member("a", 1)(exchange(body=b'{"a": {"token": "%b"}}' % secret.encode()))
    assert found is not None
    assert "hunter2" not in found.got
    assert found.got == f"{len(secret) + 13} characters, too long to show"
    assert shown("a" * 300) == "a" * 300
    assert shown_plain("a" * 301) == shown("a" * 301)
    assert shown("a" * 301) == "301 characters, too long to show"


@pytest.mark.parametrize(
    ("value", "as_json", "plain"),
    [
        ("Ion\u00a0'P\"", '"Ion\u00a0\'P\\""', "Ion\u00a0'P\""),
        ({"a": [None, True, 1.0]}, '{"a": [null, true, 1.0]}', '{"a": [null, true, 1.0]}'),
        (ABSENT, "nothing there", "nothing there"),
    ],
)
def test_a_value_is_shown_as_json(value: object, as_json: str, plain: str) -> None:
    assert (shown_json(value), shown_plain(value)) == (as_json, plain)
