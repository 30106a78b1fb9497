"""
Liars in callbacks.
"""

import json
from dataclasses import replace
from typing import Any

from payconform.model import Response
from payconform.providers.maib.faults.lies import answering, on_success, posting
from payconform.providers.maib.simulation.notices import signed
from payconform.signing.digests import sha256_base64
from payconform.simulator.faults import Proceed
from payconform.simulator.outbox import Letter
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit


@posting("MAIB-CALLBACK-01")
def no_callback_is_sent(session: Session, letter: Letter) -> None:
    del session, letter


@posting("MAIB-CALLBACK-02")
def the_signature_is_inside_result(session: Session, letter: Letter) -> Letter:
    del session
    body = json.loads(letter.body)
    body["result"]["signature"] = body.pop("signature")
    return _rewritten(letter, body)


@posting("MAIB-CALLBACK-03")
def members_are_ordered_by_case(session: Session, letter: Letter) -> Letter:
    body = json.loads(letter.body)
    values = [
        f"{value:.2f}" if isinstance(value, float) else value
        for _, value in sorted(body["result"].items())
        if value
    ]
    body["signature"] = sha256_base64(":".join([*values, session.credentials["signature_key"]]))
    return _rewritten(letter, body)


@posting("MAIB-CALLBACK-04")
def the_callback_names_another_order(session: Session, letter: Letter) -> Letter:
    return _resigned(session, letter, orderId="another")


@posting("MAIB-CALLBACK-05")
def the_callback_status_is_romanian(session: Session, letter: Letter) -> Letter:
    return _resigned(session, letter, qrStatus="Plătit")


@posting("MAIB-CALLBACK-06")
def a_refused_callback_is_given_up(session: Session, letter: Letter) -> Letter:
    del session
    return replace(letter, delays=letter.delays[:1])


@posting("MAIB-CALLBACK-07")
def the_second_attempt_is_signed_with_another_key(session: Session, letter: Letter) -> Letter:
    body = json.loads(letter.body)["result"]
    session.outbox.post(replace(letter, body=signed(body, "another key"), due=letter.due + 10))
    return replace(letter, delays=letter.delays[:1])


@posting("MAIB-CALLBACK-10")
def the_callback_names_no_extension(session: Session, letter: Letter) -> Letter:
    return _resigned(session, letter, extensionId=None)


@posting("MAIB-CALLBACK-11")
def the_callback_masks_the_payer(session: Session, letter: Letter) -> Letter:
    return _resigned(session, letter, payerName="J*** D.")


@posting("MAIB-CALLBACK-12")
def the_callback_reference_is_too_long(session: Session, letter: Letter) -> Letter:
    return _resigned(session, letter, referenceId="MIA2024112910565")


@posting("MAIB-CALLBACK-13")
def a_static_qr_calls_back_once(session: Session, letter: Letter) -> Letter | None:
    qr_id = json.loads(letter.body)["result"].get("qrId")
    paid = [one for one in session.state.payments.values() if one.details["qrId"] == qr_id]
    return letter if len(paid) < 2 else None


@answering("MAIB-CALLBACK-17", "payTest")
def a_payment_tells_the_key_of_another_project(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.signatureKey", visit.session.guid())


def _rewritten(letter: Letter, body: dict[str, Any]) -> Letter:
    return replace(letter, body=json.dumps(body).encode("utf-8"))


def _resigned(session: Session, letter: Letter, **members: Any) -> Letter:
    result = json.loads(letter.body)["result"] | members
    return replace(letter, body=signed(result, session.credentials["signature_key"]))
