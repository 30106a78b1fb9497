"""
What answers tell of people: masked by a number, unless the run made the person up.
"""

import json
from collections.abc import Callable

import pytest

from payconform.model import Exchange, Request
from payconform.wire.pseudonyms import Pseudonyms
from payconform.wire.recorder import Recorder, as_record
from payconform.wire.redactor import Redactor

MEMBERS = {"payerName": "P_PAYER_NAME", "iban": "P_IBAN"}
LONG, SHORT = "Ion Popescu-Țurcanu", "Ion B."


@pytest.fixture
def redact() -> Redactor:
    made = Redactor()
    made.watch({}, MEMBERS)
    return made


def told(**members: str) -> bytes:
    return json.dumps(members).encode()


def test_the_same_person_has_the_same_name_and_others_have_others(redact: Redactor) -> None:
    redact.hear(told(payerName=LONG, iban="MD24AG000225100013104168"))
    redact.hear(told(payerName="Maria Ionescu"))
    redact.hear(told(payerName=LONG))
    assert redact(f"{LONG}, Maria Ionescu, {LONG}, MD24AG000225100013104168") == (
        "‹P_PAYER_NAME_1›, ‹P_PAYER_NAME_2›, ‹P_PAYER_NAME_1›, ‹P_IBAN_1›"
    )


def test_people_named_by_three_processes_have_different_numbers() -> None:
    names = [
        person
        for number in range(3)
        for named in [Pseudonyms(number, 3)]
        for person in (named.of("NAME", "Ion"), named.of("NAME", "Ana"), named.of("IBAN", "MD24"))
    ]
    assert names == [
        *("NAME_1", "NAME_4", "IBAN_1"),
        *("NAME_2", "NAME_5", "IBAN_2"),
        *("NAME_3", "NAME_6", "IBAN_3"),
    ]


def test_one_value_under_two_members_has_one_name(redact: Redactor) -> None:
    redact.hear(told(payerName=LONG, iban=LONG))
    assert redact(json.dumps({"iban": LONG})) == '{"iban": "‹P_PAYER_NAME_1›"}'


SHORT_PLACES = {
    "a member": '{"payerName": "Ion B."}',
    "another member": '{"name":"Ion B.","a":1}',
    "JSON inside JSON": '{"text": "{\\"payerName\\": \\"Ion B.\\"}"}',
    "as Python shows it": "{'payerName': 'Ion B.'}",
    "as HTML": "<i>&quot;Ion B.&quot;</i>",
    "a query": "/a?payerName=Ion+B.&b=1",
    "a query with percent signs": "/a?payerName=Ion%20B.",
    "the whole text": "Ion B.",
    "two of them": '["Ion B.", "Ion B."]',
}


@pytest.mark.parametrize("place", SHORT_PLACES)
def test_a_short_name_is_masked_where_it_stands_alone(redact: Redactor, place: str) -> None:
    redact.hear(told(payerName=SHORT))
    masked = redact(SHORT_PLACES[place])
    assert "‹P_PAYER_NAME_1›" in masked
    assert "Ion" not in masked


def test_a_short_name_leaves_ordinary_text_alone(redact: Redactor) -> None:
    redact.hear(told(payerName="Ion"))
    text = '{"status": "Action", "text": "Ionian Sea, by Ion"}'
    assert redact(text) == text


def test_a_short_name_beyond_ascii_is_masked_as_json_escapes_it(redact: Redactor) -> None:
    redact.hear(told(payerName="Ștefan"))
    assert redact(json.dumps({"payerName": "Ștefan"})) == '{"payerName": "‹P_PAYER_NAME_1›"}'
    assert redact('{"payerName": "Ștefan"}') == '{"payerName": "‹P_PAYER_NAME_1›"}'


SENT = {
    "a body": Request("POST", "/a", (), told(payer=LONG)),
    "a body that escapes": Request("POST", "/a", (), json.dumps([LONG]).encode()),
    "a query": Request("GET", "/a?payerName=Ion+Popescu-%C8%9Aurcanu"),
    "a path": Request("GET", "/a/Ion%20Popescu-%C8%9Aurcanu"),
}


@pytest.mark.parametrize("place", SENT)
def test_what_we_sent_ourselves_stays_readable(redact: Redactor, place: str) -> None:
    redact.sending(SENT[place])
    redact.hear(told(payerName=LONG))
    assert redact(LONG) == LONG


def test_what_we_send_after_it_came_is_still_masked(redact: Redactor) -> None:
    redact.hear(told(payerName=LONG))
    redact.sending(SENT["a query"])
    assert redact(LONG) == "‹P_PAYER_NAME_1›"


@pytest.mark.parametrize("nothing", ["", " ", "A"])
def test_nobody_is_masked(redact: Redactor, nothing: str) -> None:
    redact.hear(told(payerName=nothing))
    assert redact(f'"{nothing}"') == f'"{nothing}"'


def test_a_callback_tells_of_people_too(
    redact: Redactor, exchange: Callable[..., Exchange]
) -> None:
    written: list[dict[str, object]] = []
    recorder = Recorder(redact, written.append)
    request = Request("POST", "/callback", (), told(payerName=LONG))
    recorder.add(exchange(request=request, inbound=True))
    assert written[0]["request"] == {
        "method": "POST",
        "target": "/callback",
        "headers": [],
        "encoding": "utf-8",
        "body": '{"payerName": "‹P_PAYER_NAME_1›"}',
    }


def test_many_people_are_masked_in_a_text(redact: Redactor) -> None:
    names = [f"Person number {number:04}" for number in range(500)]
    redact.hear(b"".join(told(payerName=name) for name in names))
    text = f"{names[7]} and {names[499]}"  # shorter than the list of what could stand in it
    assert redact(text) == "‹P_PAYER_NAME_8› and ‹P_PAYER_NAME_500›"


def test_members_of_other_names_tell_of_nobody(
    redact: Redactor, exchange: Callable[..., Exchange]
) -> None:
    redact.hear(told(shopName=LONG))
    assert LONG in str(as_record(exchange(body=LONG.encode()), redact))
