"""
What a merchant relies on who is notified: the registration of an endpoint, and what comes there.
"""

import json
from typing import Any

import pytest
from pact import match

from payconform.providers.amazonpay import notification
from payconform.providers.amazonpay.notification import Confirmation, Notice, Proof

IPN = "/v1/ipn"
ENDPOINT = "https://merchant.example.com/ipn"
SNS = "https://sns.eu-west-1.amazonaws.com"
MESSAGE = json.dumps(
    {
        "NotificationType": "ChargeNotification",
        "NotificationData": {
            "SellerReferenceId": "AMZDQR1112LX1uh0mAH00000057soA12112",
            "OrderID": "P04-9470662-5202780",
            "Status": {"State": "Completed"},
        },
    }
)
NOTIFIED = Notice(
    "ChargeNotification", "AMZDQR1112LX1uh0mAH00000057soA12112", "P04-9470662-5202780", "Completed"
)
# The inner text is JSON, too: a pact can only look for the members that name the order.
NAMES = r'^[\s\S]*"SellerReferenceId"\s*:\s*"[^"]+"[\s\S]*$'


def test_an_endpoint_is_registered(amazonpay: Any) -> None:
    asked = registering(amazonpay, "register an endpoint", ENDPOINT, "AMAZONPAY-CALLBACK-01")
    asked.given("an address for notifications").will_respond_with(200)
    with amazonpay.client() as client:
        client.register(ENDPOINT)


def test_an_address_without_tls_is_refused(amazonpay: Any) -> None:
    plain = "http://merchant.example.com/ipn"
    what = "register an address without TLS"
    asked = amazonpay.post(what, IPN, registration(amazonpay, plain), "AMAZONPAY-CALLBACK-06")
    amazonpay.invalid(asked.given("a merchant"))
    assert amazonpay.refusal(lambda client: client.register(plain)).status == 400


@pytest.mark.parametrize(
    ("state", "code", "rule"),
    [
        ("wrong credentials", "AuthorizationFailed", "AMAZONPAY-AUTH-14"),
        ("an expired signature", "AuthorizationExpired", "AMAZONPAY-AUTH-15"),
    ],
)
def test_a_registration_that_is_not_signed_properly_is_refused(
    amazonpay: Any, state: str, code: str, rule: str
) -> None:
    rules = [rule, "AMAZONPAY-ERROR-03"]
    asked = registering(amazonpay, f"register an endpoint with {state}", ENDPOINT, *rules)
    asked.given("an address for notifications").given(state)
    amazonpay.refused(asked, 401, code)
    refused = amazonpay.refusal(lambda client: client.register(ENDPOINT))
    assert (refused.status, refused.code, refused.signed) == (401, code, False)


def test_an_endpoint_is_asked_to_confirm(contract: Any) -> None:
    rules = ["AMAZONPAY-CALLBACK-03", "AMAZONPAY-CALLBACK-04"]
    told = contract.tells("an endpoint is to be confirmed", *rules).given("an endpoint")
    address = f"{SNS}/?Action=ConfirmSubscription&Token=2336412f37"
    body = {
        "Type": "SubscriptionConfirmation",
        "SubscribeURL": match.regex(address, regex="^https://.+$"),
    }
    told.with_body(body, "application/json").with_metadata(declared())
    assert heard(contract) == Confirmation(address)


def test_a_charge_is_notified(contract: Any) -> None:
    rules = ["AMAZONPAY-CALLBACK-05", "AMAZONPAY-CALLBACK-04", "AMAZONPAY-CALLBACK-07"]
    told = contract.tells("a charge is notified", *rules).given("a charged QR", amount="1.50")
    body = {"Type": "Notification", "Message": match.regex(MESSAGE, regex=NAMES)}
    told.with_body(body, "application/json").with_metadata(declared())
    assert heard(contract) == NOTIFIED


def test_a_notification_is_signed_as_sns_signs(contract: Any) -> None:
    """
    The documents contradict each other about it.
    """
    told = contract.tells("a charge is notified with a signature of SNS", "AMAZONPAY-CALLBACK-12")
    told.given("a charged QR", amount="1.50")
    body = {
        "Type": "Notification",
        "Message": match.regex(MESSAGE, regex=NAMES),
        "SignatureVersion": match.regex("1", regex="^[12]$"),
        "Signature": match.regex("c2lnbmF0dXJl", regex="^[A-Za-z0-9+/]+={0,2}$"),
        "SigningCertURL": match.regex(f"{SNS}/sns.pem", regex="^https://.+$"),
    }
    told.with_body(body, "application/json").with_metadata(declared())
    proofs: list[Proof | None] = []
    assert heard(contract, proofs) == NOTIFIED
    signed = f"Message\n{MESSAGE}\nType\nNotification\n"
    assert proofs == [Proof(signed, "c2lnbmF0dXJl", "1", f"{SNS}/sns.pem")]


def registering(amazonpay: Any, what: str, endpoint: str, *rules: str) -> Any:
    named = amazonpay.of_state("recipientEndpoint", endpoint)
    return amazonpay.post(what, IPN, registration(amazonpay, named), *rules)


def registration(amazonpay: Any, endpoint: object) -> dict[str, object]:
    return {
        "recipientIdentifier": amazonpay.merchant(),
        "recipientType": "MERCHANT",
        "recipientEndpoint": endpoint,
        "recipientEndpointType": "HTTPS",
    }


def declared() -> dict[str, object]:
    """
    JSON that is declared as text.
    """
    return {"content-type": match.regex("text/plain", regex="^text/plain(;.*)?$")}


def heard(contract: Any, proofs: list[Proof | None] | None = None) -> Any:
    """
    What the client makes of a notification that somebody vouches for.
    """
    known = [] if proofs is None else proofs
    received: list[Any] = []

    def certified(proof: Proof | None) -> bool:
        known.append(proof)
        return True

    contract.heard(lambda body: received.append(notification.told(body, certified)))
    (told,) = received
    return told
