"""
AWS4-HMAC-SHA384 as Amazon Pay India has it, for requests and for their answers.

What is signed is not the body's bytes but its members, as Java makes text of them (documents:
canonical request, string to sign, signature).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from payconform.model import Headers, Request, Response, Signature
from payconform.signing import java
from payconform.signing.digests import base64url, hmac_sha384, sha384_hex
from payconform.signing.literals import loads
from payconform.signing.pairs import pairs

ALGORITHM = "AWS4-HMAC-SHA384"
HOST = "amazonpay.amazon.in"  # names production in what is signed, whatever is connected to
REGION, SERVICE, TERMINATION = "eu-west-1", "AmazonPay", "aws4_request"
STAMP = "%Y%m%dT%H%M%SZ"
ALGORITHM_HEADER, DATE, EXPIRES, CLIENT, REQUEST_ID = (
    "x-amz-algorithm",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-client-id",
    "x-amz-request-id",
)
SIGNED = (
    ALGORITHM_HEADER,
    CLIENT,
    DATE,
    EXPIRES,
    "x-amz-source",
    "x-amz-user-agent",
    "x-amz-user-ip",
)
ANSWERED = (ALGORITHM_HEADER, DATE, REQUEST_ID)
SIGNATURE = "x-amz-signature"
AUTHORIZATION = re.compile(r"AMZ([+ ])([^:\s]+):(\S+)")


@dataclass(frozen=True, slots=True)
class Reading:
    """
    How what the documents leave open is read: the text of a number, the order of a list, which
    headers are signed, and whether the answer to a GET repeats the query.
    """

    numbers: java.Numbers = java.as_written
    order: Callable[[Sequence[str]], Sequence[str]] = list
    extra_headers: bool = False
    query_repeated: bool = False


PLAIN = Reading()
# Of an answer, no page tells whether its signature has a number as it stands in the body or as Java
# writes it, nor whether that of a GET repeats the query.
ANSWERS = tuple(
    Reading(numbers, query_repeated=repeated)
    for numbers in (java.as_written, java.double)
    for repeated in (False, True)
)


def canonical_request(request: Request, host: str = HOST, reading: Reading = PLAIN) -> str:
    """
    The five parts of a request, a line each; a body that is no JSON object counts as none.
    """
    path, _, query = request.target.partition("?")
    asked = parse_qsl(query, keep_blank_values=True)
    sent = _headers(request.headers, reading)
    return "\n".join(
        (request.method.upper(), host + path, pairs(asked), sent, _body(request.body, reading))
    )


def canonical_response(
    request: Request, response: Response, host: str = HOST, reading: Reading = PLAIN
) -> str:
    """
    The five parts of an answer: method and path of its request, three headers, its own body.
    """
    path, _, query = request.target.partition("?")
    asked = parse_qsl(query, keep_blank_values=True) if reading.query_repeated else []
    told = {ANSWERED[0]: ALGORITHM}
    told |= {name: response.header(name) or "" for name in ANSWERED[1:]}
    return "\n".join(
        (
            request.method.upper(),
            host + path,
            pairs(asked),
            pairs(told.items()),
            _body(response.body, reading),
        )
    )


def string_to_sign(canonical: str, date: str, region: str = REGION, service: str = SERVICE) -> str:
    """
    The four lines that are signed. `date` is that of x-amz-date.
    """
    scope = f"{date[:8]}/{region}/{service}/{TERMINATION}"
    return f"{ALGORITHM}\n{date}\n{scope}\n{sha384_hex(canonical)}"


@lru_cache(maxsize=256)
def keys(
    secret: str, day: str, region: str = REGION, service: str = SERVICE
) -> tuple[bytes, bytes, bytes, bytes]:
    """
    The chain of keys of one day: after the date, the region, the service; the last one signs.
    """
    of_date = hmac_sha384(f"AWS4{secret}".encode(), day)
    of_region = hmac_sha384(of_date, region)
    of_service = hmac_sha384(of_region, service)
    return of_date, of_region, of_service, hmac_sha384(of_service, TERMINATION)


def sign(
    canonical: str, date: str, secret: str, region: str = REGION, service: str = SERVICE
) -> Signature:
    """
    The signature of a canonical text, with its middle.
    """
    told = string_to_sign(canonical, date, region, service)
    key = keys(secret, date[:8], region, service)[-1]
    return Signature(canonical, told, base64url(hmac_sha384(key, told)))


def authorization(access_key_id: str, signature: str) -> str:
    """
    The value of the Authorization header.
    """
    return f"AMZ+{access_key_id}:{signature}"


def _headers(headers: Headers, reading: Reading) -> str:
    sent: dict[str, str] = {}
    for name, value in headers:
        known = name.lower()
        if known in SIGNED or (reading.extra_headers and known.startswith("x-amz-")):
            sent.setdefault(known, value)
    return pairs(sent.items())


def _body(body: bytes, reading: Reading) -> str:
    if not body:
        return ""
    try:
        members = loads(body)
        return pairs(
            [
                (name, java.text(_ordered(value, reading), reading.numbers))
                for name, value in members.items()
                if value is not None
            ]
        )
    except (ValueError, AttributeError, RecursionError):
        return ""


def _ordered(value: Any, reading: Reading) -> Any:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return list(reading.order(value))
    return value
