"""
Liars about what an answer proves.
"""

from base64 import urlsafe_b64decode
from dataclasses import replace

from payconform.model import Response
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.faults.lies import answering
from payconform.providers.amazonpay.simulation.answers import signed
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit

FIXED = "6507e380-9a5f-463e-b5c1-82f666e177dc"


def put(response: Response, name: str, value: str | None) -> Response:
    """
    An answer with a header in place of all of its name, without any where the value is None.
    """
    others = tuple(one for one in response.headers if one[0] != name)
    return replace(response, headers=others if value is None else (*others, (name, value)))


@answering("AMAZONPAY-AUTH-20", "cancelQr")
def a_cancel_is_answered_unsigned(visit: Visit, proceed: Proceed) -> Response:
    return put(proceed(visit), signing.SIGNATURE, None)


@answering("AMAZONPAY-AUTH-20", "generateQr")
def an_answer_is_signed_with_another_secret(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    canonical = signing.canonical_response(visit.request, response)
    date = response.header(signing.DATE) or ""
    return put(response, signing.SIGNATURE, signing.sign(canonical, date, "another secret").value)


@answering("AMAZONPAY-AUTH-20", "getStatus")
def an_answer_is_altered_after_signing(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return edited(response, "note", "altered") if response.status == 200 else response


@answering("AMAZONPAY-AUTH-20", "refundCharge")
def a_refund_is_signed_as_if_it_were_a_charge(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    elsewhere = replace(visit.request, target="/v1/payments/charge")
    return signed(visit.with_request(elsewhere), response)


@answering("AMAZONPAY-AUTH-20", "cancelQr")
def a_signature_is_told_in_hexadecimal(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    told = response.header(signing.SIGNATURE) or ""
    return put(response, signing.SIGNATURE, urlsafe_b64decode(told).hex())


@answering("AMAZONPAY-AUTH-21")
def every_answer_has_the_same_id(visit: Visit, proceed: Proceed) -> Response:
    return _resigned(visit, put(proceed(visit), signing.REQUEST_ID, FIXED))


@answering("AMAZONPAY-AUTH-21", "cancelQr")
def the_id_of_an_answer_is_a_number(visit: Visit, proceed: Proceed) -> Response:
    number = str(int(visit.session.guid()[:8], 16))
    return _resigned(visit, put(proceed(visit), signing.REQUEST_ID, number))


@answering("AMAZONPAY-AUTH-22", "getStatus")
def the_date_of_an_answer_is_in_indian_time(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    date = response.header(signing.DATE) or ""
    later = f"{date[:9]}{(int(date[9:11]) + 5) % 24:02}{date[11:]}"
    return _resigned(visit, put(response, signing.DATE, later))


@answering("AMAZONPAY-AUTH-22", "generateQr")
def the_date_of_an_answer_has_hyphens(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    date = response.header(signing.DATE) or ""
    return _resigned(visit, put(response, signing.DATE, f"{date[:4]}-{date[4:6]}-{date[6:]}"))


def _resigned(visit: Visit, response: Response) -> Response:
    return signed(visit, response) if response.header(signing.SIGNATURE) else response
