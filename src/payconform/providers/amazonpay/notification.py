"""
What an integrator does with a notification (IPN) before it answers 200.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from payconform.providers.amazonpay.errors import AmazonPayForged, AmazonPayUnclear

HOST = re.compile(r"sns\.[a-z0-9-]+\.amazonaws\.com")
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        "Message",
        "MessageId",
        "SubscribeURL",
        "Timestamp",
        "Token",
        "TopicArn",
        "Type",
    ),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """
    What a certificate vouches for: the text that SNS signs, its signature in Base64, the version
    (1 is RSA with SHA-1, 2 with SHA-256), and where the certificate is fetched.
    """

    text: str
    signature: str
    version: str
    certificate_url: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """
    An endpoint is to be confirmed: by opening this address.
    """

    subscribe_url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """
    Something happened to an order: `state` is Completed where it succeeded. Ask for the status
    before you hand anything out.
    """

    kind: str
    order_id: str
    amazon_charge_id: str
    state: str


def told(
    body: bytes, certified: Callable[[Proof | None], bool], host: re.Pattern[str] = HOST
) -> Confirmation | Notice:
    """
    What a notification tells, once somebody vouches for it.

    Args:
        body: as received.
        certified: fetches the certificate and says whether the proof holds. It gets None where the
            notification bears no signature of SNS: the documents contradict each other about which
            one it has.
        host: that certificates, and addresses to confirm, are fetched from.

    Raises:
        AmazonPayForged: nobody vouches for it: answer anything but 200.
        AmazonPayUnclear: it is vouched for, but tells nothing that is known.

    """
    event = _object(body)
    proof = _proof(event)
    if proof is not None and not _at(proof.certificate_url, host):
        raise AmazonPayForged("the certificate is not one of SNS")
    if not certified(proof):
        raise AmazonPayForged("the signature of the notification does not verify")
    # By the documents the address tells it apart; that of a notification would not be signed.
    if "SubscribeURL" in event and event.get("Type") != "Notification":
        address = str(event.get("SubscribeURL"))
        if not _at(address, host):
            raise AmazonPayForged("the address to confirm is not one of SNS")
        return Confirmation(address)
    return _notice(_object(str(event.get("Message"))))


def _notice(message: Mapping[str, Any]) -> Notice:
    # The members' names are known from public clients only.
    data = message.get("NotificationData")
    known = data if isinstance(data, dict) else {}
    status = known.get("Status")
    state = status.get("State") if isinstance(status, dict) else None
    kind, order = message.get("NotificationType"), known.get("SellerReferenceId")
    charge = known.get("OrderID")
    if not all(isinstance(one, str) for one in (kind, order, charge, state)):
        raise AmazonPayUnclear("a notification without an order or a state")
    return Notice(str(kind), str(order), str(charge), str(state))


def _proof(event: Mapping[str, Any]) -> Proof | None:
    names = SIGNED.get(str(event.get("Type")), ())
    parts = [event.get(name) for name in ("Signature", "SignatureVersion", "SigningCertURL")]
    if not names or not all(isinstance(part, str) for part in parts):
        return None
    signature, version, url = (str(part) for part in parts)
    text = "".join(f"{name}\n{event[name]}\n" for name in names if name in event)
    return Proof(text, signature, version, url)


def _at(url: str, host: re.Pattern[str]) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and host.fullmatch(parts.netloc) is not None


def _object(body: bytes | str) -> Mapping[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise AmazonPayUnclear("no JSON object")
    return document
