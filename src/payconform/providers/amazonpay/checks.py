"""
Checks in Amazon Pay's own terms: success, refusals, and the signature of an answer.
"""

from collections.abc import Mapping

from payconform.checks import at, require, shown_json, shown_plain, status
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.amazonpay import doctor, signing
from payconform.providers.amazonpay.signer import host
from payconform.signing.digests import same
from payconform.signing.doctor import blame

NOTHING_FOUND = ("NO_RECORD_FOUND", "InvalidArguments", "InternalServerError")
UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
MOMENT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z"
UNSIGNED, BADLY_SIGNED, SIGNED = "not signed", "signed wrongly", "signed"


def succeeded(exchange: Exchange) -> Mismatch | None:
    """
    200, or 201 for a refund; a status that tells of nothing found is no success.
    """
    codes = (200, 201) if exchange.operation == "refundCharge" else (200,)
    if wrong := status(*codes)(exchange):
        return wrong
    found = at(exchange, "status")
    if exchange.operation == "getStatus" and found in NOTHING_FOUND:
        return Mismatch("the status of a QR", shown_json(found))
    return None


def refused(exchange: Exchange) -> Mismatch | None:
    """
    A refusal that blames the request: no success, no server error.
    """
    number = exchange.response.status if exchange.response else 0
    if 400 <= number < 500 or (number == 200 and at(exchange, "status") == "InvalidArguments"):
        return None
    return Mismatch("a refusal with 4xx", f"status {number}")


def not_refunded(exchange: Exchange) -> Mismatch | None:
    """
    No money moves: the refund is refused, or taken and Declined, which is a documented status.
    """
    if succeeded(exchange) is None and at(exchange, "status") == "Declined":
        return None
    return refused(exchange)


def require_refused(exchange: Exchange) -> Exchange:
    """
    The rule under test: this request is refused for what it says.

    Raises:
        Violation: it succeeds, or ends in a server error.

    """
    return require(exchange, refused)


def code(wanted: str) -> Check:
    """
    The refusal has this code.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        found = at(exchange, "code")
        return None if found == wanted else Mismatch(f"code {wanted}", shown_json(found))

    return check


def code_and_message(exchange: Exchange) -> Mismatch | None:
    """
    A refusal holds `code` and `message`, both text.
    """
    for name in ("code", "message"):
        value = at(exchange, name)
        if not isinstance(value, str) or not value:
            return Mismatch(f"{name} as text", shown_json(value))
    return None


def fate(exchange: Exchange) -> str:
    """
    What became of a request: accepted, or refused.
    """
    return "refused" if succeeded(exchange) else "accepted"


def outcome(exchange: Exchange) -> str:
    """
    An answer in a few words: its status, and the code of a refusal.
    """
    number = exchange.response.status if exchange.response else 0
    named = at(exchange, "code")
    return f"{number} with {shown_plain(named)}" if isinstance(named, str) else f"{number}"


def answer_signed(credentials: Mapping[str, str]) -> Check:
    """
    The answer's signature verifies, in whichever way the documents leave open.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        found = how_signed(exchange, credentials)
        if found == SIGNED:
            return None
        slips = _slips(exchange, credentials) if found == BADLY_SIGNED else ""
        return Mismatch(f"{signing.SIGNATURE} over the answer", f"an answer that is {found}{slips}")

    return check


def how_signed(exchange: Exchange, credentials: Mapping[str, str]) -> str:
    """
    Whether an answer is signed, not signed, or signed wrongly.
    """
    response = exchange.response
    if response is None or not response.header(signing.SIGNATURE):
        return UNSIGNED
    known = any(verifies(exchange, credentials, reading) for reading in signing.ANSWERS)
    return SIGNED if known else BADLY_SIGNED


def verifies(
    exchange: Exchange, credentials: Mapping[str, str], reading: signing.Reading = signing.PLAIN
) -> bool:
    """
    Whether the signature of an answer verifies in one reading of the documents.
    """
    response = exchange.response
    if response is None:
        return False
    canonical = signing.canonical_response(exchange.request, response, host(credentials), reading)
    date = response.header(signing.DATE) or ""
    expected = signing.sign(canonical, date, credentials["secret_key"])
    return same(response.header(signing.SIGNATURE) or "", expected.value)


def _slips(exchange: Exchange, credentials: Mapping[str, str]) -> str:
    """
    What whoever signed an answer wrongly did, where a usual slip explains it.
    """
    (told,) = [one for one in doctor.cases(exchange, credentials) if one.what == "answer"]
    return blame(told)
