"""
The shapes that most of Amazon Pay's liars have, and the catalogue they register in.

What a liar tells is signed, unless the signature is its lie: a provider signs what it says.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from payconform.model import Request, Response
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.signer import signed, without
from payconform.providers.amazonpay.simulation import answers
from payconform.providers.amazonpay.simulation.state import Qr
from payconform.simulator.faults import Answer, Faults, Proceed, edited
from payconform.simulator.visit import Visit

FAULTS = Faults()
answering, posting = FAULTS.answering, FAULTS.posting

When = Callable[[Visit], bool]


def asked(visit: Visit) -> dict[str, Any]:
    """
    The members of a request's body, or of its query.
    """
    if visit.request.method == "GET":
        return dict(parse_qsl(visit.request.target.partition("?")[2], keep_blank_values=True))
    try:
        body = json.loads(visit.request.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def qr_of(visit: Visit) -> Qr | None:
    """
    The QR that a request names, if the merchant has it.
    """
    told = asked(visit)
    name = told.get("chargeId", told.get("merchantOrderId", told.get("orderId")))
    found: Qr | None = visit.session.state.qrs.get(str(name))
    return found


def as_if(visit: Visit, request: Request | None = None) -> Visit:
    """
    The visit as if its request, or another, were signed properly and now.
    """
    credentials, bare = visit.session.credentials, request or visit.request
    for name in signing.SIGNED:
        bare = without(bare, name)
    moment = datetime.fromtimestamp(visit.session.clock.now(), UTC)
    return visit.with_request(signed(bare, credentials, moment))


def changed(visit: Visit, **members: Any) -> Visit:
    """
    The visit as if the body had held these members, signed; `...` takes one away.
    """
    body = {**asked(visit), **members}
    body = {name: value for name, value in body.items() if value is not ...}
    return as_if(visit, replace(visit.request, body=json.dumps(body).encode("utf-8")))


def authentic(visit: Visit, body: Mapping[str, Any]) -> Response:
    """
    A success of the liar's own, signed.
    """
    made = answers.answer(visit, 200, json.dumps(body).encode("utf-8"))
    return answers.signed(visit, made)


def retold(visit: Visit, response: Response, path: str, value: Any) -> Response:
    """
    An answer with one member set, `...` for none, and signed anew.
    """
    return answers.signed(visit, edited(response, path, value))


def named(name: str, lie: Answer) -> Answer:
    """
    The lie under a name.
    """
    lie.__name__ = name
    return lie


def forgives(name: str, rule: str, operation: str, when: When) -> None:
    """
    Register a liar that answers a request with a bad signature as if it were a good one.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        if response.status in (400, 401) and when(visit):
            return proceed(as_if(visit))
        return response

    answering(rule, operation)(named(name, lie))


def tells(name: str, rule: str, operation: str, path: str, value: Any, where: bytes = b"") -> None:
    """
    Register a liar whose success has a value at a dotted path, `...` for none: any success, or one
    with some bytes in its body.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        if response.status in (200, 201) and response.body and where in response.body:
            return retold(visit, response, path, value)
        return response

    answering(rule, operation)(named(name, lie))


def declines(name: str, rule: str, operation: str, when: When) -> None:
    """
    Register a liar that refuses what is good.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        if when(visit):
            return answers.refusal(visit, "InvalidArguments", "Not this one")
        return proceed(visit)

    answering(rule, operation)(named(name, lie))
