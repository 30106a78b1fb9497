"""
What a merchant relies on who creates and cancels a QR. Sample values are the documents' own.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx
from pact import Pact, generate, match
from pact.generate.generator import GenericGenerator
from pact.interaction import HttpInteraction
from pact.match.matcher import AbstractMatcher, GenericMatcher

Played = Callable[[], AbstractContextManager[httpx.Client]]

QR_ID = "123e4567-e89b-12d3-a456-426614174000"
CREATE = "/v2/mia/qr"
CANCEL = f"/v2/mia/qr/{QR_ID}/cancel"
EXPIRY = "2029-10-22T10:32:28+03:00"
ISO = r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$"
REASON = {"reason": "Client cancelled the order"}
DYNAMIC = {
    "type": "Dynamic",
    "expiresAt": EXPIRY,
    "amountType": "Fixed",
    "amount": 50.0,
    "currency": "MDL",
    "description": "Order description",
}


def test_a_dynamic_qr_is_created(pact: Pact, played: Played) -> None:
    asked = {
        **DYNAMIC,
        "expiresAt": tomorrow(),
        "amount": match.number(50.0),
        "description": match.like("Order description"),
    }
    told = {
        "qrId": match.uuid(QR_ID),
        "type": "Dynamic",
        "url": match.regex("https://example.com/qr", regex="^https://.+$"),
        "expiresAt": match.regex(EXPIRY, regex=ISO),
    }
    asking = post(pact, "create a Dynamic QR", CREATE, asked).given("a merchant")
    asking.will_respond_with(200).with_body({"result": told, "ok": True}, "application/json")
    with played() as maib:
        created = maib.post(CREATE, json=DYNAMIC)
    assert created.json()["result"]["qrId"] == QR_ID


def test_an_active_qr_is_cancelled(pact: Pact, played: Played) -> None:
    told = {"qrId": match.uuid(QR_ID), "status": "Cancelled"}
    asking = cancel(pact, "cancel an Active QR").given("an Active QR", type="Dynamic")
    asking.will_respond_with(200).with_body({"result": told, "ok": True}, "application/json")
    with played() as maib:
        cancelled = maib.post(CANCEL, json=REASON)
    assert cancelled.json()["result"]["status"] == "Cancelled"


def test_a_second_cancel_is_refused(pact: Pact, played: Played) -> None:
    """
    The documents print the code bare, and also behind the service's name.
    """
    told = {
        "errorCode": match.regex("14005", regex=r"^(maib\.merchant\.payments-)?14005$"),
        "errorMessage": match.like("QR is already cancelled."),
    }
    asking = cancel(pact, "cancel a Cancelled QR").given("a Cancelled QR", type="Dynamic")
    asking.will_respond_with(409).with_body(
        {"errors": match.array_containing([told]), "ok": False}, "application/json"
    )
    with played() as maib:
        refused = maib.post(CANCEL, json=REASON)
    assert refused.json()["errors"][0]["errorCode"].endswith("14005")


def cancel(pact: Pact, what: str) -> HttpInteraction:
    """
    The sample's QR here; whichever QR the provider's state names when this is verified.
    """
    path = GenericMatcher(
        "regex",
        CANCEL,
        generate.provider_state("/v2/mia/qr/${qrId}/cancel"),
        regex="^/v2/mia/qr/[0-9a-fA-F-]{36}/cancel$",
    )
    return post(pact, what, path, {"reason": match.like(REASON["reason"])})


def post(
    pact: Pact, what: str, path: str | AbstractMatcher[str], body: dict[str, object]
) -> HttpInteraction:
    return (
        pact.upon_receiving(what)
        .with_request("POST", path)
        .with_header("Authorization", match.regex("Bearer token", regex=r"^Bearer \S+$"))
        .with_body(body, "application/json")
    )


def tomorrow() -> AbstractMatcher[str]:
    """
    The sample here; one day ahead when this is verified, for 60 days are the most.
    """
    form = {"format": "yyyy-MM-dd'T'HH:mm:ssXXX", "expression": "now + 1 day"}
    return GenericMatcher("regex", EXPIRY, GenericGenerator("DateTime", form), regex=ISO)
