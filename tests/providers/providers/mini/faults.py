"""
Mini's liars: one fault each, tied to the rule it breaks. The function's name says what it does.
"""

import json
import re
from dataclasses import replace
from typing import Any

from payconform.model import Response
from payconform.qr import sealed
from payconform.simulator.faults import Faults, Later, Proceed, edited, met
from payconform.simulator.visit import Visit

from .signing import MERCHANT, SIGNATURE, signed

FAULTS = Faults()
answering, yielding = FAULTS.answering, FAULTS.yielding
EVERYONES: dict[str, Any] = {}


def as_if(visit: Visit, body: bytes | None = None) -> Visit:
    """
    The visit as if its request, with another body where one is given, were signed properly.
    """
    request = visit.request if body is None else replace(visit.request, body=body)
    return visit.with_request(signed(request, visit.session.credentials))


def asked(visit: Visit) -> Any:
    """
    The body of a request, None where it is not JSON.
    """
    try:
        return json.loads(visit.request.body)
    except (ValueError, RecursionError):
        return None


def named(visit: Visit) -> bool:
    """
    Whether the request names its merchant and is signed, be it wrongly.
    """
    merchant = visit.session.credentials["merchant_id"]
    return visit.request.header(MERCHANT) == merchant and bool(visit.request.header(SIGNATURE))


@answering("MINI-AUTH-01")
def a_missing_signature_gets_403(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    missing = response.status == 401 and not visit.request.header(SIGNATURE)
    return replace(response, status=403) if missing else response


@answering("MINI-AUTH-02")
def an_unknown_merchant_gets_404(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    unknown = response.status == 401 and visit.request.header(SIGNATURE) and not named(visit)
    return replace(response, status=404) if unknown else response


@answering("MINI-AUTH-03", "createCharge", "getCharge")
def any_merchant_reads_any_charge(visit: Visit, proceed: Proceed) -> Response:
    if visit.operation.id == "getCharge":
        visit.session.state.update(EVERYONES)
    response = proceed(visit)
    if visit.operation.id == "createCharge":
        EVERYONES.update(visit.session.state)
    return response


@answering("MINI-AUTH-04", "createCharge")
def signature_is_not_checked_on_create(visit: Visit, proceed: Proceed) -> Response:
    return proceed(as_if(visit) if named(visit) else visit)


@answering("MINI-AUTH-04", "createCharge")
def white_space_around_a_body_is_not_signed(visit: Visit, proceed: Proceed) -> Response:
    bare = replace(visit.request, body=visit.request.body.strip())
    return proceed(visit.with_request(bare))


@answering("MINI-AUTH-05", "cancelCharge")
def signature_is_not_checked_on_cancel(visit: Visit, proceed: Proceed) -> Response:
    return proceed(as_if(visit) if named(visit) else visit)


@answering("MINI-AUTH-05", "getCharge")
def signature_is_not_checked_on_get(visit: Visit, proceed: Proceed) -> Response:
    return proceed(as_if(visit) if named(visit) else visit)


@answering("MINI-AUTH-06", "createCharge")
def a_body_is_written_anew_before_it_is_verified(visit: Visit, proceed: Proceed) -> Response:
    document = asked(visit)
    if document is None:
        return proceed(visit)
    anew = replace(visit.request, body=json.dumps(document, ensure_ascii=False).encode("utf-8"))
    return proceed(visit.with_request(anew))


@answering("MINI-CREATE-01", "createCharge")
def create_answers_200(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=200) if response.status == 201 else response


@answering("MINI-CREATE-02", "createCharge")
def an_amount_of_zero_passes(visit: Visit, proceed: Proceed) -> Response:
    body = asked(visit)
    if isinstance(body, dict) and body.get("amount") == 0:
        return proceed(as_if(visit, json.dumps({**body, "amount": 1}).encode("utf-8")))
    return proceed(visit)


@answering("MINI-READ-01", "getCharge")
def a_note_is_cut(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200:
        return response
    return edited(response, "note", json.loads(response.body)["note"][:5])


@answering("MINI-CANCEL-01", "cancelCharge")
def cancel_changes_nothing(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status == 200:
        visit.session.state[visit.path["id"]]["status"] = "open"
    return response


@answering("MINI-CANCEL-02", "cancelCharge")
def a_second_cancel_succeeds(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=200) if response.status == 409 else response


@yielding("MINI-CANCEL-04", "cancelCharge")
async def two_cancels_at_once_both_succeed(visit: Visit, proceed: Later) -> Response:
    charge = visit.session.state.get(visit.path["id"], {})
    as_it_was = dict(charge)
    await met(visit)
    charge.update(as_it_was)
    return await proceed(visit)


@answering("MINI-CONTRACT-01", "getCharge")
def a_charge_that_does_not_exist_has_no_error(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return edited(response, "error", ...) if response.status == 404 else response


@answering("MINI-LIFE-01", "getCharge")
def a_cancelled_charge_is_forgotten(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    gone = response.status == 200 and json.loads(response.body)["status"] == "cancelled"
    return replace(response, status=404) if gone else response


@answering("MINI-ERROR-01", "createCharge")
def broken_json_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    broken = response.status == 400 and asked(visit) is None
    return replace(response, status=500) if broken else response


@answering("MINI-ERROR-02", "createCharge")
def a_refusal_shows_a_stack_trace(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 400:
        return response
    return edited(response, "error", "Traceback (most recent call last): in parse_charge")


@answering("MINI-ERROR-03", "createCharge")
def text_is_taken_for_json(visit: Visit, proceed: Proceed) -> Response:
    others = [part for part in visit.request.headers if part[0].lower() != "content-type"]
    headers = (*others, ("content-type", "application/json"))
    return proceed(visit.with_request(replace(visit.request, headers=headers)))


@answering("MINI-ERROR-04")
def a_wrong_verb_gets_404(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=404) if response.status == 405 else response


@answering("MINI-FIELD-01", "createCharge")
def a_note_may_be_null(visit: Visit, proceed: Proceed) -> Response:
    body = asked(visit)
    if isinstance(body, dict) and "note" in body and body["note"] is None:
        del body["note"]
        return proceed(as_if(visit, json.dumps(body).encode("utf-8")))
    return proceed(visit)


@answering("MINI-FIELD-02", "createCharge")
def a_note_as_long_as_it_may_be_is_refused(visit: Visit, proceed: Proceed) -> Response:
    body = asked(visit)
    longest = isinstance(body, dict) and len(str(body.get("note"))) == 100
    return refused(400, "note is too long.") if longest else proceed(visit)


def retold(name: str, rule: str, was: str, told: str, *, anew: bool = True) -> None:
    """
    Register a liar whose payloads have something else in place of a pattern, under a checksum made
    anew.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        payload = json.loads(response.body).get("qr", "") if response.status == 201 else ""
        if not payload:
            return response
        lied = re.sub(was, told, payload)
        return edited(response, "qr", sealed(lied[:-8]) if anew else lied)

    lie.__name__ = name
    answering(rule, "createCharge")(lie)


retold("a_qr_keeps_an_old_checksum", "MINI-QR-01", "Nowhere", "Anywhen", anew=False)
retold("a_qr_has_two_amounts", "MINI-QR-01", "5802XX", "54041.005802XX")
retold("a_qr_asks_for_another_amount", "MINI-QR-02", r"5404.{4}", "54049.99")
retold("a_qr_asks_for_dollars", "MINI-QR-02", "5303978", "5303840")
retold("a_qr_can_be_paid_twice", "MINI-QR-02", "010212", "010211")
retold("a_qr_names_another_charge", "MINI-QR-03", "0525.{5}", "0525WRONG")


@answering("MINI-FUZZ-01", "createCharge")
def a_note_beyond_the_first_plane_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    body, response = asked(visit), proceed(visit)
    note = body.get("note") if isinstance(body, dict) else None
    beyond = isinstance(note, str) and any(ord(one) > 0xFFFF for one in note)
    return refused(500, "Incorrect string value.") if beyond else response


@answering("MINI-FUZZ-02", "cancelCharge")
def an_id_that_is_not_found_cancels_the_newest(visit: Visit, proceed: Proceed) -> Response:
    response, charges = proceed(visit), visit.session.state
    if response.status == 404 and charges:
        charges[next(reversed(charges))]["status"] = "cancelled"
    return response


@answering("MINI-FUZZ-03", "getCharge")
def an_odd_id_gets_410(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return response if visit.path["id"].isascii() else replace(response, status=410)


@answering("MINI-AUTH-06", "createCharge")
def a_long_body_is_verified_over_its_beginning(visit: Visit, proceed: Proceed) -> Response:
    beginning = replace(visit.request, body=visit.request.body[:256])
    return proceed(visit.with_request(beginning))


def refused(status: int, error: str) -> Response:
    headers = (("content-type", "application/json"),)
    return Response(status, headers, json.dumps({"error": error}).encode("utf-8"))
