"""
The doctor names the slip behind every wrong callback, and none where there is none.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from payconform.errors import KeyMissing, Unusable
from payconform.model import Exchange, Request
from payconform.providers.maib import doctor
from payconform.signing.doctor import Case, Diagnosis, diagnosed
from payconform.spec import closed, rows

GROUPS = closed.read(rows.find("fixtures", "maib", "signing.json"), "signing")["groups"]
VECTORS = {vector["id"]: vector for group in GROUPS for vector in group["vectors"]}
SLIPS = {
    "order-case-sensitive": "by their case",
    "order-as-received": "in the order of the body",
    "commission-as-sent": "amounts as they were sent",
    "null-as-slot": "members that are empty or null",
    "key-omitted": "leaves the key out",
    "digest-hex": "in hexadecimal",
    "digest-unpadded": "without padding",
    "digest-hmac": "an HMAC of the values",
    "digest-sha512": "SHA512",
}
ALTERED = {"documents-example", "amount-altered", "payer-name-altered", "other-message"}
KEY = "8508706b-3454-4733-8295-56e617c4abcf"
RESULT = {
    "payId": "1",
    "payerIban": "MD88",
    "payerName": " Ţ\u00e9 ",
    "Amount": "x",
    "amount": 1.5,
    "commission": None,
    "orderId": "",
    "signature": "inside",
}


def case_of(body: str, key: str = KEY) -> Case[Any]:
    request = Request("POST", "/callback", (), body.encode("utf-8"))
    at = datetime(2026, 1, 1, tzinfo=UTC)
    made = Exchange("x1", "inbound", "", "", request, None, None, at, 0.0)
    (case,) = doctor.cases(made, {"signature_key": key})
    return case


def told(vector: dict[str, Any]) -> Diagnosis:
    return diagnosed(case_of(vector["message"], vector["key"]))


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
    assert wrong - SLIPS.keys() == ALTERED
    for name in ALTERED:
        assert told(VECTORS[name]).slips == ()
        assert told(VECTORS[name]).causes == doctor.UNMATCHED


def signed(signature: str) -> Case[Any]:
    return case_of(json.dumps({"result": RESULT, "signature": signature}))


@pytest.mark.parametrize("slip", doctor.slips(), ids=lambda slip: slip.says)
def test_a_slip_is_found(slip: Any) -> None:
    usual = signed("")
    slipped = usual.sign(slip.change(usual.recipe)).value
    assert slipped != usual.sign(usual.recipe).value
    (found,) = diagnosed(signed(slipped)).slips
    assert usual.sign(found.change(usual.recipe)).value == slipped  # type: ignore[attr-defined]


def test_two_slips_at_once_are_found() -> None:
    usual = signed("")
    recipe = usual.recipe
    for slip in (doctor.slips()[0], doctor.slips()[-1]):
        recipe = slip.change(recipe)
    found = diagnosed(signed(usual.sign(recipe).value)).slips
    assert [slip.says for slip in found] == [doctor.slips()[0].says, doctor.slips()[-1].says]


def test_a_good_signature_has_causes_of_its_refusal() -> None:
    assert told(VECTORS["published"]).causes == doctor.MATCHED


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"result": 1, "signature": "x"}', "{", '"x"'])
def test_what_is_no_callback_cannot_be_explained(body: str) -> None:
    with pytest.raises(Unusable, match="no callback"):
        case_of(body)


def test_without_a_key_nothing_is_explained() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    made = Exchange("x1", "inbound", "", "", Request("POST", "/"), None, None, at, 0.0)
    with pytest.raises(KeyMissing, match="signature_key"):
        list(doctor.cases(made, {}))
