"""
The doctor names the slip behind every wrong callback, and none where there is none.
"""

import base64
import json
import random
import subprocess
import sys
from datetime import UTC, datetime
from math import comb
from pathlib import Path
from typing import Any

import pytest

from payconform.errors import KeyMissing, Unusable
from payconform.model import Exchange, Request
from payconform.providers.maib import doctor
from payconform.signing.doctor import MOST, Case, Diagnosis, diagnosed
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
    "tip": 0,
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


def pairs(count: int) -> list[tuple[Any, Any]]:
    chance = random.Random(1)  # noqa: S311
    return [tuple(chance.sample(doctor.slips(), 2)) for _ in range(count)]  # type: ignore[misc]


@pytest.mark.parametrize("pair", pairs(30), ids=lambda pair: f"{pair[0].says}; {pair[1].says}")
def test_any_two_slips_are_found(pair: tuple[Any, Any]) -> None:
    usual = signed("")
    slipped = usual.sign(pair[1].change(pair[0].change(usual.recipe))).value
    assert 1 <= len(diagnosed(signed(slipped)).slips) <= 2


def test_a_signature_out_of_nothing_has_no_known_slip() -> None:
    made = base64.b64encode(random.Random(7).randbytes(32)).decode("ascii")  # noqa: S311
    found = diagnosed(signed(made))
    assert found.slips == ()
    assert found.causes == doctor.UNMATCHED


def test_every_two_slips_are_within_what_is_tried() -> None:
    assert comb(len(doctor.slips()), 2) + len(doctor.slips()) < MOST


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


@pytest.mark.parametrize("member", ['{"payer": {}}', '{"payerName": "\\ud800"}'])
def test_what_nobody_can_sign_is_told(member: str) -> None:
    with pytest.raises(Unusable, match="the callback holds something that cannot be signed"):
        diagnosed(case_of(f'{{"result": {member}, "signature": "x"}}'))
    found = doctor.verify(f'{{"result": {member}, "signature": "x"}}'.encode(), KEY)
    assert found
    assert found.expected == "a JSON object with result and signature"


def test_a_run_names_the_slip_of_a_liar(tmp_path: Path) -> None:
    liar = "members_are_ordered_by_case"
    words = ["certify", "maib", "--fault", liar, "--rule", "MAIB-CALLBACK-03", "--out", "run"]
    subprocess.run(
        [sys.executable, "-m", "payconform", *words],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=False,
    )
    run = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    failed = [one["got"] for one in run["findings"] if one["outcome"] == "failed"]
    assert len(failed) > 3
    for got in failed:
        assert "whoever signed it orders members by their case" in got
