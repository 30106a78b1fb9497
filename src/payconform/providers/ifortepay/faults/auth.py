"""
Liars about who sends a request: each overlooks one thing at one operation.
"""

from payconform.model import Response
from payconform.providers.ifortepay import forging, signing
from payconform.providers.ifortepay.faults.lies import (
    When,
    answering,
    as_if,
    asked,
    declines,
    forgives,
    good,
    own_signature,
)
from payconform.providers.ifortepay.simulation.state import Transaction
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.session import Ring
from payconform.simulator.visit import Visit

OPERATIONS = {
    "createQr": "create",
    "inquire": "inquiry",
    "cancelQr": "cancel",
    "voidPayment": "void",
    "cancelPayment": "link_cancel",
}
QRS = ("createQr", "inquire", "cancelQr")
EVERYONES: Ring[Transaction] = Ring()


def pair(visit: Visit) -> tuple[str, str]:
    return signing.pair(visit.request.header(signing.AUTHORIZATION)) or ("", "")


def sent(visit: Visit) -> str | None:
    return visit.request.header(signing.SIGNATURE)


def own_name(visit: Visit) -> bool:
    return pair(visit)[0] == visit.session.credentials["merchant_id"]


def own_pair(visit: Visit) -> bool:
    return own_name(visit) and pair(visit)[1] == visit.session.credentials["secret_unbound_id"]


def unnamed(visit: Visit) -> bool:
    return visit.request.header(signing.AUTHORIZATION) is None


def another_name(visit: Visit) -> bool:
    retired = visit.session.credentials["api_key"]
    return bool(pair(visit)[0]) and pair(visit)[0] != retired and not own_name(visit)


def retired(visit: Visit) -> bool:
    return sent(visit) is not None and bool(pair(visit)[0]) and not own_name(visit)


def malformed(visit: Visit) -> bool:
    return not unnamed(visit) and pair(visit) == ("", "")


def unsigned(visit: Visit) -> bool:
    return own_pair(visit) and sent(visit) is None


def signed_somehow(visit: Visit) -> bool:
    """
    Whether something like a signature stands there that is none over these ids.
    """
    proof = sent(visit) or ""
    return own_pair(visit) and len(proof) == 64 and proof != own_signature(visit)


def made_by(forge: forging.Forge) -> When:
    """
    Whether the signature is the one that a forger makes.
    """

    def holds(visit: Visit) -> bool:
        key = visit.session.credentials["hash_key"]
        return sent(visit) == forge(key, *signing.ids(visit.request.body))

    return holds


def over_one_id(visit: Visit) -> bool:
    """
    Whether the signature covers external_id alone.
    """
    key, (external, _) = visit.session.credentials["hash_key"], signing.ids(visit.request.body)
    return sent(visit) == signing.sign(key, external, "").value


def cut(visit: Visit) -> bool:
    """
    Whether the signature begins as it should.
    """
    proof = sent(visit) or ""
    return own_pair(visit) and len(proof) >= 32 and own_signature(visit).startswith(proof[:32])


def by_the_main_key(visit: Visit) -> bool:
    key, told = visit.session.credentials["hash_key"], visit.request.header(signing.SUB_MERCHANT)
    own = signing.sign(key, *signing.ids(visit.request.body)).value
    return told is not None and sent(visit) == own


for _operation, _word in OPERATIONS.items():
    forgives(f"a_{_word}_needs_no_credentials", "IFORTEPAY-AUTH-01", _operation, unnamed)
    forgives(f"any_secret_is_taken_for_a_{_word}", "IFORTEPAY-AUTH-02", _operation, own_name)
    forgives(f"a_{_word}_needs_no_signature", "IFORTEPAY-AUTH-04", _operation, unsigned)
    forgives(f"any_key_signs_a_{_word}", "IFORTEPAY-AUTH-05", _operation, signed_somehow)
forgives("anybody_creates", "IFORTEPAY-AUTH-03", "createQr", another_name)
forgives("anybody_inquires", "IFORTEPAY-AUTH-03", "inquire", another_name)
_keyed, _of_ids = made_by(forging.hmac_of_all), made_by(forging.hmac_of_ids)
forgives("a_create_takes_an_hmac", "IFORTEPAY-AUTH-06", "createQr", _keyed)
forgives("a_cancel_takes_an_hmac_of_the_ids", "IFORTEPAY-AUTH-06", "cancelQr", _of_ids)
_swapped = made_by(forging.swapped)
forgives("an_inquiry_takes_swapped_ids", "IFORTEPAY-AUTH-07", "inquire", _swapped)
forgives("a_void_takes_swapped_ids", "IFORTEPAY-AUTH-07", "voidPayment", _swapped)
forgives("the_order_id_of_a_cancel_is_not_signed", "IFORTEPAY-AUTH-08", "cancelQr", over_one_id)
forgives("the_ids_of_a_create_are_not_signed", "IFORTEPAY-AUTH-08", "createQr", signed_somehow)
forgives("half_a_signature_cancels", "IFORTEPAY-AUTH-09", "cancelQr", cut)
forgives("half_a_signature_inquires", "IFORTEPAY-AUTH-09", "inquire", cut)
forgives("a_malformed_authorization_creates", "IFORTEPAY-AUTH-10", "createQr", malformed)
forgives("a_malformed_authorization_cancels", "IFORTEPAY-AUTH-10", "cancelQr", malformed)
forgives("the_retired_pair_creates", "IFORTEPAY-AUTH-11", "createQr", retired)
forgives("the_retired_pair_inquires", "IFORTEPAY-AUTH-11", "inquire", retired)


declines(
    "a_sub_merchant_cannot_create",
    "IFORTEPAY-AUTH-13",
    "createQr",
    lambda visit: visit.request.header(signing.SUB_MERCHANT) is not None,
)
forgives("the_main_key_signs_for_everyone", "IFORTEPAY-AUTH-14", "inquire", by_the_main_key)


@answering("IFORTEPAY-AUTH-14", *QRS)
def the_sub_merchant_is_not_looked_at(visit: Visit, proceed: Proceed) -> Response:
    if visit.request.header(signing.SUB_MERCHANT) is None:
        return proceed(visit)
    return proceed(as_if(visit))


@answering("IFORTEPAY-AUTH-15", *QRS)
def wrong_credentials_are_a_bad_request(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    wrong = not own_pair(visit) and not good(response)
    return edited(response, "response_code", "01") if wrong else response


@answering("IFORTEPAY-AUTH-16", *QRS)
def a_wrong_signature_is_wrong_credentials(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    wrong = own_pair(visit) and b'"99"' in response.body
    return edited(response, "response_code", "04") if wrong else response


@answering("IFORTEPAY-AUTH-17", "createQr", "inquire")
def everybody_reads_every_transaction(visit: Visit, proceed: Proceed) -> Response:
    return adopting(visit, proceed)


@answering("IFORTEPAY-AUTH-17", "createQr", "cancelQr")
def everybody_cancels_every_transaction(visit: Visit, proceed: Proceed) -> Response:
    return adopting(visit, proceed)


def adopting(visit: Visit, proceed: Proceed) -> Response:
    """
    The answer as if each merchant's transactions were everybody's.
    """
    mine, name = visit.session.state.transactions, str(asked(visit).get("transaction_id"))
    foreign = EVERYONES.get(name) if name not in mine else None
    if foreign is not None:
        mine[name] = foreign
    response = proceed(visit)
    if foreign is not None:
        mine.pop(name, None)
    EVERYONES.update(mine)
    return response
