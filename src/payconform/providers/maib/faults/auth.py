"""
Liars about tokens.
"""

import json
from dataclasses import replace

from payconform.model import Response
from payconform.providers.maib.faults.lies import answering, asked, on_success
from payconform.providers.maib.refusals import refusal
from payconform.providers.maib.state import Payment, Qr
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.session import Ring
from payconform.simulator.visit import Visit


@answering("MAIB-AUTH-01", "obtainToken")
def token_answer_does_not_say_ok(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "ok", ...)


@answering("MAIB-AUTH-02", "obtainToken")
def token_type_is_lower_case(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.tokenType", "bearer_token")


@answering("MAIB-AUTH-03", "obtainToken")
def token_lifetime_is_text(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.expiresIn", "300")


@answering("MAIB-AUTH-04", "obtainToken")
def wrong_secret_gets_400(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=400) if response.status == 401 else response


@answering("MAIB-AUTH-05", "obtainToken")
def missing_credentials_get_another_code(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b"12007" in response.body:
        return edited(response, "errors.0.errorCode", "12000")
    return response


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


EVERYONES: Ring[Qr] = Ring()
EVERYONES_PAYMENTS: Ring[Payment] = Ring()


@answering("MAIB-AUTH-10", "createQr", "getQr")
def any_merchant_reads_any_qr(visit: Visit, proceed: Proceed) -> Response:
    if visit.operation.id == "getQr" and visit.path["qrId"] in EVERYONES:
        visit.session.state.qrs[visit.path["qrId"]] = EVERYONES[visit.path["qrId"]]
    response = proceed(visit)
    if visit.operation.id == "createQr":
        EVERYONES.update(visit.session.state.qrs)
    return response


@answering("MAIB-AUTH-10", "createHybridQr", "createExtension", "cancelExtension")
def a_foreign_qr_is_changed_before_the_refusal(visit: Visit, proceed: Proceed) -> Response:
    mine, qr_id = visit.session.state.qrs, visit.path.get("qrId", "")
    foreign = qr_id in EVERYONES and qr_id not in mine
    if foreign:
        mine[qr_id] = EVERYONES[qr_id]
    response = proceed(visit)
    if foreign:
        del mine[qr_id]
        return refusal(visit, "13000", qrId=qr_id)
    EVERYONES.update(mine)
    return response


@answering("MAIB-AUTH-10", "payTest", "refundPayment")
def a_foreign_payment_is_refunded_before_the_refusal(visit: Visit, proceed: Proceed) -> Response:
    mine, pay_id = visit.session.state.payments, visit.path.get("payId", "")
    foreign = pay_id in EVERYONES_PAYMENTS and pay_id not in mine
    if foreign:
        mine[pay_id] = EVERYONES_PAYMENTS[pay_id]
    response = proceed(visit)
    if foreign:
        del mine[pay_id]
        return refusal(visit, "14003", miaPaymentId=pay_id)
    EVERYONES_PAYMENTS.update(mine)
    return response


@answering("MAIB-AUTH-10", "payTest", "refundPayment")
def any_merchant_refunds_any_payment(visit: Visit, proceed: Proceed) -> Response:
    pay_id = visit.path.get("payId", "")
    if pay_id in EVERYONES_PAYMENTS:
        visit.session.state.payments[pay_id] = EVERYONES_PAYMENTS[pay_id]
    response = proceed(visit)
    if visit.operation.id == "payTest":
        EVERYONES_PAYMENTS.update(visit.session.state.payments)
    return response
