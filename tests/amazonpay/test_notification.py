"""
Notifications are believed where somebody vouches for them.
"""

import json
import re
from typing import Any

import pytest

from payconform.providers.amazonpay import notification
from payconform.providers.amazonpay.errors import AmazonPayForged, AmazonPayUnclear
from payconform.providers.amazonpay.notification import Confirmation, Notice, Proof

SNS = "https://sns.eu-west-1.amazonaws.com"
SIGNED = {"SignatureVersion": "1", "Signature": "c2lnbmVk", "SigningCertURL": f"{SNS}/a.pem"}
SUBSCRIBE = f"{SNS}/?Action=ConfirmSubscription"
ASKED = {
    "Type": "SubscriptionConfirmation",
    "MessageId": "1",
    "Token": "t",
    "TopicArn": "arn",
    "Message": "confirm",
    "SubscribeURL": SUBSCRIBE,
    "Timestamp": "2024-09-12T07:31:25.000Z",
    **SIGNED,
}
MESSAGE = {
    "NotificationType": "ChargeNotification",
    "NotificationData": {
        "SellerReferenceId": "order-1",
        "OrderID": "P04-1",
        "Status": {"State": "Completed"},
    },
}


def notice(**members: Any) -> bytes:
    event = {"Type": "Notification", "MessageId": "2", "Message": json.dumps(MESSAGE), **SIGNED}
    return json.dumps(event | members).encode()


def vouched(proof: Proof | None) -> bool:
    return proof is not None


def test_a_charge_is_told() -> None:
    told = notification.told(notice(), vouched)
    assert told == Notice("ChargeNotification", "order-1", "P04-1", "Completed")


def test_the_text_that_is_signed_is_that_of_sns() -> None:
    proofs = []
    notification.told(json.dumps(ASKED).encode(), lambda proof: proofs.append(proof) or True)  # type: ignore[func-returns-value]
    lines = [
        *("Message", "confirm", "MessageId", "1", "SubscribeURL", SUBSCRIBE),
        *("Timestamp", "2024-09-12T07:31:25.000Z", "Token", "t", "TopicArn", "arn"),
        *("Type", "SubscriptionConfirmation"),
    ]
    text = "".join(f"{line}\n" for line in lines)
    assert proofs == [Proof(text, "c2lnbmVk", "1", f"{SNS}/a.pem")]


def test_an_endpoint_is_confirmed_at_sns_only() -> None:
    assert notification.told(json.dumps(ASKED).encode(), vouched) == Confirmation(SUBSCRIBE)
    for address in ("https://example.com/", "http://sns.eu-west-1.amazonaws.com/", "https://["):
        with pytest.raises(AmazonPayForged):
            notification.told(json.dumps(ASKED | {"SubscribeURL": address}).encode(), vouched)


def test_the_address_tells_what_is_to_be_confirmed() -> None:
    """
    No document gives an event a type.
    """
    body = json.dumps({"SubscribeURL": SUBSCRIBE}).encode()
    assert notification.told(body, lambda proof: proof is None) == Confirmation(SUBSCRIBE)


def test_an_address_that_a_notification_does_not_sign_is_not_opened() -> None:
    told = notification.told(notice(SubscribeURL=SUBSCRIBE), vouched)
    assert isinstance(told, Notice)


def test_another_host_may_be_named() -> None:
    elsewhere = {name: value.replace(SNS, "https://sns.test") for name, value in ASKED.items()}
    told = notification.told(json.dumps(elsewhere).encode(), vouched, re.compile(r"sns\.test"))
    assert told == Confirmation("https://sns.test/?Action=ConfirmSubscription")


@pytest.mark.parametrize(
    "members",
    [
        {"Signature": None},
        {"SigningCertURL": 1},
        {"Type": "Other"},
        {"SigningCertURL": "https://sns.eu-west-1.amazonaws.com.example.com/a.pem"},
        {"SigningCertURL": "https://sns.eu-west-1.amazonaws.com@example.com/a.pem"},
    ],
    ids=str,
)
def test_what_nobody_vouches_for_is_not_believed(members: dict[str, object]) -> None:
    with pytest.raises(AmazonPayForged):
        notification.told(notice(**members), vouched)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        notice(Message="text"),
        notice(Message="[]"),
        notice(Message="\ud800"),
        notice(Message="{}"),
        notice(Message=json.dumps({**MESSAGE, "NotificationData": {"OrderID": "P04-1"}})),
    ],
)
def test_what_tells_nothing_known_is_told(body: bytes) -> None:
    with pytest.raises(AmazonPayUnclear):
        notification.told(body, vouched)
