"""
maib's callback signature against vectors from outside, and our checks against the documents' own
examples: what the documents print passes as a target's answers would.
"""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from payconform.checks import json_body
from payconform.config import published
from payconform.model import Exchange, Request, Response
from payconform.providers.maib import signing
from payconform.providers.maib.checks import (
    code,
    error_code,
    error_envelope,
    json_success,
    outcome,
    signature_holds,
    succeeded,
)
from payconform.signing.literals import loads
from payconform.spec import closed, rows
from payconform.spec.openapi import document

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


# --- the documents' examples ---

EXAMPLES = {
    path.stem: closed.read(path, "exchange")
    for path in sorted(rows.find("fixtures", "maib", "exchanges").glob("*.yaml"))
}
MAIB = document("maib")
SUCCESSES = [
    name
    for name, example in EXAMPLES.items()
    if example["direction"] == "outbound" and example["response"]["status"] == 200
]
REFUSALS = [
    name
    for name, example in EXAMPLES.items()
    if example["direction"] == "outbound" and example["response"]["status"] >= 400
]
CALLBACKS = [name for name, example in EXAMPLES.items() if example["direction"] == "inbound"]


def exchange_of(name: str) -> Exchange:
    example = EXAMPLES[name]
    request, response = example["request"], example["response"]
    return Exchange(
        "x00001",
        example["direction"],
        example["operation"],
        "https://documents.example",
        Request(
            request["method"],
            request["target"],
            tuple(request["headers"].items()),
            request["body"].encode("utf-8"),
        ),
        Response(
            response["status"],
            tuple(response["headers"].items()),
            response["body"].encode("utf-8"),
        ),
        None,
        datetime(2026, 1, 2, tzinfo=UTC),
        0.0,
    )


def test_examples_of_every_kind_stand_in_the_folder() -> None:
    assert SUCCESSES
    assert REFUSALS
    assert CALLBACKS
    assert {*SUCCESSES, *REFUSALS, *CALLBACKS} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_named_after_its_operation(name: str) -> None:
    operation = name.partition(".")[0]
    assert EXAMPLES[name]["operation"] == operation
    assert operation in (MAIB.operations | MAIB.callbacks)


@pytest.mark.parametrize("name", [*SUCCESSES, *REFUSALS])
def test_an_example_goes_to_the_path_of_its_operation(name: str) -> None:
    operation = MAIB.operations[EXAMPLES[name]["operation"]]
    values = {"qrId": "123e4567-e89b-12d3-a456-426614174000"}
    assert EXAMPLES[name]["request"]["method"] == operation.method
    assert EXAMPLES[name]["request"]["target"] == operation.target(values)


@pytest.mark.parametrize("name", [*SUCCESSES, *REFUSALS])
def test_the_request_of_an_example_fits_the_document(name: str) -> None:
    body = json.loads(EXAMPLES[name]["request"]["body"])
    judge = MAIB.operations[EXAMPLES[name]["operation"]].validator
    assert [error.message for error in judge.iter_errors(body)] == []


@pytest.mark.parametrize("name", [*SUCCESSES, *REFUSALS])
def test_the_answer_of_an_example_fits_the_document(name: str) -> None:
    example = EXAMPLES[name]
    judge = MAIB.operations[example["operation"]].answer(example["response"]["status"])
    body = json.loads(example["response"]["body"])
    assert [error.message for error in judge.iter_errors(body)] == []
    assert not judge.is_valid({key: value for key, value in body.items() if key != "ok"})


@pytest.mark.parametrize("name", SUCCESSES)
def test_a_success_of_the_documents_is_one_for_our_checks(name: str) -> None:
    made = exchange_of(name)
    assert json_success(made) is None
    assert error_envelope(made) is not None
    assert error_code(made) == ""


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_of_the_documents_is_one_for_our_checks(name: str) -> None:
    made = exchange_of(name)
    assert error_envelope(made) is None
    assert succeeded(made) is not None
    assert code(json_body(made)["errors"][0]["errorCode"])(made) is None
    assert code("99999")(made) is not None


@pytest.mark.parametrize("name", CALLBACKS)
def test_a_callback_of_the_documents_fits_the_document(name: str) -> None:
    judge = MAIB.callbacks[EXAMPLES[name]["operation"]].validator
    body = json.loads(EXAMPLES[name]["request"]["body"])
    assert [error.message for error in judge.iter_errors(body)] == []
    assert not judge.is_valid({"result": body["result"]})


@pytest.mark.parametrize("name", CALLBACKS)
def test_a_callback_of_the_documents_is_signed_with_the_published_key(name: str) -> None:
    made = exchange_of(name)
    assert signature_holds(KEY)(made) is None
    assert signature_holds(KEY[::-1])(made) is not None
    tampered = replace(made.request, body=made.request.body.replace(b"50.00", b"50.01"))
    assert signature_holds(KEY)(replace(made, request=tampered)) is not None


# --- lies about envelopes ---

LIES = {
    "another status": (201, b'{"ok": true, "result": {}}'),
    "ok as a text": (200, b'{"ok": "true", "result": {}}'),
    "ok as a number": (200, b'{"ok": 1, "result": {}}'),
    "ok that is false": (200, b'{"ok": false, "result": {}}'),
    "no ok": (200, b'{"result": {}}'),
    "no result": (200, b'{"ok": true}'),
    "a result that is a list": (200, b'{"ok": true, "result": []}'),
    "a result that is null": (200, b'{"ok": true, "result": null}'),
    "no JSON": (200, b"OK"),
    "a list": (200, b"[]"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_about_a_success_is_told(name: str, exchange: Any) -> None:
    status, body = LIES[name]
    made = exchange(status, body, (("Content-Type", "application/json"),))
    found = json_success(made)
    assert found is not None
    assert f"status {status}" in found.got


def test_a_success_of_another_media_type_is_told(exchange: Any) -> None:
    made = exchange(200, b'{"ok": true, "result": {}}', (("Content-Type", "text/json"),))
    assert succeeded(made) is None
    assert json_success(made) is not None


ERROR = '{"errorCode": "11000", "errorMessage": "No."}'
BAD_ENVELOPES = {
    "ok that is true": f'{{"ok": true, "errors": [{ERROR}]}}',
    "no ok": f'{{"errors": [{ERROR}]}}',
    "ok as nothing": f'{{"ok": null, "errors": [{ERROR}]}}',
    "no errors": '{"ok": false}',
    "empty errors": '{"ok": false, "errors": []}',
    "errors that are an object": f'{{"ok": false, "errors": {ERROR}}}',
    "an error that is a text": '{"ok": false, "errors": ["No."]}',
    "an error without code": '{"ok": false, "errors": [{"errorMessage": "No."}]}',
    "an error without message": '{"ok": false, "errors": [{"errorCode": "11000"}]}',
    "a code that is a number": '{"ok": false, "errors": [{"errorCode": 1, "errorMessage": "a"}]}',
    "an empty code": '{"ok": false, "errors": [{"errorCode": "", "errorMessage": "No."}]}',
    "a second error that is none": f'{{"ok": false, "errors": [{ERROR}, {{}}]}}',
    "no JSON": "No.",
}


@pytest.mark.parametrize("name", BAD_ENVELOPES)
def test_a_lie_about_a_refusal_is_told(name: str, exchange: Any) -> None:
    assert error_envelope(exchange(400, BAD_ENVELOPES[name].encode())) is not None


@pytest.mark.parametrize(
    ("written", "bare"), [("11000", "11000"), ("auth-11000", "11000"), ("a-b-11000", "11000")]
)
def test_a_code_is_read_behind_the_name_of_the_service(
    written: str, bare: str, exchange: Any
) -> None:
    made = exchange(401, f'{{"errors": [{{"errorCode": "{written}"}}]}}'.encode())
    assert error_code(made) == bare
    assert code("12000", bare)(made) is None
    assert code("12000")(made) is not None


def test_the_folder_of_examples_holds_nothing_else() -> None:
    folder: Path = rows.find("fixtures", "maib", "exchanges")
    assert {path.suffix for path in folder.iterdir()} == {".yaml"}


# --- what a finding says of an answer ---


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, b"{}", "accepted"),
        (204, b"", "accepted"),
        (302, b"", "302"),
        (404, b"{}", "404"),
        (401, f'{{"errors": [{ERROR}]}}'.encode(), "401 with 11000"),
        (500, b"oops", "500"),
    ],
)
def test_an_answer_is_told_in_a_few_words(
    status: int, body: bytes, told: str, exchange: Any
) -> None:
    assert outcome(exchange(status, body)) == told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"It works!", "status 200: not JSON"),
        (b'{"ok": 1}', "status 200: {'ok': 1}"),
        (b'{"ok": "%b"}' % (b"hunter2" * 100), "status 200: 710 characters, too long to show"),
    ],
)
def test_an_answer_is_shown_whole_or_not_at_all(body: bytes, told: str, exchange: Any) -> None:
    found = succeeded(exchange(200, body))
    assert found is not None
    assert found.got == told
