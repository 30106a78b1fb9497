"""
The doctor names the slip behind every wrong vector, and none where there is none.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from math import comb
from typing import Any

import pytest

from payconform.errors import Unusable
from payconform.model import Exchange, Request, Response
from payconform.providers.amazonpay import doctor, signing
from payconform.providers.amazonpay.signer import signed
from payconform.providers.amazonpay.slips import slips
from payconform.signing.digests import base64url
from payconform.signing.doctor import MOST, Case, Diagnosis, diagnosed
from payconform.spec import closed, rows
from payconform.spec.rules import rulebook

GROUPS = closed.read(rows.find("fixtures", "amazonpay", "signing.json"), "signing")["groups"]
VECTORS = {vector["id"]: vector for group in GROUPS for vector in group["vectors"]}
SLIPS = {
    "standard-base64": "standard Base64",
    "hexadecimal": "in hexadecimal",
    "list-as-json": "a list as JSON",
    "list-without-space": "without a space after its comma",
    "plus-for-space": "a space as +",
    "region-of-india": "ap-south-1",
    "no-query-line": "empty lines",
    "no-prefix-of-the-key": "without AWS4",
    "line-feed-at-the-end": "a line feed at the end",
    "get-without-its-last-line": "before an empty body the line feed too",
}
CREDENTIALS = {
    "merchant_id": "AMAZONMID123",
    "access_key_id": "DQRTESTACCESSKEY0001",
    "secret_key": "DqrTestSecret_0001-abcDEF",
}
BODY = (
    b'{"cancelIntent": ["REFUND", "CANCEL_TOKEN"], "amount": 1.50, "ok": true, "none": null, '
    b'"empty": "", "store": {"id": "a b"}, "note": "~/(x) caf\xc3\xa9", "Zulu": "1", "alpha": "2"}'
)


def exchange_of(vector: dict[str, Any]) -> tuple[Exchange, dict[str, str]]:
    head, _, body = vector["message"].partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
    words, content = first.split(" "), body.encode("utf-8")
    response = None
    if "answers" in vector:
        method, url = vector["answers"].split(" https://")
        host, _, path = url.partition("/")
        request = Request(method, f"/{path}")
        response = Response(int(words[1]), headers, content)
    else:
        request = Request(words[0], words[1], headers, content)
        host = request.header("host") or ""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    made = Exchange("x1", "outbound", "", "", request, response, None, at, 0.0)
    return made, CREDENTIALS | {"secret_key": vector["key"], "signed_host": host}


def told(vector: dict[str, Any]) -> Diagnosis:
    (case,) = doctor.cases(*exchange_of(vector))
    return diagnosed(case)


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_the_signature_that_is_expected_is_that_of_the_vector(vector: dict[str, Any]) -> None:
    found = told(vector)
    assert found.expected.canonical == vector["canonical"]
    assert found.expected.string_to_sign == vector["string_to_sign"]
    assert found.expected.value == vector["signature"]
    assert found.matches is (vector["result"] == "valid")


@pytest.mark.parametrize("name", SLIPS)
def test_the_slip_of_a_wrong_vector_is_named(name: str) -> None:
    (slip,) = told(VECTORS[name]).slips
    assert SLIPS[name] in slip.says


def test_every_wrong_vector_has_a_slip_but_those_that_were_altered() -> None:
    wrong = {name for name, one in VECTORS.items() if one["result"] == "invalid"}
    assert wrong - SLIPS.keys() == {"altered-after-signing", "altered-answer"}
    for name in wrong - SLIPS.keys():
        assert told(VECTORS[name]).slips == ()
        assert told(VECTORS[name]).causes == doctor.UNMATCHED


def test_a_good_signature_has_causes_of_its_refusal() -> None:
    assert told(VECTORS["cancel-request"]).causes == doctor.MATCHED


def case_of(received: str | None = None) -> Case[Any]:
    headers = (("Content-Type", "application/json"),)
    bare = Request("POST", "/v2/pay/cancel", headers, BODY)
    moment = datetime(
        2024, 12, 31, 20, 0, tzinfo=UTC
    )  # another day in India, and another week-year
    request = signed(bare, CREDENTIALS, moment)
    if received is not None:
        proof = signing.authorization(CREDENTIALS["access_key_id"], received)
        others = tuple(one for one in request.headers if one[0] != "Authorization")
        request = Request("POST", "/v2/pay/cancel", (*others, ("Authorization", proof)), BODY)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    made = Exchange("x1", "outbound", "", "", request, None, None, at, 0.0)
    return next(iter(doctor.cases(made, CREDENTIALS)))


def every_slip() -> Iterator[Any]:
    """
    The slips that make another signature of this message.
    """
    case = case_of()
    for slip in slips():
        if case.sign(slip.change(case.recipe)).value != case.received:
            yield slip


def test_every_slip_names_a_rule() -> None:
    known = rulebook("amazonpay").by_id
    assert {slip.rule for slip in slips()} <= known.keys()


@pytest.mark.parametrize("slip", list(every_slip()), ids=lambda slip: slip.says)
def test_a_slip_is_found(slip: Any) -> None:
    usual = case_of()
    slipped = usual.sign(slip.change(usual.recipe)).value
    (found,) = diagnosed(case_of(slipped)).slips
    assert usual.sign(found.change(usual.recipe)).value == slipped  # type: ignore[attr-defined]


def pairs(count: int) -> list[tuple[Any, Any]]:
    chance, known = random.Random(1), list(every_slip())  # noqa: S311
    return [tuple(chance.sample(known, 2)) for _ in range(count)]  # type: ignore[misc]


@pytest.mark.parametrize("pair", pairs(30), ids=lambda pair: f"{pair[0].says}; {pair[1].says}")
def test_two_slips_at_once_are_found(pair: tuple[Any, Any]) -> None:
    usual = case_of()
    first, second = pair
    slipped = usual.sign(second.change(first.change(usual.recipe))).value
    found = diagnosed(case_of(slipped))
    assert 1 <= len(found.slips) <= 2


def test_a_signature_out_of_nothing_has_no_known_slip() -> None:
    found = diagnosed(case_of(base64url(random.Random(7).randbytes(48))))  # noqa: S311
    assert found.slips == ()
    assert found.causes == doctor.UNMATCHED


def test_every_two_slips_are_within_what_is_tried() -> None:
    assert comb(len(slips()), 2) + len(slips()) < MOST


def test_without_a_signature_there_is_nothing_to_explain() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    made = Exchange("x1", "outbound", "", "", Request("GET", "/"), None, None, at, 0.0)
    with pytest.raises(Unusable, match="no Authorization"):
        list(doctor.cases(made, CREDENTIALS))
