"""
Our checks against the documents' own examples: what they print passes as a target's answers would.
"""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from payconform.checks import json_body
from payconform.config import published
from payconform.errors import Blocked, Violation
from payconform.model import Exchange, Request, Response
from payconform.providers.maib.checks import (
    code,
    confirms,
    error_code,
    error_envelope,
    fate,
    json_success,
    outcome,
    refused,
    require_refused,
    signature_holds,
    succeeded,
)
from payconform.spec import closed, rows
from payconform.spec.openapi import document

KEY = published("maib")["signature_key"]
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
WITH_BODY = [name for name in [*SUCCESSES, *REFUSALS] if EXAMPLES[name]["request"]["body"]]
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
    values = dict.fromkeys(("qrId", "payId"), "123e4567-e89b-12d3-a456-426614174000")
    assert EXAMPLES[name]["request"]["method"] == operation.method
    assert EXAMPLES[name]["request"]["target"] == operation.target(values)


@pytest.mark.parametrize("name", WITH_BODY)
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


@pytest.mark.parametrize("name", CALLBACKS)
def test_a_usual_slip_is_named_with_a_wrong_signature(name: str) -> None:
    made = exchange_of(name)
    document = json.loads(made.request.body)
    digest = base64.b64decode(document["signature"]).hex()
    slipped = made.request.body.replace(document["signature"].encode(), digest.encode())
    found = signature_holds(KEY)(replace(made, request=replace(made.request, body=slipped)))
    assert found
    assert found.got.endswith("verify: whoever signed it writes the digest in hexadecimal")
    other = made.request.body.replace(b"50.00", b"50.01")
    found = signature_holds(KEY)(replace(made, request=replace(made.request, body=other)))
    assert found
    assert found.got.endswith("which does not verify")


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
        (200, b'{"ok": true, "result": {}}', "accepted"),
        (202, b'{"ok": true}', "accepted"),
        (200, b"{}", "200"),
        (200, b'{"ok": 1}', "200"),
        (200, b'{"ok": false}', "200"),
        (200, f'{{"errors": [{ERROR}]}}'.encode(), "200 with 11000"),
        (204, b"", "204"),
        (302, b"", "302"),
        (404, b"{}", "404"),
        (401, f'{{"errors": [{ERROR}]}}'.encode(), "401 with 11000"),
        (500, b"oops", "500"),
    ],
)
def test_an_answer_is_told_in_a_few_words(
    status: int, body: bytes, told: str, exchange: Any
) -> None:
    made = exchange(status, body)
    assert outcome(made) == told
    assert fate(made) == (told if told == "accepted" else f"refused, {told}")
    assert (refused(made) is None) is (told != "accepted")


@pytest.mark.parametrize(
    ("status", "body"),
    [(400, b""), (422, b"{}"), (200, f'{{"errors": [{ERROR}]}}'.encode()), (302, b"")],
)
def test_a_refusal_is_one_whatever_its_form(status: int, body: bytes, exchange: Any) -> None:
    made = exchange(status, body)
    assert require_refused(made) is made


@pytest.mark.parametrize("status", [500, 501])
def test_a_server_error_is_no_refusal(status: int, exchange: Any) -> None:
    with pytest.raises(Violation, match=f"a refusal, no server error, got status {status}"):
        require_refused(exchange(status, f'{{"ok": false, "errors": [{ERROR}]}}'.encode()))


@pytest.mark.parametrize("status", [401, 403, 404, 405, 415, 429, 502, 503, 504])
def test_an_answer_to_something_else_decides_nothing(status: int, exchange: Any) -> None:
    with pytest.raises(Blocked):
        require_refused(exchange(status, b"{}"))


def test_a_success_is_no_refusal(exchange: Any) -> None:
    with pytest.raises(Violation, match="expected a refusal, got status 200"):
        require_refused(exchange(200, b'{"ok": true, "result": {}}'))


def test_a_refund_that_confirms_nothing_is_shown_as_json(exchange: Any) -> None:
    body = '{"result": {"payerName": "Ion\u00a0\'P\'", "left": null}}'
    found = confirms("1")(exchange(200, body.encode()))
    assert found is not None
    assert found.got == body


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"It works!", "status 200: not JSON"),
        (b'{"ok": 1}', 'status 200: {"ok": 1}'),
        (b'{"ok": "%b"}' % (b"hunter2" * 100), "status 200: 710 characters, too long to show"),
    ],
)
def test_an_answer_is_shown_whole_or_not_at_all(body: bytes, told: str, exchange: Any) -> None:
    found = succeeded(exchange(200, body))
    assert found is not None
    assert found.got == told
