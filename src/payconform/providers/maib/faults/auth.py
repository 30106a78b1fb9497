"""
Liars about tokens.
"""

import json
from dataclasses import replace

from payconform.model import Response
from payconform.providers.maib.faults.lies import (
    EVERYONES_PAYMENTS,
    EVERYONES_QRS,
    adopting,
    answering,
    asked,
    tells,
)
from payconform.providers.maib.simulation.refusals import refusal
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

tells("token_answer_does_not_say_ok", "MAIB-AUTH-01", "obtainToken", "ok", ...)
tells("token_type_is_lower_case", "MAIB-AUTH-02", "obtainToken", "result.tokenType", "bearer_token")
tells("token_lifetime_is_text", "MAIB-AUTH-03", "obtainToken", "result.expiresIn", "300")


@answering("MAIB-AUTH-04", "obtainToken")
def wrong_secret_gets_400(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=400) if response.status == 401 else response


tells(
    "missing_credentials_get_another_code",
    "MAIB-AUTH-05",
    "obtainToken",
    "errors.0.errorCode",
    "12000",
    b"12007",
)


@answering("MAIB-AUTH-06", "createQr", "getQr", "cancelQr")
def missing_token_gets_403(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status == 401 and visit.request.header("authorization") is None:
        return replace(response, status=403)
    return response


@answering("MAIB-AUTH-07", "cancelQr")
def unknown_token_gets_404_on_cancel(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status == 401 and visit.request.header("authorization") is not None:
        return replace(response, status=404)
    return response


@answering("MAIB-AUTH-08")
def tokens_never_expire(visit: Visit, proceed: Proceed) -> Response:
    tokens = visit.session.state.tokens
    for token in tokens:
        tokens[token] = float("inf")
    return proceed(visit)


@answering("MAIB-AUTH-09", "obtainToken")
def a_renewed_token_does_not_work(visit: Visit, proceed: Proceed) -> Response:
    tokens, now = visit.session.state.tokens, visit.session.clock.now()
    renewing = any(expires <= now for expires in tokens.values())
    response = proceed(visit)
    if renewing and response.status == 200:
        del tokens[json.loads(response.body)["result"]["accessToken"]]
    return response


@answering("MAIB-AUTH-16", "obtainToken")
def an_unknown_client_gets_404(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    known = asked(visit).get("clientId") == visit.session.credentials["client_id"]
    return response if known or response.status != 401 else replace(response, status=404)


@answering("MAIB-AUTH-10", "createQr", "getQr")
def any_merchant_reads_any_qr(visit: Visit, proceed: Proceed) -> Response:
    with adopting(visit.session.state.qrs, EVERYONES_QRS, visit.path.values()):
        return proceed(visit)


@answering("MAIB-AUTH-10", "createHybridQr", "createExtension", "cancelExtension")
def a_foreign_qr_is_changed_before_the_refusal(visit: Visit, proceed: Proceed) -> Response:
    with adopting(visit.session.state.qrs, EVERYONES_QRS, visit.path.values()) as foreign:
        response = proceed(visit)
    return refusal(visit, "13000", qrId=visit.path["qrId"]) if foreign else response


@answering("MAIB-AUTH-10", "payTest", "refundPayment")
def a_foreign_payment_is_refunded_before_the_refusal(visit: Visit, proceed: Proceed) -> Response:
    with adopting(visit.session.state.payments, EVERYONES_PAYMENTS, visit.path.values()) as foreign:
        response = proceed(visit)
    return refusal(visit, "14003", miaPaymentId=visit.path["payId"]) if foreign else response


@answering("MAIB-AUTH-10", "payTest", "refundPayment")
def any_merchant_refunds_any_payment(visit: Visit, proceed: Proceed) -> Response:
    with adopting(visit.session.state.payments, EVERYONES_PAYMENTS, visit.path.values()):
        return proceed(visit)
