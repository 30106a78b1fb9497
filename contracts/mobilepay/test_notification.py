"""
What a till relies on that is told of a user who checks in.
"""

from typing import Any

from pact import match

from payconform.providers.mobilepay import notification
from payconform.providers.mobilepay.notification import Notice

TOLD = {
    "MerchantId": "401b5617-ae5e-4f1a-9a59-5a446dbb3caa",
    "MerchantBrandId": "MPPOS12345",
    "MerchantLocationId": "12345",
    "MerchantPosId": "My-Pos-1",
    "PosId": "22f8155d-4042-4439-825f-068dbca98857",
}


def test_a_check_in_is_notified(mobilepay: Any, contract: Any) -> None:
    """
    Nothing proves who sends it: it says no more than that it is time to read the check-in.
    """
    rules = ["MOBILEPAY-CALLBACK-02", "MOBILEPAY-CALLBACK-01", "MOBILEPAY-CALLBACK-03"]
    told = contract.tells("a check-in is notified", *rules).given("a check-in that is notified")
    body = {name: match.like(sample) for name, sample in TOLD.items()}
    told.with_body(
        {**body, "PosId": match.regex(TOLD["PosId"], regex=mobilepay.guid_form)}, "application/json"
    )
    received: list[Notice] = []
    contract.heard(lambda body: received.append(notification.told(body)))
    (notice,) = received
    assert (notice.pos_id, notice.merchant_pos_id) == (TOLD["PosId"], TOLD["MerchantPosId"])
