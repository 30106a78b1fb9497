"""
Any body can be signed; what is signed verifies, and what was changed does not.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from string import ascii_uppercase
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.amazonpay.vectors import VECTORS

from payconform import catalog
from payconform.model import Exchange, Request, Response
from payconform.providers.amazonpay import doctor, signing
from payconform.providers.amazonpay.signer import signed, without
from payconform.signing import java
from payconform.signing.literals import loads
from payconform.simulator.clock import VirtualClock
from payconform.simulator.engine import Engine

SECRET = "DqrTestSecret_0001-abcDEF"


# --- any body ---

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
BODY = st.fixed_dictionaries(
    {"merchantId": TEXT},
    optional={
        "amount": st.one_of(TEXT, st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
        "cancelIntent": st.lists(TEXT, max_size=3),
        "qrPayload": st.dictionaries(TEXT, TEXT, max_size=2),
        "noteToCustomer": TEXT,
    },
)


def made(body: bytes, date: str = "20240912T073125Z") -> str:
    request = Request("POST", "/v2/pay/cancel", (("x-amz-date", date),), body)
    return signing.sign(signing.canonical_request(request), date, SECRET).value


def members(body: bytes) -> dict[str, str]:
    """
    What is signed of a body, read another way than the signer does.
    """
    return {name: java.text(value) for name, value in loads(body).items()}


@given(BODY, BODY)
def test_bodies_that_differ_are_signed_differently(one: Any, other: Any) -> None:
    first, second = json.dumps(one).encode(), json.dumps(other).encode()
    same = members(first) == members(second)
    assert (made(first) == made(second)) is same


@given(BODY)
def test_how_a_body_is_written_down_does_not_matter(one: Any) -> None:
    again = json.dumps(dict(reversed(one.items())), ensure_ascii=False, indent=1)
    assert made(json.dumps(one).encode()) == made(again.encode())


@given(st.data())
def test_any_byte_of_a_text_that_changes_is_noticed(data: st.DataObject) -> None:
    body = VECTORS["cancel-request"]["message"].partition("\r\n\r\n")[2].encode()
    at = data.draw(st.integers(0, len(body) - 1))
    changed = bytes([*body[:at], data.draw(st.sampled_from(range(32, 127))), *body[at + 1 :]])
    try:
        same = json.loads(changed) == json.loads(body)
    except ValueError:
        same = False
    assert (made(changed) == made(body)) is same


@pytest.mark.parametrize("body", [b"[1]", b"{", b"\xff", b'{"a": "\\ud800"}', b"[" * 9999, b"1"])
def test_a_body_that_is_no_json_object_is_signed_as_none(body: bytes) -> None:
    assert made(body) == made(b"")


# --- what is signed verifies, and nothing else does ---

patient = settings(deadline=None)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MERCHANT = {"merchant_id": "MID", "access_key_id": "ACCESS", "secret_key": SECRET}
ENGINE = Engine(catalog.behaviour("amazonpay"), MERCHANT, VirtualClock(NOW.timestamp()))
JSON_BODY = BODY.map(lambda members: json.dumps(members).encode("utf-8"))
PRINTABLE = [chr(code) for code in range(33, 127)]
QUERY = st.dictionaries(TEXT, TEXT, max_size=3).map(urlencode)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """
    A signed request: a POST with a body, or a GET with a query.
    """
    if draw(st.booleans()):
        headers = (("Content-Type", "application/json"),)
        made = Request("POST", "/v2/pay/cancel", headers, draw(JSON_BODY))
    else:
        made = Request("GET", f"/v2/pay/token?{draw(QUERY)}")
    return signed(made, MERCHANT, NOW)


def authentic(request: Request) -> bool:
    """
    Whether a request verifies by the doctor's recipe, and the simulator agrees where it has such an
    operation.
    """
    made = Exchange("x1", "outbound", "", "", request, None, None, NOW, 0.0)
    (case,) = doctor.cases(made, MERCHANT)
    verifies = case.sign(case.recipe).value == case.received
    answer = ENGINE(request)
    assert isinstance(answer, Response)
    known = answer.status not in (404, 405) or b"AuthorizationFailed" in answer.body
    assert not known or verifies is (b"AuthorizationFailed" not in answer.body)
    return verifies


@patient
@given(requests())
def test_what_is_signed_verifies(request: Request) -> None:
    assert authentic(request)


@patient
@given(requests(), st.data())
def test_another_letter_in_the_method_is_refused(request: Request, data: st.DataObject) -> None:
    other = changed(data, request.method, ascii_uppercase)
    assert not authentic(replace(request, method=other))


@patient
@given(requests(), st.data())
def test_another_character_in_the_path_is_refused(request: Request, data: st.DataObject) -> None:
    path, mark, query = request.target.partition("?")
    other = "/" + changed(data, path[1:], PRINTABLE)
    assert not authentic(replace(request, target=f"{other}{mark}{query}"))


@patient
@given(requests(), st.data())
def test_another_character_in_a_query_is_refused(request: Request, data: st.DataObject) -> None:
    path, _, query = request.target.partition("?")
    assume(query)
    other = changed(data, query, PRINTABLE)
    same = asked(other) == asked(query)
    assert authentic(replace(request, target=f"{path}?{other}")) is same


@patient
@given(requests(), st.sampled_from(signing.SIGNED), st.data())
def test_another_character_in_a_signed_header_is_refused(
    request: Request, name: str, data: st.DataObject
) -> None:
    other = changed(data, request.header(name) or "", PRINTABLE)
    headers = (*without(request, name).headers, (name, other))
    assert not authentic(replace(request, headers=headers))


@patient
@given(requests(), st.data())
def test_another_byte_in_a_body_is_refused(request: Request, data: st.DataObject) -> None:
    assume(request.body)
    at = data.draw(st.integers(0, len(request.body) - 1))
    byte = data.draw(st.integers(0, 255))
    body = bytes([*request.body[:at], byte, *request.body[at + 1 :]])
    same = meant(body) == meant(request.body)
    assert authentic(replace(request, body=body)) is same


def changed(data: st.DataObject, text: str, alphabet: Sequence[str]) -> str:
    """
    The text with one of its characters another.
    """
    at = data.draw(st.integers(0, len(text) - 1))
    others = [one for one in alphabet if one != text[at]]
    return text[:at] + data.draw(st.sampled_from(others)) + text[at + 1 :]


def asked(query: str) -> list[tuple[str, str]]:
    """
    What a query says, in whatever order.
    """
    return sorted(parse_qsl(query, keep_blank_values=True))


def meant(body: bytes) -> dict[str, str]:
    """
    What a body says, as text; nothing where it is no JSON object.
    """
    try:
        document = loads(body)
        told = {name: java.text(one) for name, one in document.items() if one is not None}
        json.dumps(told, ensure_ascii=False).encode("utf-8")
        return told
    except (ValueError, AttributeError):
        return {}
