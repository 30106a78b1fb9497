"""
Steps that look at who sends a request: Basic credentials, x-version, the signature.
"""

from payconform.model import Request, Response
from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.simulation.answers import refusal
from payconform.signing.digests import same
from payconform.simulator.visit import Visit, obeys


def identify(request: Request) -> str | None:
    """
    The merchant_id of a request.
    """
    pair = signing.pair(request.header(signing.AUTHORIZATION))
    return pair[0] if pair else None


def authenticate(visit: Visit) -> Visit | Response:
    """
    Step: the Basic credentials are this merchant's.
    """
    credentials = visit.session.credentials
    merchant, secret = credentials["merchant_id"], credentials["secret_unbound_id"]
    pair = signing.pair(visit.request.header(signing.AUTHORIZATION))
    if pair is None or not (same(pair[0], merchant) and same(pair[1], secret)):
        return unauthorised(visit)
    return visit


def version(visit: Visit) -> Visit | Response:
    """
    Step: x-version is v3, as far as that is looked at.
    """
    sent = visit.request.header(signing.VERSION)
    switch = "absent_version" if sent is None else "other_version"
    if sent != signing.SERVED and visit.session.choice(switch) == "refuse":
        return refusal(visit, "01", f"{signing.VERSION} must be {signing.SERVED}")
    return visit


def prove(visit: Visit) -> Visit | Response:
    """
    Step: the ids of the body are signed.
    """
    session, request = visit.session, visit.request
    key = session.credentials["hash_key"]
    acting = request.header(signing.SUB_MERCHANT)
    if acting is not None and acting == session.credentials.get("sub_merchant"):
        key = session.credentials["sub_hash_key"]
    elif acting is not None and session.choice("unknown_sub_merchant") == "refuse":
        return unauthorised(visit)
    sent = request.header(signing.SIGNATURE) or ""
    expected = signing.sign(key, *signing.ids(request.body)).value
    if sent == sent.upper() and session.choice("upper_case_hex") == "accept":
        sent = sent.lower()
    return visit if same(sent, expected) else unproven(visit)


@obeys(*(f"IFORTEPAY-AUTH-{number:02}" for number in (1, 2, 3, 10, 11, 15)))
def unauthorised(visit: Visit) -> Response:
    """
    04, which does not say why.
    """
    return refusal(visit, "04", "Unauthorised merchant")


@obeys(*(f"IFORTEPAY-AUTH-{number:02}" for number in (4, 5, 6, 7, 8, 9, 14, 16)))
def unproven(visit: Visit) -> Response:
    """
    99, which does not say why.
    """
    return refusal(visit, "99", "Invalid signature")
