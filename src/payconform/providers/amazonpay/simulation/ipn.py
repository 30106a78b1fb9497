"""
Notifications: endpoints, what is sent to them, and when again.
"""

import base64
import json
from typing import Any

from payconform.model import Headers, Response
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.simulation.answers import empty, invalid, refusal
from payconform.providers.amazonpay.simulation.state import Qr, iso
from payconform.signing.digests import base64url, hmac_sha384
from payconform.simulator.outbox import Letter
from payconform.simulator.visit import Visit, obeys

TEXT: Headers = (("content-type", "text/plain; charset=UTF-8"),)
MOST = 100  # endpoints of a merchant: that there is a limit is documented, which one is not
FIRST, AGAIN = 1.0, (20.0, 60.0, 600.0)
SNS = "https://sns.payconform.invalid"


@obeys("AMAZONPAY-CALLBACK-01", "AMAZONPAY-CALLBACK-06")
def register(visit: Visit) -> Response:
    """
    Take an endpoint, and ask it to confirm.
    """
    session, url = visit.session, visit.body["recipientEndpoint"]
    if visit.body["recipientIdentifier"] != visit.body["merchantId"]:
        return invalid(visit, "recipientIdentifier")
    if url in session.state.endpoints and session.choice("repeated_endpoint") == "refuse":
        return refusal(visit, "InvalidArguments", "recipientEndpoint is registered already")
    if len(session.state.endpoints) >= MOST:
        return refusal(visit, "LimitExceeded", "Too many endpoints")
    session.state.endpoints[url] = session.clock.now()
    token = session.guid().replace("-", "")
    confirm = f"{SNS}/?Action=ConfirmSubscription&Token={token}"
    _send(visit, url, {"Type": "SubscriptionConfirmation", "Token": token, "SubscribeURL": confirm})
    return empty(visit)


@obeys("AMAZONPAY-CALLBACK-05", "AMAZONPAY-CALLBACK-07")
def notify(visit: Visit, qr: Qr, kind: str, state: str) -> None:
    """
    Tell every endpoint what became of a QR.
    """
    now = iso(visit.session.clock.now())
    details = {
        "SellerReferenceId": qr.order,
        "OrderID": qr.charge.id if qr.charge else "",
        "Amount": {"CurrencyCode": "INR", "Amount": qr.amount},
        "CreationTimestamp": now,
        "Status": {"State": state, "LastUpdateTimestamp": now},
    }
    message = json.dumps({"NotificationType": kind, "NotificationData": details})
    for url in visit.session.state.endpoints:
        _send(visit, url, {"Type": "Notification", "Message": message})


@obeys("AMAZONPAY-CALLBACK-03", "AMAZONPAY-CALLBACK-04", "AMAZONPAY-CONTRACT-02")
def _send(visit: Visit, url: str, members: dict[str, Any]) -> None:
    session = visit.session
    event = {"MessageId": session.guid(), **members, "Timestamp": iso(session.clock.now())}
    key = session.credentials["secret_key"].encode("utf-8")
    headers = TEXT
    if session.choice("ipn_signature") == "sns":
        # In the form of an SNS signature. No certificate stands behind it: none could be fetched.
        proof = base64.b64encode(hmac_sha384(key, json.dumps(event))).decode("ascii")
        event |= {"SignatureVersion": "1", "Signature": proof, "SigningCertURL": f"{SNS}/sns.pem"}
    else:
        proof = base64url(hmac_sha384(key, json.dumps(event)))
        headers = (*TEXT, (signing.SIGNATURE, proof))
    again = AGAIN if session.choice("ipn_again") == "yes" else ()
    body, due = json.dumps(event).encode("utf-8"), session.clock.now() + FIRST
    session.post(Letter(url, headers, body, (FIRST, *again), due))
