"""
Liars about tokens, and about what is another's.
"""

import json
from dataclasses import replace

from payconform.model import Response
from payconform.providers.mobilepay.calls import VAT
from payconform.providers.mobilepay.faults.lies import (
    answering,
    recodes,
    restates,
    tells,
    with_header,
)
from payconform.providers.mobilepay.simulation.answers import refusal, success
from payconform.providers.mobilepay.simulation.state import OWNERS, Token
from payconform.providers.mobilepay.simulation.token import token_of
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

LISTS = {
    "queryPaymentIds": "paymentIds",
    "queryRefundIds": "refundIds",
    "getPosWithFilter": "posIds",
}

tells("the_token_is_empty", "MOBILEPAY-AUTH-01", "obtainToken", "access_token", "")
tells("the_token_is_of_type_jwt", "MOBILEPAY-AUTH-02", "obtainToken", "token_type", "JWT")
tells("the_lifetime_is_text", "MOBILEPAY-AUTH-03", "obtainToken", "expires_in", "3700")
restates("a_wrong_secret_gets_400", "MOBILEPAY-AUTH-04", 401, 400, "obtainToken")


@answering("MOBILEPAY-AUTH-05")
def a_missing_token_gets_403(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    missing = visit.request.header("authorization") is None
    return replace(response, status=403) if missing and response.status == 401 else response


@answering("MOBILEPAY-AUTH-06", "getPos", "cancelPayment")
def an_unknown_token_gets_404(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    sent = visit.request.header("authorization") is not None
    return replace(response, status=404) if sent and response.status == 401 else response


@answering("MOBILEPAY-AUTH-07")
def tokens_never_expire(visit: Visit, proceed: Proceed) -> Response:
    tokens = visit.session.state.tokens
    for name, token in tokens.items():
        tokens[name] = Token(float("inf"), token.vat)
    return proceed(visit)


@answering("MOBILEPAY-AUTH-08")
def a_401_explains_itself(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, body=b"Who are you?") if response.status == 401 else response


@answering("MOBILEPAY-AUTH-10", "getStores")
def a_missing_vat_number_is_guessed(visit: Visit, proceed: Proceed) -> Response:
    if visit.request.header(VAT) is None:
        visit = with_header(visit, VAT, visit.session.credentials["merchant_vat"])
    return proceed(visit)


@answering("MOBILEPAY-AUTH-11", "getPos", "queryPayment")
def what_is_anothers_is_shown(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return success(dict(visit.path)) if response.status == 403 else response


recodes("anothers_payment_is_not_found", "MOBILEPAY-AUTH-12", "1401", "404", "cancelPayment")
recodes("anothers_refund_gets_1401", "MOBILEPAY-AUTH-13", "1402", "1401", "cancelRefund")
recodes("anothers_till_gets_1000", "MOBILEPAY-AUTH-14", "1400", "1000", "preparePayment")
recodes("cancels_mistake_the_merchant", "MOBILEPAY-AUTH-15", "1408", "1401", "cancelPayment")
recodes("deletions_mistake_the_merchant", "MOBILEPAY-AUTH-16", "1409", "1400", "deletePos")
recodes("anothers_store_is_unknown", "MOBILEPAY-AUTH-17", "1403", "1002", "createPos")
recodes("an_invalid_claim_gets_1159", "MOBILEPAY-AUTH-18", "1182", "1159", "getStores")
recodes("refunding_anothers_payment_gets_1001", "MOBILEPAY-AUTH-60", "1401", "1001", "createRefund")


@answering("MOBILEPAY-AUTH-63", *LISTS)
def an_empty_list_is_filled_with_what_is_anothers(visit: Visit, proceed: Proceed) -> Response:
    member, client = LISTS[visit.operation.id], visit.session.credentials["client_id"]
    response = proceed(visit)
    if response.status != 200 or json.loads(response.body)[member]:
        return response
    return success({member: [name for name, owner in OWNERS.items() if owner != client][-1000:]})


@answering("MOBILEPAY-AUTH-64", "queryPayment", "cancelPayment")
def the_vat_header_outweighs_the_claim(visit: Visit, proceed: Proceed) -> Response:
    token, sent = token_of(visit), visit.request.header(VAT)
    if token is None or token.vat is None or sent is None:
        return proceed(visit)
    tokens = visit.session.state.tokens
    name = next(name for name, known in tokens.items() if known is token)
    tokens[name] = replace(token, vat=sent)
    return proceed(visit)


@answering("MOBILEPAY-AUTH-65", "initiatePayment")
def a_token_with_a_claim_is_good_for_no_payment(visit: Visit, proceed: Proceed) -> Response:
    token = token_of(visit)
    return refusal(visit, "1400") if token and token.vat else proceed(visit)
