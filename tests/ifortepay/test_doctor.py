"""
The doctor names the slip behind every wrong vector, and none where there is none.
"""

from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest

from payconform.errors import Unusable
from payconform.model import Exchange, Request
from payconform.providers.ifortepay import doctor, signing
from payconform.signing.doctor import Case, Diagnosis, diagnosed
from payconform.spec import closed, rows
from payconform.spec.rules import rulebook

GROUPS = closed.read(rows.find("fixtures", "ifortepay", "signing.json"), "signing")["groups"]
VECTORS = {vector["id"]: vector for group in GROUPS for vector in group["vectors"]}
SLIPS = {
    "main-key-for-a-sub-merchant": "the main merchant's key",
    "swapped-ids": "swaps external_id and order_id",
    "hmac": "an HMAC keyed with the hash key",
    "hmac-of-the-ids": "an HMAC of the ids alone",
    "upper-case": "upper-case hexadecimal",
    "with-colons": "with a colon",
    "key-last": "the key behind the ids",
    "no-key": "leaves the key out",
    "base64": "in Base64",
    "callback-turned-round": "transaction_id behind the signature",
    "callback-hmac": "an HMAC keyed with the hash key",
    "callback-upper-case": "upper-case hexadecimal",
    "callback-colon": "its parts with a colon",
    "callback-no-key": "leaves the key out",
}
ALTERED = {"another-order", "callback-of-another"}
CREDENTIALS = {"hash_key": "HASHKEY-demo-01", "sub_merchant": "IFP2099000002"}


def exchange_of(head: str, body: str) -> Exchange:
    first, *lines = head.split("\r\n")
    headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
    request = Request("POST", first.split(" ")[1], headers, body.encode("utf-8"))
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Exchange("x1", "outbound", "", "", request, None, None, at, 0.0)


def told(vector: dict[str, Any]) -> Diagnosis:
    head, _, body = vector["message"].partition("\r\n\r\n")
    main = "HASHKEY-demo-01" if "SubMerchant" in vector["flags"] else vector["key"]
    keys = {**CREDENTIALS, "hash_key": main, "sub_hash_key": "HASHKEY-demo-02"}
    (case,) = doctor.cases(exchange_of(head, body), keys)
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
    assert wrong - SLIPS.keys() == ALTERED
    for name in ALTERED:
        assert told(VECTORS[name]).slips == ()
        assert told(VECTORS[name]).causes == doctor.UNMATCHED


def test_a_good_signature_has_causes_of_its_refusal() -> None:
    assert told(VECTORS["two-clients"]).causes == doctor.MATCHED


HEADS = {
    doctor.REQUEST: "POST / HTTP/1.1\r\nsub-merchant-id: IFP2099000002\r\nx-req-signature: ",
    doctor.CALLBACK: "POST / HTTP/1.1\r\nmcp-signature: ",
}


def case_of(rule: str, received: str = "none") -> Case[Any]:
    body = '{"transaction_id": "T-1", "external_id": "Ext 1/é", "order_id": "ORDER=1"}'
    made = exchange_of(f"{HEADS[rule]}{received}", body)
    keys = {**CREDENTIALS, "hash_key": "Main-Key+/==", "sub_hash_key": "Sub-Key+/=="}
    return next(iter(doctor.cases(made, keys)))


def slipping(rule: str) -> list[Any]:
    """
    The slips that make another signature of this message.
    """
    case = case_of(rule)
    usual = case.sign(case.recipe).value
    known = doctor.slips(rule)
    return [one for one in known if case.sign(one.change(case.recipe)).value != usual]


def test_every_slip_names_a_rule() -> None:
    known = rulebook("ifortepay").by_id
    assert {slip.rule for rule in HEADS for slip in doctor.slips(rule)} <= known.keys()


def test_every_slip_of_a_request_makes_another_signature() -> None:
    assert len(slipping(doctor.REQUEST)) == len(doctor.slips(doctor.REQUEST)) > 20


@pytest.mark.parametrize("rule", HEADS)
def test_a_slip_is_found(rule: str) -> None:
    usual = case_of(rule)
    for slip in slipping(rule):
        slipped = usual.sign(slip.change(usual.recipe)).value
        (found,) = diagnosed(case_of(rule, slipped)).slips
        assert usual.sign(found.change(usual.recipe)).value == slipped  # type: ignore[attr-defined]


@pytest.mark.parametrize("rule", HEADS)
def test_two_slips_at_once_are_found(rule: str) -> None:
    usual = case_of(rule)
    for first, second in list(combinations(slipping(rule), 2))[::9]:
        slipped = usual.sign(second.change(first.change(usual.recipe))).value
        found = diagnosed(case_of(rule, slipped))
        assert found.matches or 1 <= len(found.slips) <= 2


def test_without_a_signature_there_is_nothing_to_explain() -> None:
    with pytest.raises(Unusable, match=signing.SIGNATURE):
        list(doctor.cases(exchange_of("GET / HTTP/1.1", ""), CREDENTIALS))
