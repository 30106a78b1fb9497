"""
iFortepay's signatures against vectors from outside, with every step between.
"""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payconform.model import Request
from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.signer import header, signed
from payconform.spec import closed, rows

GROUPS = closed.read(rows.find("fixtures", "ifortepay", "signing.json"), "signing")["groups"]
VECTORS = {
    group["scheme"]: {vector["id"]: vector for vector in group["vectors"]} for group in GROUPS
}


def each(scheme: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", VECTORS[scheme].values(), ids=VECTORS[scheme])


def request_of(vector: dict[str, Any]) -> Request:
    head, _, body = vector["message"].partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
    words = first.split(" ")
    return Request(words[0], words[1], headers, body.encode("utf-8"))


@each("request")
def test_the_signature_of_a_request_is_that_of_the_vector(vector: dict[str, Any]) -> None:
    request = request_of(vector)
    made = signing.sign(vector["key"], *signing.ids(request.body))
    assert made.canonical == vector["canonical"]
    assert made.string_to_sign == vector["string_to_sign"]
    assert made.value == vector["signature"]
    assert request.header(signing.SIGNATURE) == vector["received"]
    assert (made.value == vector["received"]) is (vector["result"] == "valid")


@each("callback")
def test_the_signature_of_a_callback_is_that_of_the_vector(vector: dict[str, Any]) -> None:
    request = request_of(vector)
    transaction = signing.parsed(request.body)["transaction_id"]
    made = signing.sign_callback(vector["key"], transaction, *signing.ids(request.body))
    assert (made.canonical, made.value) == (vector["canonical"], vector["signature"])
    wrong = signing.verify_callback(request.body, request.headers, vector["key"])
    assert (wrong is None) is (vector["result"] == "valid")


PAIRS = {  # those of the provider's own client, and those that two public clients sent
    ("IFP2024000001", "0x00aa88b8c80ab8cd88"): (
        "Basic SUZQMjAyNDAwMDAwMToweDAwYWE4OGI4YzgwYWI4Y2Q4OA=="
    ),
    ("IFP2099000001", "0x00demoSecret"): "Basic SUZQMjA5OTAwMDAwMToweDAwZGVtb1NlY3JldA==",
}


@pytest.mark.parametrize("pair", PAIRS)
def test_the_basic_credentials_are_those_that_were_sent(pair: tuple[str, str]) -> None:
    assert signing.authorization(*pair) == PAIRS[pair]
    assert signing.pair(PAIRS[pair]) == pair


@pytest.mark.parametrize("scheme", ["request", "callback"])
def test_a_vector_follows_from_its_middle_without_our_code(scheme: str) -> None:
    for vector in VECTORS[scheme].values():
        digest = hashlib.sha256(vector["string_to_sign"].encode()).hexdigest()
        assert digest == vector["signature"]


def test_ids_of_the_same_characters_share_their_signature() -> None:
    known = VECTORS["request"]
    assert known["moved-border"]["signature"] == known["two-clients"]["signature"]


def test_a_callback_without_signature_is_told() -> None:
    wrong = signing.verify_callback(b"{}", (), "key")
    assert wrong
    assert wrong.got == "none"


@pytest.mark.parametrize(
    "told", ["", "Basic", "Basic ", "Bearer YTpi", "Basic ###", "Basic YWI=", "Basic gIA="]
)
def test_what_is_no_pair_is_none(told: str) -> None:
    assert signing.pair(told) is None


@pytest.mark.parametrize("told", ["Basic YTpi", "basic YTpi", "BASIC YTpi"])
def test_the_scheme_has_no_letter_case(told: str) -> None:
    assert signing.pair(told) == ("a", "b")


@pytest.mark.parametrize(
    ("value", "told"), [("a", "a"), (77, "77"), (True, ""), (None, ""), (1.5, ""), ([], "")]
)
def test_an_id_enters_as_text(value: object, told: str) -> None:
    assert signing.text(value) == told


CREDENTIALS = {
    "merchant_id": "IFP2099000001",
    "secret_unbound_id": "0x00demoSecret",
    "hash_key": "HASHKEY-demo-01",
    "sub_merchant": "IFP2099000002",
    "sub_hash_key": "HASHKEY-demo-02",
}


def test_the_signer_signs_what_two_clients_sent() -> None:
    wire = request_of(VECTORS["request"]["two-clients"])
    bare = Request("POST", wire.target, (("Content-Type", "application/json"),), wire.body)
    made = signed(bare, CREDENTIALS)
    for name in (signing.AUTHORIZATION, signing.SIGNATURE, signing.VERSION):
        assert made.header(name) == wire.header(name)


def test_the_key_of_a_sub_merchant_signs_where_its_header_stands() -> None:
    vector = VECTORS["request"]["for-a-sub-merchant"]
    wire = request_of(vector)
    bare = Request("POST", wire.target, (), wire.body)
    acting = header(bare, signing.SUB_MERCHANT, CREDENTIALS["sub_merchant"])
    assert signed(acting, CREDENTIALS).header(signing.SIGNATURE) == vector["signature"]
    other = header(bare, signing.SUB_MERCHANT, "another")
    assert signed(other, CREDENTIALS).header(signing.SIGNATURE) != vector["signature"]


def test_headers_that_stand_there_stay() -> None:
    bare = Request("POST", "/", (("X-Version", "v9"),), b"{}")
    made = signed(bare, CREDENTIALS)
    assert [value for name, value in made.headers if name.lower() == "x-version"] == ["v9"]


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda one: f'"{one}"'.encode()))
def test_any_body_is_signed(body: bytes) -> None:
    made = signed(Request("POST", "/", (), body), CREDENTIALS)
    assert len(made.header(signing.SIGNATURE) or "") == 64
    assert signing.verify_callback(body, (("mcp-signature", "x"),), "key") is not None


def test_half_of_a_surrogate_pair_is_signed() -> None:
    body = b'{"external_id": "\\ud800", "order_id": "x"}'
    assert len(signed(Request("POST", "/", (), body), CREDENTIALS).headers) == 3
