"""
Amazon Pay's signatures against vectors from outside, with every step between.
"""

import base64
import hashlib
import hmac
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

from payconform import catalog
from payconform.model import Exchange, Request, Response
from payconform.profiles.signatures import valid_until
from payconform.providers.amazonpay import doctor, profile, signing
from payconform.providers.amazonpay.signer import signed, without
from payconform.signing import java
from payconform.signing.literals import loads
from payconform.simulator.clock import VirtualClock
from payconform.simulator.engine import Engine
from payconform.spec import closed, rows

GROUPS = closed.read(rows.find("fixtures", "amazonpay", "signing.json"), "signing")["groups"]
VECTORS = {vector["id"]: vector for group in GROUPS for vector in group["vectors"]}
SECRET = "DqrTestSecret_0001-abcDEF"

every_vector = pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)


def split(message: str) -> tuple[list[str], tuple[tuple[str, str], ...], bytes]:
    """
    The first line's words, the headers and the body of a message as it stands on the wire.
    """
    head, _, body = message.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
    return first.split(" "), headers, body.encode("utf-8")


def canonical_of(vector: dict[str, Any], reading: signing.Reading = signing.PLAIN) -> str:
    words, headers, body = split(vector["message"])
    if "answers" not in vector:
        request = Request(words[0], words[1], headers, body)
        return signing.canonical_request(request, request.header("host") or "", reading)
    method, url = vector["answers"].split(" https://")
    host, _, path = url.partition("/")
    response = Response(int(words[1]), headers, body)
    return signing.canonical_response(Request(method, f"/{path}"), response, host, reading)


def date_of(vector: dict[str, Any]) -> str:
    return dict(split(vector["message"])[1])["x-amz-date"]


# --- vectors ---


@every_vector
def test_the_canonical_text_is_that_of_the_vector(vector: dict[str, Any]) -> None:
    assert canonical_of(vector) == vector["canonical"]


@every_vector
def test_the_chain_of_keys_is_that_of_the_vector(vector: dict[str, Any]) -> None:
    chain = signing.keys(vector["key"], date_of(vector)[:8])
    assert [key.hex() for key in chain] == vector["keys"]


@every_vector
def test_the_text_that_is_signed_is_that_of_the_vector(vector: dict[str, Any]) -> None:
    told = signing.string_to_sign(vector["canonical"], date_of(vector))
    assert told == vector["string_to_sign"]


@every_vector
def test_the_signature_is_that_of_the_vector(vector: dict[str, Any]) -> None:
    made = signing.sign(canonical_of(vector), date_of(vector), vector["key"])
    assert (made.canonical, made.string_to_sign) == (vector["canonical"], vector["string_to_sign"])
    assert made.value == vector["signature"]
    assert (made.value == vector["received"]) is (vector["result"] == "valid")


@every_vector
def test_a_vector_follows_from_its_middle_without_our_code(vector: dict[str, Any]) -> None:
    *_, digest = vector["string_to_sign"].split("\n")
    assert hashlib.sha384(vector["canonical"].encode()).hexdigest() == digest
    key = bytes.fromhex(vector["keys"][-1])
    made = hmac.new(key, vector["string_to_sign"].encode(), hashlib.sha384).digest()
    assert base64.urlsafe_b64encode(made).decode() == vector["signature"]


@every_vector
def test_the_signature_stands_in_the_message(vector: dict[str, Any]) -> None:
    headers = dict(split(vector["message"])[1])
    if "answers" in vector:
        assert headers["x-amz-signature"] == vector["received"]
    else:
        parts = signing.AUTHORIZATION.fullmatch(headers["Authorization"])
        assert parts
        assert parts[3] == vector["received"]


def test_each_published_canonical_text_is_rebuilt() -> None:
    published = [one for one in VECTORS.values() if "Published" in one["flags"]]
    assert len(published) == 6
    assert all(canonical_of(one) == one["canonical"] for one in published)


# --- how long a signature is good ---


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, datetime(2024, 9, 12, 7, 46, 25, tzinfo=UTC)),
        ({"x-amz-expires": "86400"}, datetime(2024, 9, 13, 7, 31, 25, tzinfo=UTC)),
        *(({"x-amz-expires": wrong}, None) for wrong in ("", "-1", "1.5", "٣", "9" * 10)),
        *(({"x-amz-date": wrong}, None) for wrong in ("", "today", "20240931T000000Z")),
        ({"x-amz-date": "99991231T235959Z"}, None),
        *(({name: None}, None) for name in ("x-amz-expires", "x-amz-date", "Authorization")),
    ],
)
def test_a_request_says_until_when_it_is_good(
    headers: dict[str, str | None], told: datetime | None
) -> None:
    words, given, body = split(VECTORS["cancel-request"]["message"])
    kept = [(name, value) for name, value in given if name not in headers]
    new = [(name, value) for name, value in headers.items() if value is not None]
    request = Request(words[0], words[1], (*kept, *new), body)
    assert valid_until(profile, request) == told


# --- what the documents leave open ---


def test_a_reversed_list_reads_as_a_hash_set_would_have_it() -> None:
    reading = signing.Reading(order=java.hash_order)
    written = canonical_of(VECTORS["reversed-intents"], reading)
    assert written == VECTORS["cancel-request"]["canonical"]


def test_a_number_reads_as_javas_double() -> None:
    written = canonical_of(VECTORS["numbers-as-written"], signing.Reading(numbers=java.double))
    assert written.endswith("amount=1.0&b=1.0E7&c=5&d=1000.0")


def test_another_header_is_signed_where_all_are() -> None:
    request = Request("GET", "/", (("X-Amz-Rid", "1"), ("x-amz-date", "2"), ("x-other", "3")))
    assert signing.canonical_request(request).endswith("\nx-amz-date=2\n")
    extra = signing.canonical_request(request, reading=signing.Reading(extra_headers=True))
    assert extra.endswith("\nx-amz-date=2&x-amz-rid=1\n")


def test_the_answer_to_a_get_repeats_the_query_where_it_is_read_so() -> None:
    request, response = Request("GET", "/v2/pay/token?b=2&a=1"), Response(200)
    plain = signing.canonical_response(request, response)
    repeated = signing.Reading(query_repeated=True)
    assert plain.split("\n")[2] == ""
    assert (
        signing.canonical_response(request, response, reading=repeated).split("\n")[2] == "a=1&b=2"
    )


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


def test_header_names_count_in_any_case() -> None:
    words, headers, body = split(VECTORS["cancel-request"]["message"])
    request = Request(words[0], words[1], headers, body)
    shouted = replace(request, headers=tuple((name.upper(), value) for name, value in headers))
    assert signing.canonical_request(shouted) == VECTORS["cancel-request"]["canonical"]


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
