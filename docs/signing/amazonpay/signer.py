"""
Amazon Pay's AWS4-HMAC-SHA384 in Python: what a request is signed with, and whether an answer is
authentic.

    url = "https://amazonpay.amazon.in/v2/pay/cancel"
    made = request_signature("POST", url, headers, body, secret)
    headers["Authorization"] = authorization(access_key_id, made)
    ...
    genuine = verifies("POST", url, answer_headers, answer_body, secret)
"""

import base64
import hashlib
import hmac
import json
import sys
from contextlib import suppress
from urllib.parse import parse_qsl, quote

ALGORITHM = "AWS4-HMAC-SHA384"
SCOPE = ("eu-west-1", "AmazonPay", "aws4_request")
SIGNED = (
    "x-amz-algorithm",
    "x-amz-client-id",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-source",
    "x-amz-user-agent",
    "x-amz-user-ip",
)


def request_signature(method, url, headers, body, secret):
    """
    The signature of a request, with its middle. Send the headers and the body as they are here.
    """
    place, _, query = url.removeprefix("https://").partition("?")
    given = {name.lower(): value for name, value in headers.items()}
    sent = [(name, given[name]) for name in SIGNED if name in given]
    asked = parse_qsl(query, keep_blank_values=True)
    lines = (method, place, pairs(asked), pairs(sent), pairs(members(body)))
    return signature("\n".join(lines), given["x-amz-date"], secret)


def answer_signature(method, url, headers, body, secret):
    """
    The signature that an answer should have: method and URL are those of its request.
    """
    place = url.removeprefix("https://").partition("?")[0]
    given = {name.lower(): value for name, value in headers.items()}
    date = given.get("x-amz-date", "")
    told = [
        ("x-amz-algorithm", ALGORITHM),
        ("x-amz-date", date),
        ("x-amz-request-id", given.get("x-amz-request-id", "")),
    ]
    lines = (method, place, "", pairs(told), pairs(members(body)))
    return signature("\n".join(lines), date, secret)


def authorization(access_key_id, made):
    """
    The value of the Authorization header.
    """
    return f"AMZ+{access_key_id}:{made['signature']}"


def verifies(method, url, headers, body, secret):
    """
    Whether an answer is authentic: method and URL are those of its request, the rest its own.
    """
    given = {name.lower(): value for name, value in headers.items()}
    try:
        made = answer_signature(method, url, headers, body, secret)
        return hmac.compare_digest(given["x-amz-signature"], made["signature"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def signature(canonical, date, secret):
    """
    The signature of a canonical text.
    """
    hashed = hashlib.sha384(canonical.encode("utf-8")).hexdigest()
    string_to_sign = "\n".join((ALGORITHM, date, "/".join((date[:8], *SCOPE)), hashed))
    key = f"AWS4{secret}".encode()
    for part in (date[:8], *SCOPE, string_to_sign):
        key = hmac.digest(key, part.encode("utf-8"), "sha384")
    made = base64.urlsafe_b64encode(key).decode("ascii")
    return {"canonical": canonical, "string_to_sign": string_to_sign, "signature": made}


def members(body):
    """
    The members of a JSON body as names and texts; numbers keep the digits they were written with.

    Raises:
        ValueError: the body is no JSON object.

    """
    as_text = {"parse_int": str, "parse_float": str, "parse_constant": refuse}
    document = json.loads(body, **as_text) if body else {}
    if not isinstance(document, dict):
        raise ValueError("no JSON object")
    return [(name, text(value)) for name, value in document.items() if value is not None]


def refuse(name):
    """
    NaN and Infinity, which Python would take for JSON.

    Raises:
        ValueError: always.

    """
    raise ValueError(f"{name} is no JSON")


def text(value):
    """
    A JSON value as Java's toString writes it.
    """
    if isinstance(value, list):
        return f"[{', '.join(text(one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}={text(one)}' for name, one in value.items())}}}"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return value


def pairs(members):
    """
    a=1&b=2: ordered by the UTF-16 code units of the names, encoded as RFC 3986 has it.
    """
    ordered = sorted(members, key=lambda one: one[0].encode("utf-16-be"))
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in ordered)


if __name__ == "__main__":
    for line in sys.stdin:
        one = json.loads(line)
        parts = (one["method"], one["url"], one["headers"], one["body"], one["key"])
        if one["scheme"] == "response":
            told = {"verifies": verifies(*parts)}
            with suppress(ValueError, RecursionError):
                told |= answer_signature(*parts)
        else:
            made = request_signature(*parts)
            told = {"verifies": made["signature"] == one["received"], **made}
        print(json.dumps(told))
