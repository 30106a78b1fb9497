"""
What a merchant relies on to be let in.
"""

from typing import Any

import pytest

from payconform.providers.maib.errors import MaibRefused

QR_ID = "123e4567-e89b-12d3-a456-426614174000"
DETAILS = "/v2/mia/qr/{qrId}"


def test_a_wrong_secret_is_refused(maib: Any) -> None:
    asked = maib.token("obtain a token with a wrong secret", "MAIB-AUTH-04", "MAIB-ERROR-01")
    maib.refused(asked.given("wrong credentials"), 401, "11000")
    with maib.client_without_token() as client, pytest.raises(MaibRefused) as refused:
        client.qr(QR_ID)
    assert (refused.value.status, refused.value.code) == (401, "11000")


@pytest.mark.parametrize(
    ("what", "state", "rule"),
    [
        ("a token that nobody issued", "wrong credentials", "MAIB-AUTH-07"),
        ("an expired token", "an expired token", "MAIB-AUTH-08"),
    ],
)
def test_a_call_with_a_useless_token_is_refused(
    maib: Any, what: str, state: str, rule: str
) -> None:
    """
    With 401, which is all that the documents say of it; a new token here, once, in vain.
    """
    asked = maib.get(f"read a QR with {what}", maib.at(DETAILS, qrId=QR_ID), rule)
    asked.given("an Active QR", type="Dynamic").given(state).will_respond_with(401)
    with maib.client() as client, pytest.raises(MaibRefused) as refused:
        client.qr(QR_ID)
    assert (refused.value.status, refused.value.code) == (401, "")
