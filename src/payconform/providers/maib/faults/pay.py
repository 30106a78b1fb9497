"""
Liars about the sandbox's payment.
"""

from dataclasses import replace

from payconform.model import Response
from payconform.providers.maib.faults.lies import answering, asked, on_success
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit


@answering("MAIB-PAY-01", "payTest")
def a_payment_has_no_id(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.payId", ...)


@answering("MAIB-PAY-02", "payTest")
def a_paid_qr_stays_active(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status == 200:
        visit.session.state.qrs[asked(visit)["qrId"]].settled = "Active"
    return response


@answering("MAIB-PAY-03", "payTest")
def the_payer_is_another(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.payerName", "Somebody Else")


@answering("MAIB-PAY-04", "payTest")
def paying_an_unknown_qr_gets_409(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=409) if response.status == 404 else response
