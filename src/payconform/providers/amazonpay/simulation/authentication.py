"""
Steps that look at who sends a request: its signature, its validity, its merchant.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from payconform.model import Request, Response
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.signer import host
from payconform.providers.amazonpay.simulation.answers import refusal
from payconform.signing import java
from payconform.signing.digests import same
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit, obeys

MOST_AHEAD = 300.0  # seconds of the future that a clock may be off
LONGEST = 86400  # seconds of validity that are usual
NUMBERS = {"as_written": java.as_written, "java_double": java.double}
ORDERS: dict[str, Callable[[Sequence[str]], Sequence[str]]] = {
    "as_sent": list,
    "hash_set": java.hash_order,
}


def identify(request: Request) -> str | None:
    """
    The access key id of a request.
    """
    parts = signing.AUTHORIZATION.fullmatch(request.header("authorization") or "")
    return parts[2] if parts else None


def authenticate(visit: Visit) -> Visit | Response:
    """
    Step: the request carries this merchant's signature, and is still valid.
    """
    if not (_well_formed(visit) and _verifies(visit)):
        return failed(visit)
    sent, lasts = _validity(visit.request)
    now = visit.session.clock.now()
    if sent > now + MOST_AHEAD and visit.session.choice("future_date") == "refuse":
        return failed(visit)
    if lasts > LONGEST and visit.session.choice("long_expiry") == "refuse":
        return failed(visit)
    return expired(visit) if now > sent + lasts else visit


@obeys(*(f"AMAZONPAY-AUTH-{number:02}" for number in (*range(1, 11), 12, 13, 14)))
def failed(visit: Visit) -> Response:
    """
    401 that does not say why; in payment calls its status is not documented.
    """
    status = 401
    if visit.operation.id != "registerIpn":
        status = int(visit.session.choice("wrong_signature")[1:])
    return refusal(visit, "AuthorizationFailed", "The signature does not match", status)


@obeys("AMAZONPAY-AUTH-11", "AMAZONPAY-AUTH-15")
def expired(visit: Visit) -> Response:
    """
    401 for a signature that is past its validity.
    """
    return refusal(visit, "AuthorizationExpired", "The signature is no longer valid")


@obeys("AMAZONPAY-AUTH-16", "AMAZONPAY-AUTH-17", "AMAZONPAY-AUTH-18")
def another_merchant(visit: Visit, merchant: object) -> Response | None:
    """
    The refusal of a merchantId that is not the merchant's own; None where it is, or is missing.
    """
    told = visit.request.header(signing.CLIENT)
    if merchant is None or merchant == told == visit.session.credentials["merchant_id"]:
        return None
    return refusal(visit, "MerchantIdMismatch", "merchantId is not the x-amz-client-id")


def _well_formed(visit: Visit) -> bool:
    session, request = visit.session, visit.request
    parts = signing.AUTHORIZATION.fullmatch(request.header("authorization") or "")
    if not parts or parts[2] != session.credentials["access_key_id"]:
        return False
    if parts[1] == " " and session.choice("space_after_amz") == "refuse":
        return False
    counts = Counter(name.lower() for name, _ in request.headers)
    absent = [name for name in signing.SIGNED if not counts[name]]
    doubled = any(counts[name] > 1 for name in signing.SIGNED)
    if absent and (session.choice("absent_header") == "refuse" or signing.DATE in absent):
        return False
    if doubled and session.choice("doubled_header") == "refuse":
        return False
    return request.header(signing.ALGORITHM_HEADER) in (signing.ALGORITHM, None)


def _verifies(visit: Visit) -> bool:
    request, credentials = visit.request, visit.session.credentials
    date = request.header(signing.DATE) or ""
    try:
        _validity(request)
        canonical = signing.canonical_request(request, host(credentials), _reading(visit.session))
    except ValueError:
        return False
    expected = signing.sign(canonical, date, credentials["secret_key"])
    parts = signing.AUTHORIZATION.fullmatch(request.header("authorization") or "")
    return parts is not None and same(parts[3], expected.value)


def _reading(session: Session) -> signing.Reading:
    return signing.Reading(
        NUMBERS[session.choice("number_text")],
        ORDERS[session.choice("list_order")],
        session.choice("extra_header") == "signed",
    )


def _validity(request: Request) -> tuple[float, int]:
    date, lasts = request.header(signing.DATE) or "", request.header(signing.EXPIRES) or "0"
    if not re.fullmatch("[0-9]{1,9}", lasts):
        raise ValueError("x-amz-expires is no number of seconds")
    sent = datetime.strptime(date, signing.STAMP).replace(tzinfo=UTC)
    return sent.timestamp(), int(lasts)
