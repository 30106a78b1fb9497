"""
Steps that look at the headers of a call: whose merchant it is for, from which client, under which
idempotency key.
"""

import re

from payconform.model import Response
from payconform.providers.mobilepay.calls import CREATING, KEY, NAME, VAT, VERSION
from payconform.providers.mobilepay.simulation.answers import refusal
from payconform.providers.mobilepay.simulation.token import token_of
from payconform.simulator.visit import Visit, obeys

VAT_FORM = re.compile("(DK|FI)[0-9]{8}")
VERSION_FORM = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
APP = "/pos/app/"
LONGEST = 36  # characters of a key, or of a name


def merchant_of(visit: Visit) -> str:
    """
    The VAT number of the merchant that a call is for: the token's claim decides, if it has one.
    """
    token = token_of(visit)
    return (token and token.vat) or visit.request.header(VAT) or ""


@obeys(*(f"MOBILEPAY-ERROR-{number:02}" for number in (7, 8, 9, 10, 11, 21, 40)))
def headers(visit: Visit) -> Visit | Response:
    """
    Step: what every call to a point of sale's API carries.
    """
    if visit.operation.id == "obtainToken" or visit.operation.path.startswith(APP):
        return visit
    if refused := _merchant(visit) or _client(visit) or _name(visit):
        return refused
    return visit


@obeys(*(f"MOBILEPAY-ERROR-{number}" for number in (12, 13, 14, 45, 50, 51)))
def idempotency(visit: Visit) -> Visit | Response:
    """
    Step: a creating call has one idempotency key, of up to 36 valid characters.
    """
    if visit.operation.id not in CREATING:
        return visit
    sent = all_of(visit, KEY)
    if len(sent) != 1:
        return refusal(visit, "1163" if sent else "1164")
    fits = 1 <= len(sent[0]) <= LONGEST and sent[0].isprintable()
    return visit if fits else refusal(visit, "1162")


def all_of(visit: Visit, name: str) -> list[str]:
    """
    The values of all headers of a name.
    """
    return [value for key, value in visit.request.headers if key.lower() == name]


@obeys("MOBILEPAY-AUTH-10", "MOBILEPAY-AUTH-18", "MOBILEPAY-AUTH-65")
def _merchant(visit: Visit) -> Response | None:
    session, token, sent = visit.session, token_of(visit), all_of(visit, VAT)
    claim = token.vat if token else None
    if len(sent) > 1:
        return refusal(visit, "1155")
    if claim is not None and not VAT_FORM.fullmatch(claim):
        return refusal(visit, "1182")
    if not sent:
        needed = claim is None or session.choice("vat_header_with_claim") == "required"
        return refusal(visit, "1151") if needed else None
    if not VAT_FORM.fullmatch(sent[0]):
        return refusal(visit, "1159")
    differs = claim is not None and claim != sent[0]
    if differs and session.choice("vat_conflict") == "refuse":
        return refusal(visit, "1159")
    return None


def _client(visit: Visit) -> Response | None:
    sent = all_of(visit, VERSION)
    if len(sent) != 1:
        return refusal(visit, "1157" if sent else "1153")
    if not VERSION_FORM.fullmatch(sent[0]):
        return refusal(visit, "1161")
    wanted = visit.session.choice("ibm_client_id") == "required"
    return refusal(visit, "1099") if wanted and not all_of(visit, "x-ibm-client-id") else None


def _name(visit: Visit) -> Response | None:
    sent, choice = all_of(visit, NAME), visit.session.choice
    if len(sent) > 1:
        return refusal(visit, "1156") if choice("two_system_names") == "refuse" else None
    long = any(len(one) > LONGEST for one in sent) and choice("long_system_name") == "refuse"
    return refusal(visit, "1160") if long else None
