"""
What no request brings about can be asked for through the control API, and comes as documented.
"""

from typing import Any

import httpx
import pytest

from payconform import catalog
from payconform.providers.maib.codes import TABLE
from payconform.spec.openapi import document

CONDITIONS = sorted(catalog.behaviour("maib").conditions)
OPERATION = document("maib").operations["getQr"]
UNKNOWN = "/v2/mia/qr/123e4567-e89b-12d3-a456-426614174000"


def ask(merchant: Any, token: str) -> httpx.Response:
    return httpx.get(merchant.url + UNKNOWN, headers={"Authorization": f"Bearer {token}"})


def test_every_code_of_the_table_can_be_asked_for() -> None:
    assert set(CONDITIONS) == {*TABLE, "403", "429", "503"}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_meets_the_next_call_only(merchant: Any, condition: str) -> None:
    token = merchant.token()
    merchant.control("conditions", condition=condition)
    met, after = ask(merchant, token), ask(merchant, token)
    status = TABLE[condition].status or 400 if condition in TABLE else int(condition)
    assert met.status_code == status
    assert met.json()["errors"][0]["errorCode"] == condition
    assert str(status) in OPERATION.definition["responses"]
    schema = OPERATION.answer(status)
    assert schema is None or schema.is_valid(met.json())
    assert after.json()["errors"][0]["errorCode"] == "13000"


def test_a_condition_waits_for_its_operation(merchant: Any) -> None:
    token = merchant.token()
    merchant.control("conditions", condition="503", operation="listQrs", times=2)
    headers = {"Authorization": f"Bearer {token}"}
    listing = f"{merchant.url}/v2/mia/qr?count=1&offset=0"
    listed = [httpx.get(listing, headers=headers) for _ in range(3)]
    assert ask(merchant, token).status_code == 404
    assert [answer.status_code for answer in listed] == [503, 503, 200]


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"condition": "418"}, "no condition 418"),
        ({"condition": "503", "operation": "brew"}, "no operation brew"),
        ({"condition": "503", "times": 0}, "times must be"),
        ({"condition": "503", "times": "2"}, "times must be"),
        ({}, "condition"),
    ],
)
def test_an_unknown_condition_is_refused(
    merchant: Any, asked: dict[str, object], problem: str
) -> None:
    account = merchant.credentials["client_id"]
    url = f"{merchant.url}/_payconform/sessions/{account}/conditions"
    answer = httpx.post(url, json=asked)
    assert answer.status_code == 400
    assert problem in answer.json()["problem"]
