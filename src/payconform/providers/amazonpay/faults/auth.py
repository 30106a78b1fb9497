"""
Liars about who sends a request: each overlooks one thing at one operation.
"""

from dataclasses import replace

from payconform.model import Response
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.faults.lies import (
    When,
    answering,
    as_if,
    asked,
    changed,
    forgives,
    qr_of,
)
from payconform.providers.amazonpay.simulation.state import Qr
from payconform.simulator.faults import Proceed
from payconform.simulator.session import Ring
from payconform.simulator.visit import Visit

OPERATIONS = {
    "generateQr": "generate",
    "getStatus": "status",
    "cancelQr": "cancel",
    "refundCharge": "refund",
    "registerIpn": "registration",
}
PROOFS: Ring[bool] = Ring()
EVERYONES: Ring[Qr] = Ring()


def proof_of(visit: Visit) -> str:
    return visit.request.header("Authorization") or ""


def by_key(visit: Visit) -> bool:
    """
    Whether the request names the merchant's key and brings the seven headers.
    """
    parts = signing.AUTHORIZATION.fullmatch(proof_of(visit))
    whole = all(visit.request.header(name) for name in signing.SIGNED)
    return bool(parts and whole and parts[2] == visit.session.credentials["access_key_id"])


def by_another_key(visit: Visit) -> bool:
    parts = signing.AUTHORIZATION.fullmatch(proof_of(visit))
    return bool(parts and parts[2] != visit.session.credentials["access_key_id"])


def bare(visit: Visit) -> bool:
    return not proof_of(visit)


def malformed(visit: Visit) -> bool:
    return not bare(visit) and not signing.AUTHORIZATION.fullmatch(proof_of(visit))


def past(visit: Visit) -> bool:
    """
    Whether the request is dated before the present.
    """
    now = as_if(visit).request.header(signing.DATE) or ""
    return by_key(visit) and (visit.request.header(signing.DATE) or "") < now


def mistaken(visit: Visit) -> bool:
    """
    Whether the merchant is not the one that signs.
    """
    told = (visit.request.header(signing.CLIENT), asked(visit).get("merchantId"))
    return any(one != visit.session.credentials["merchant_id"] for one in told)


def unusual(header: str) -> When:
    """
    Whether a header differs from what the merchant sends.
    """

    def differs(visit: Visit) -> bool:
        usual = as_if(visit).request.header(header)
        return by_key(visit) and visit.request.header(header) != usual

    return differs


def lacking(header: str) -> When:
    return lambda visit: visit.request.header(header) is None and not bare(visit)


for _operation, _word in OPERATIONS.items():
    forgives(f"any_secret_signs_a_{_word}", "AMAZONPAY-AUTH-02", _operation, by_key)
    forgives(f"a_{_word}_needs_no_signature", "AMAZONPAY-AUTH-01", _operation, bare)
    forgives(f"a_{_word}_may_be_old", "AMAZONPAY-AUTH-11", _operation, past)
forgives("any_key_signs_a_generate", "AMAZONPAY-AUTH-03", "generateQr", by_another_key)
forgives("any_key_signs_a_registration", "AMAZONPAY-AUTH-03", "registerIpn", by_another_key)
for _operation in ("generateQr", "cancelQr", "refundCharge", "registerIpn"):
    _word = OPERATIONS[_operation]
    forgives(f"the_body_of_a_{_word}_is_not_signed", "AMAZONPAY-AUTH-04", _operation, by_key)
forgives("the_query_of_a_status_is_not_signed", "AMAZONPAY-AUTH-05", "getStatus", by_key)
forgives("the_path_of_a_cancel_is_not_signed", "AMAZONPAY-AUTH-06", "cancelQr", by_key)
forgives("the_method_of_a_refund_is_not_signed", "AMAZONPAY-AUTH-07", "refundCharge", by_key)
for _header, _operation in zip(
    signing.SIGNED, [*OPERATIONS, "cancelQr", "refundCharge"], strict=True
):
    _said = _header.replace("-", "_")
    forgives(f"{_said}_is_not_signed", "AMAZONPAY-AUTH-08", _operation, unusual(_header))
    if _header != signing.DATE:
        forgives(f"{_said}_may_be_missing", "AMAZONPAY-AUTH-09", _operation, lacking(_header))
forgives("the_scope_of_a_cancel_is_not_looked_at", "AMAZONPAY-AUTH-12", "cancelQr", by_key)
forgives("the_scope_of_a_status_is_not_looked_at", "AMAZONPAY-AUTH-12", "getStatus", by_key)
forgives("a_malformed_proof_of_a_generate_passes", "AMAZONPAY-AUTH-13", "generateQr", malformed)
forgives("a_malformed_proof_of_a_refund_passes", "AMAZONPAY-AUTH-13", "refundCharge", malformed)


@answering("AMAZONPAY-AUTH-10", "cancelQr", "getStatus")
def a_proof_that_was_good_once_stays_good(visit: Visit, proceed: Proceed) -> Response:
    proof, response = proof_of(visit), proceed(visit)
    if response.status == 401 and proof in PROOFS:
        return proceed(as_if(visit))
    if response.status == 200:
        PROOFS[proof] = True
    return response


@answering("AMAZONPAY-AUTH-14", "registerIpn")
def a_wrong_signature_is_forbidden(visit: Visit, proceed: Proceed) -> Response:
    return _with_status(proceed(visit), b"AuthorizationFailed", 403)


@answering("AMAZONPAY-AUTH-15", "registerIpn")
def an_old_signature_is_called_wrong(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    failed = response.body.replace(b"AuthorizationExpired", b"AuthorizationFailed")
    return replace(response, body=failed)


@answering("AMAZONPAY-AUTH-17", "registerIpn")
def another_merchants_registration_is_forbidden(visit: Visit, proceed: Proceed) -> Response:
    return _with_status(proceed(visit), b"MerchantIdMismatch", 403)


@answering("AMAZONPAY-AUTH-16", "cancelQr", "getStatus")
def the_merchant_id_is_not_compared(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b"MerchantIdMismatch" not in response.body or not mistaken(visit):
        return response
    return proceed(on_behalf(visit))


@answering("AMAZONPAY-AUTH-18", "generateQr", "getStatus")
def any_merchant_reads_any_qr(visit: Visit, proceed: Proceed) -> Response:
    return _adopting(visit, proceed)


@answering("AMAZONPAY-AUTH-18", "generateQr", "cancelQr")
def any_merchant_cancels_any_qr(visit: Visit, proceed: Proceed) -> Response:
    return _adopting(visit, proceed)


@answering("AMAZONPAY-AUTH-18", "generateQr", "refundCharge")
def any_merchant_refunds_any_charge(visit: Visit, proceed: Proceed) -> Response:
    return _adopting(visit, proceed)


def on_behalf(visit: Visit) -> Visit:
    """
    The visit as if it were about the merchant that signs.
    """
    merchant = visit.session.credentials["merchant_id"]
    if visit.request.method == "GET":
        target = visit.request.target.replace(str(asked(visit).get("merchantId")), merchant)
        return as_if(visit, replace(visit.request, target=target))
    return changed(visit, merchantId=merchant)


def _adopting(visit: Visit, proceed: Proceed) -> Response:
    """
    What a merchant gets that has every merchant's QRs for the visit.
    """
    mine = visit.session.state.qrs
    name = str(asked(visit).get("chargeId", asked(visit).get("merchantOrderId")))
    foreign = EVERYONES.get(name) if qr_of(visit) is None else None
    if foreign is not None:
        mine[name] = foreign
    response = proceed(visit)
    if foreign is not None:
        mine.pop(name, None)
    EVERYONES.update(mine)
    return response


def _with_status(response: Response, where: bytes, status: int) -> Response:
    return replace(response, status=status) if where in response.body else response
