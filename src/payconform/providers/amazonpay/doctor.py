"""
What can be told of a signature that was received: of a request, and of its answer.
"""

from collections.abc import Iterator, Mapping
from functools import partial

from payconform.errors import Unusable
from payconform.model import Exchange, Request, Response
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.recipe import Message, Recipe, sign
from payconform.providers.amazonpay.signer import host
from payconform.providers.amazonpay.slips import slips
from payconform.signing.doctor import Case

MATCHED = (
    "The clocks differ: compare x-amz-date with the Date of the answer.",
    "It came too late: x-amz-expires seconds had passed since x-amz-date. Send it at once.",
    "The access key id belongs to another secret: look both up side by side.",
    "x-amz-client-id and merchantId differ, or are not those of this pair of keys.",
    "The other side signs another host: ask which, and name it as signed_host.",
    "A header or the body was changed on the way: compare with what left the sender.",
)
UNMATCHED = (
    "The secret is another: have the other side explain too, and compare fingerprints.",
    "What was signed is not what was sent: log the canonical text, and give it with --canonical.",
    "The host that was signed is another: name it as signed_host in the credentials.",
    "More than two slips: compare the canonical text line by line.",
)


def cases(exchange: Exchange, credentials: Mapping[str, str]) -> Iterator[Case[Recipe]]:
    """
    The signature of a request, and that of its answer where there is one.

    Raises:
        Unusable: neither is signed.

    """
    proof = exchange.request.header("Authorization")
    parts = signing.AUTHORIZATION.fullmatch(proof or "")
    if parts:
        message = _request(exchange.request, credentials)
        yield _case("request", parts[3], message, credentials)
    answer = exchange.response
    told = answer.header(signing.SIGNATURE) if answer else None
    if answer and told:
        yield _case("answer", told, _answer(exchange.request, answer, credentials), credentials)
    if not parts and not told:
        raise Unusable("no Authorization as AMZ+KEY:SIGNATURE, and no answer with x-amz-signature.")


def _case(
    what: str, received: str, message: Message, credentials: Mapping[str, str]
) -> Case[Recipe]:
    recipe = Recipe(host(credentials))
    key, make = credentials["secret_key"], partial(sign, message)
    return Case(what, key, received, recipe, make, slips(), MATCHED, UNMATCHED)


def _request(request: Request, credentials: Mapping[str, str]) -> Message:
    known = {name: request.header(name) for name in signing.SIGNED}
    headers = [(name, value) for name, value in known.items() if value is not None]
    path, _, query = request.target.partition("?")
    return _message(request, path, query, headers, request.body, credentials)


def _answer(request: Request, answer: Response, credentials: Mapping[str, str]) -> Message:
    told = {signing.ALGORITHM_HEADER: signing.ALGORITHM}
    told |= {name: answer.header(name) or "" for name in signing.ANSWERED[1:]}
    path = request.target.partition("?")[0]
    return _message(request, path, "", [*told.items()], answer.body, credentials)


def _message(
    request: Request,
    path: str,
    query: str,
    headers: list[tuple[str, str]],
    body: bytes,
    credentials: Mapping[str, str],
) -> Message:
    date = dict(headers).get(signing.DATE, "")
    secret, access = credentials["secret_key"], credentials["access_key_id"]
    return Message(request.method, path, query, headers, body, date, secret, access)
