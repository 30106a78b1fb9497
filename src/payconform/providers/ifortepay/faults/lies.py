"""
The shapes that most of iFortepay's liars have, and the catalogue they register in.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from payconform.model import Response
from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.signer import hash_key, signed, without
from payconform.providers.ifortepay.simulation.answers import refusal
from payconform.providers.ifortepay.simulation.state import Transaction
from payconform.simulator.faults import Answer, Faults, Proceed, edited
from payconform.simulator.outbox import Letter
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit

FAULTS = Faults()
answering, posting = FAULTS.answering, FAULTS.posting

When = Callable[[Visit], bool]


def asked(visit: Visit) -> dict[str, Any]:
    """
    The members of a request.
    """
    return signing.parsed(visit.request.body)


def held(visit: Visit, path: str) -> Any:
    """
    The member of a request at a dotted path, `...` where there is none.
    """
    value: Any = asked(visit)
    for step in path.split("."):
        if not isinstance(value, dict) or step not in value:
            return ...
        value = value[step]
    return value


def known(visit: Visit) -> Transaction | None:
    """
    The transaction that a request names, if the merchant has it.
    """
    found: Transaction | None = visit.session.state.transactions.get(
        str(asked(visit).get("transaction_id"))
    )
    return found


def good(response: Response) -> bool:
    """
    Whether an answer is a success.
    """
    return bool(signing.parsed(response.body).get("response_code") == "00")


def as_if(visit: Visit) -> Visit:
    """
    The visit as if its request were signed properly.
    """
    bare = without(visit.request, signing.AUTHORIZATION, signing.SIGNATURE)
    return visit.with_request(signed(bare, visit.session.credentials))


def changed(visit: Visit, **members: Any) -> Visit:
    """
    The visit as if the body had held these members, signed; `...` takes one away.
    """
    body = {**asked(visit), **members}
    body = {name: value for name, value in body.items() if value is not ...}
    told = replace(visit.request, body=json.dumps(body).encode("utf-8"))
    return as_if(visit.with_request(told))


def named(name: str, lie: Answer) -> Answer:
    """
    The lie under a name.
    """
    lie.__name__ = name
    return lie


def forgives(name: str, rule: str, operation: str, when: When) -> None:
    """
    Register a liar that answers a request that proves too little as if it were a good one.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        if not good(response) and when(visit):
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
        told = good(response) and where in response.body
        return edited(response, path, value) if told else response

    answering(rule, operation)(named(name, lie))


def declines(name: str, rule: str, operation: str, when: When) -> None:
    """
    Register a liar that refuses what is good.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        return refusal(visit, "01", "Not this one") if when(visit) else proceed(visit)

    answering(rule, operation)(named(name, lie))


def overlooks(name: str, rule: str, operation: str, path: str, mended: Any) -> None:
    """
    Register a liar that takes a refused request as if a member had held a good value.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        if good(response):
            return response
        top, _, rest = path.partition(".")
        inner = asked(visit).get(top)
        within = {**inner, rest: mended} if rest and isinstance(inner, dict) else mended
        return proceed(changed(visit, **{top: within}))

    answering(rule, operation)(named(name, lie))


def posts(name: str, rule: str, path: str, value: Any, where: bytes = b"") -> None:
    """
    Register a liar whose callbacks have a value at a dotted path, signed over what they say.
    """

    def lie(session: Session, letter: Letter) -> Letter:
        if where not in letter.body:
            return letter
        body = edited(Response(200, (), letter.body), path, value).body
        return sealed(session, letter, body)

    lie.__name__ = name
    posting(rule)(lie)


def sealed(session: Session, letter: Letter, body: bytes) -> Letter:
    """
    A letter with another body, signed.
    """
    transaction = signing.text(signing.parsed(body).get("transaction_id"))
    key = session.credentials["hash_key"]
    proof = signing.sign_callback(key, transaction, *signing.ids(body)).value
    return proven(replace(letter, body=body), proof)


def proven(letter: Letter, proof: str) -> Letter:
    """
    A letter with another signature.
    """
    others = tuple(one for one in letter.headers if one[0] != signing.CALLBACK)
    return replace(letter, headers=(*others, (signing.CALLBACK, proof)))


def own_signature(visit: Visit) -> str:
    """
    The signature that the request should have.
    """
    key = hash_key(visit.request, visit.session.credentials)
    return signing.sign(key, *signing.ids(visit.request.body)).value
