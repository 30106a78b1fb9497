"""
Amazon Pay's signatures against vectors from outside, with every step between.
"""

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.amazonpay.vectors import VECTORS, split

from payconform.model import Request, Response
from payconform.profiles.signatures import valid_until
from payconform.providers.amazonpay import profile, signing
from payconform.signing import java

every_vector = pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)


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


def test_header_names_count_in_any_case() -> None:
    words, headers, body = split(VECTORS["cancel-request"]["message"])
    request = Request(words[0], words[1], headers, body)
    shouted = replace(request, headers=tuple((name.upper(), value) for name, value in headers))
    assert signing.canonical_request(shouted) == VECTORS["cancel-request"]["canonical"]


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
