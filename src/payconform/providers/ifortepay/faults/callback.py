"""
Liars about callbacks.
"""

import json
from dataclasses import replace

from payconform.providers.ifortepay import forging, signing
from payconform.providers.ifortepay.faults.lies import posting, posts, proven
from payconform.simulator.outbox import Letter
from payconform.simulator.session import Session

posts("a_callback_names_another_order", "IFORTEPAY-CALLBACK-03", "order_id", "another")
posts("a_callback_names_no_merchant", "IFORTEPAY-CALLBACK-03", "merchant_id", ...)
posts("a_callback_tells_of_one_rupiah", "IFORTEPAY-CALLBACK-04", "payment_details.amount", 1)
posts("an_amount_is_text", "IFORTEPAY-CALLBACK-11", "payment_details.amount", "15000")
posts("a_callback_tells_of_dollars", "IFORTEPAY-CALLBACK-04", "currency", "USD")
posts("a_payment_is_settled", "IFORTEPAY-CALLBACK-05", "transaction_status", "SETTLED", b'"PAID"')
posts("a_payment_has_no_code", "IFORTEPAY-CALLBACK-05", "response_code", ...)
posts("an_expiry_fails", "IFORTEPAY-CALLBACK-08", "transaction_status", "FAILED", b'"EXPIRED"')
posts("a_qr_is_an_app", "IFORTEPAY-CALLBACK-09", "payment_system", "JUMPAPP")
posts("additional_data_are_cut", "IFORTEPAY-CALLBACK-13", "additional_data", "note", b"additional")
posts("a_payment_has_no_moment", "IFORTEPAY-CALLBACK-10", "payment_details.paid_time", ...)


@posting("IFORTEPAY-CALLBACK-01")
def a_payment_is_kept_quiet(session: Session, letter: Letter) -> Letter | None:
    del session
    return None if b'"PAID"' in letter.body else letter


@posting("IFORTEPAY-CALLBACK-01")
def a_callback_is_a_form(session: Session, letter: Letter) -> Letter:
    del session
    return replace(letter, body=b"callback=" + letter.body)


@posting("IFORTEPAY-CALLBACK-02")
def a_callback_is_not_signed(session: Session, letter: Letter) -> Letter:
    del session
    bare = tuple(one for one in letter.headers if one[0] != signing.CALLBACK)
    return replace(letter, headers=bare)


@posting("IFORTEPAY-CALLBACK-02")
def a_callback_is_signed_as_a_request(session: Session, letter: Letter) -> Letter:
    ids = signing.ids(letter.body)
    return proven(letter, signing.sign(session.credentials["hash_key"], *ids).value)


@posting("IFORTEPAY-CALLBACK-02")
def a_callback_is_signed_with_an_hmac(session: Session, letter: Letter) -> Letter:
    key, told = session.credentials["hash_key"], json.loads(letter.body)
    inner = signing.sign(key, *signing.ids(letter.body)).value
    return proven(letter, forging.hmac_of(key, f"{told['transaction_id']}{inner}"))


@posting("IFORTEPAY-CALLBACK-12")
def a_callback_is_signed_in_capitals(session: Session, letter: Letter) -> Letter:
    ids = json.loads(letter.body)["transaction_id"], *signing.ids(letter.body)
    proof = signing.sign_callback(session.credentials["hash_key"], *ids).value
    return proven(letter, proof.upper())


@posting("IFORTEPAY-CALLBACK-06")
def a_callback_comes_once(session: Session, letter: Letter) -> Letter:
    del session
    return replace(letter, delays=letter.delays[:1])


@posting("IFORTEPAY-CALLBACK-06")
def a_callback_comes_four_times(session: Session, letter: Letter) -> Letter:
    del session
    return replace(letter, delays=(*letter.delays, 30.0))


@posting("IFORTEPAY-CALLBACK-07")
def a_second_attempt_has_no_signature(session: Session, letter: Letter) -> Letter:
    bare = tuple(one for one in letter.headers if one[0] != signing.CALLBACK)
    wait = sum(letter.delays[1:2])
    again = Letter(letter.url, bare, letter.body, letter.delays[:1], letter.due + wait)
    session.outbox.post(again)
    return replace(letter, delays=letter.delays[:1])


@posting("IFORTEPAY-CALLBACK-08")
def an_expiry_is_kept_quiet(session: Session, letter: Letter) -> Letter | None:
    del session
    return None if b'"EXPIRED"' in letter.body else letter
