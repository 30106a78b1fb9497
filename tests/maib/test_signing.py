"""
maib's callback signature against vectors from outside.
"""

import base64
import hashlib
import json
from decimal import ROUND_HALF_UP, Decimal
from operator import itemgetter
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from payconform.config import published
from payconform.providers.maib import signing
from payconform.providers.maib.simulation import notices
from payconform.signing.literals import loads
from payconform.spec import closed, rows

DOCUMENT = closed.read(rows.find("fixtures", "maib", "signing.json"), "signing")
VECTORS = {vector["id"]: vector for group in DOCUMENT["groups"] for vector in group["vectors"]}
VALID = [name for name, vector in VECTORS.items() if vector["result"] == "valid"]
INVALID = [name for name, vector in VECTORS.items() if vector["result"] == "invalid"]
KEY = published("maib")["signature_key"]


def result_of(vector: dict[str, Any]) -> Any:
    return loads(vector["message"].encode("utf-8"))["result"]


# --- vectors ---


@pytest.mark.parametrize("name", VECTORS)
def test_the_canonical_text_is_that_of_the_vector(name: str) -> None:
    assert signing.canonical(result_of(VECTORS[name])) == VECTORS[name]["canonical"]


@pytest.mark.parametrize("name", VECTORS)
def test_the_text_that_is_signed_is_that_of_the_vector(name: str) -> None:
    vector = VECTORS[name]
    made = signing.sign(result_of(vector), vector["key"])
    assert made.canonical == vector["canonical"]
    assert made.string_to_sign == vector["string_to_sign"]


@pytest.mark.parametrize("name", VECTORS)
def test_the_signature_is_that_of_the_vector(name: str) -> None:
    vector = VECTORS[name]
    assert signing.sign(result_of(vector), vector["key"]).value == vector["signature"]


@pytest.mark.parametrize("name", VECTORS)
def test_a_vector_follows_from_its_middle_without_our_code(name: str) -> None:
    vector = VECTORS[name]
    digest = hashlib.sha256(vector["string_to_sign"].encode("utf-8")).digest()
    assert base64.b64encode(digest).decode("ascii") == vector["signature"]
    assert json.loads(vector["message"])["signature"] == vector["received"]
    assert (vector["received"] == vector["signature"]) == (vector["result"] == "valid")


@pytest.mark.parametrize("name", VALID)
def test_a_valid_signature_verifies(name: str) -> None:
    vector = VECTORS[name]
    assert signing.verify(vector["message"].encode("utf-8"), vector["key"]) is None


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_signature_is_refused(name: str) -> None:
    vector = VECTORS[name]
    found = signing.verify(vector["message"].encode("utf-8"), vector["key"])
    assert found is not None
    assert vector["canonical"] in found.expected
    assert vector["received"] in found.got


@pytest.mark.parametrize("name", VALID)
def test_no_other_key_verifies(name: str) -> None:
    vector = VECTORS[name]
    body = vector["message"].encode("utf-8")
    for key in ("", vector["key"].upper(), vector["key"] + " ", "00000000-0000-0000-0000"):
        assert signing.verify(body, key) is not None


@pytest.mark.parametrize("name", INVALID)
def test_a_refusal_does_not_show_the_key(name: str) -> None:
    vector = VECTORS[name]
    found = signing.verify(vector["message"].encode("utf-8"), vector["key"])
    assert found is not None
    assert vector["key"] not in found.expected + found.got
    assert vector["key"] not in repr(signing.sign(result_of(vector), vector["key"]))


def test_every_flag_of_a_vector_is_explained_and_used() -> None:
    used = {flag for vector in VECTORS.values() for flag in vector["flags"]}
    assert used == set(DOCUMENT["notes"])


def test_vectors_of_each_result_stand_in_the_file() -> None:
    assert len(VECTORS) == sum(len(group["vectors"]) for group in DOCUMENT["groups"])
    assert VALID
    assert INVALID


def message(result: str, signature: str = '"x"') -> bytes:
    return f'{{"result": {result}, "signature": {signature}}}'.encode()


NO_CALLBACKS = {
    "nothing": b"",
    "words": b"paid",
    "no object": b"[]",
    "a text": b'"paid"',
    "no result": b'{"signature": "x"}',
    "no signature": b'{"result": {}}',
    "a result that is a list": message("[]"),
    "a result that is a text": message('"paid"'),
    "a result that is null": message("null"),
    "a member that is an object": message('{"payer": {"name": "x"}}'),
    "a member that is true": message('{"paid": true}'),
    "an amount that is no number": message('{"amount": NaN}'),
    "an amount of too many digits": message('{"amount": ' + "9" * 5000 + "}"),
    "an amount beyond all money": message('{"amount": 1e999999}'),
    "half a character in a value": message('{"payerName": "\\ud800"}'),
    "another encoding": b'{"result": {"payerName": "\xe9"}, "signature": "x"}',
    "depth beyond reason": b'{"result": ' + b"[" * 100_000,
}


@pytest.mark.parametrize("name", NO_CALLBACKS)
def test_what_is_no_callback_is_refused(name: str) -> None:
    found = signing.verify(NO_CALLBACKS[name], KEY)
    assert found is not None
    assert found.expected == "a JSON object with result and signature"


@pytest.mark.parametrize("signature", ["null", "1", "true", "[]", '""', '"\\ud800"', '"ţ"'])
def test_a_signature_that_is_none_is_refused(signature: str) -> None:
    assert signing.verify(message('{"qrId": "x"}', signature), KEY) is not None


def test_only_amounts_are_written_with_two_decimals() -> None:
    result = loads(b'{"amount": 50, "commission": 0.005, "count": 5, "rate": 1.1, "ok": "50"}')
    assert signing.canonical(result) == "50.00:0.01:5:50:1.1"
    assert signing.canonical(loads(b'{"amount": "50"}')) == "50"


@pytest.mark.parametrize("value", ["{}", "[]", "true", "false"])
def test_what_has_no_text_has_no_signature(value: str) -> None:
    with pytest.raises(ValueError, match="x is neither text nor a number"):
        signing.sign(loads(b'{"x": %b}' % value.encode()), KEY)


def test_a_signature_written_as_a_number_is_refused() -> None:
    body = VECTORS["published"]["message"].replace(
        '"signature":"' + VECTORS["published"]["signature"] + '"', '"signature":12345678'
    )
    assert body != VECTORS["published"]["message"]
    assert signing.verify(body.encode(), VECTORS["published"]["key"]) is not None


# --- what is signed verifies, and nothing else does ---

patient = settings(deadline=None)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
AMOUNT = st.decimals(0, 100_000, places=2).map(float)
RESULT = st.fixed_dictionaries(
    {"qrId": TEXT, "payId": TEXT, "qrStatus": st.sampled_from(["Active", "Paid"])},
    optional={
        "amount": AMOUNT,
        "commission": AMOUNT,
        "extensionId": st.none() | TEXT,
        "orderId": st.none() | TEXT,
        "payerIban": TEXT,
        "payerName": st.none() | TEXT,
        "referenceId": TEXT,
        "signature": TEXT,
        "terminalId": st.none() | TEXT,
    },
)


def meant(body: bytes) -> tuple[str, str] | None:
    """
    What is signed of a callback, and its signature, read another way; None where it is none.
    """
    try:
        document = json.loads(body.decode(), parse_float=Decimal, parse_int=Decimal)
        result, proof = document["result"], document["signature"]
        texts = [(name.lower(), told(name, result[name])) for name in result]
        ":".join(one[1] for one in texts).encode()
        assert isinstance(proof, str)
    except (ValueError, KeyError, TypeError, ArithmeticError, AssertionError):
        return None
    return ":".join(text for name, text in sorted(texts, key=itemgetter(0)) if text.strip()), proof


def told(name: str, value: Any) -> str:
    if name == "signature" or value is None:
        return ""
    if isinstance(value, Decimal):
        cents = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
        return str(cents if name in ("amount", "commission") else value)
    assert isinstance(value, str)
    return value


@patient
@given(RESULT)
def test_what_is_signed_verifies(result: dict[str, Any]) -> None:
    assert signing.verify(notices.signed(result, KEY), KEY) is None


@patient
@given(RESULT, st.data())
def test_another_byte_in_a_callback_is_refused(result: dict[str, Any], data: st.DataObject) -> None:
    body = notices.signed(result, KEY)
    at = data.draw(st.integers(0, len(body) - 1))
    other = bytes([*body[:at], data.draw(st.integers(0, 255)), *body[at + 1 :]])
    same = meant(other) == meant(body)
    assert (signing.verify(other, KEY) is None) is same


@patient
@given(RESULT, st.data())
def test_another_value_in_a_callback_is_refused(
    result: dict[str, Any], data: st.DataObject
) -> None:
    body = json.loads(notices.signed(result, KEY))
    name = data.draw(st.sampled_from([one for one in result if one != "signature"]))
    was = result[name]
    other = data.draw(AMOUNT if isinstance(was, float) else TEXT.filter(str.strip))
    assume(other != was)
    body["result"][name] = other
    assert signing.verify(json.dumps(body).encode(), KEY) is not None
