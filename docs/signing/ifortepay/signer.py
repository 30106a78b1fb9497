"""
iFortepay's signatures in Python: of a request, and whether a callback is authentic.

    headers["x-req-signature"] = request_signature(body, hash_key)["signature"]
    headers["Authorization"] = authorization(merchant_id, secret_unbound_id)
    if not verifies(headers, body, hash_key):
        ...  # answer 400, and believe nothing of it
"""

import base64
import hashlib
import hmac
import json
import sys


def request_signature(body, key):
    """
    The signature of a request, with its middle. `body` is the text that is sent, `key` the hash
    key, the sub-merchant's where the request is made for one.
    """
    members = parsed(body)
    canonical = text(members.get("external_id")) + text(members.get("order_id"))
    return signed(canonical, key + canonical)


def authorization(merchant_id, secret_unbound_id):
    """
    The value of the Authorization header.
    """
    pair = f"{merchant_id}:{secret_unbound_id}".encode()
    return f"Basic {base64.b64encode(pair).decode('ascii')}"


def callback_signature(body, key):
    """
    The signature that a callback should have, with its middle. `body` is the text as received.
    """
    inner = request_signature(body, key)["signature"]
    canonical = text(parsed(body).get("transaction_id")) + inner
    return signed(canonical, canonical)


def verifies(headers, body, key):
    """
    Whether a callback is authentic; what is no callback is not.
    """
    told = [value for name, value in headers.items() if name.lower() == "mcp-signature"]
    expected = callback_signature(body, key)["signature"].encode()
    return bool(told) and hmac.compare_digest(told[0].encode(), expected)


def signed(canonical, string_to_sign):
    """
    Plain SHA-256, in lower-case hexadecimal.
    """
    made = hashlib.sha256(string_to_sign.encode("utf-8")).hexdigest()
    return {"canonical": canonical, "string_to_sign": string_to_sign, "signature": made}


def parsed(body):
    """
    The members of a JSON object; none where a body is no such object.
    """
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return members if isinstance(members, dict) else {}


def text(value):
    """
    An id as it is signed: text as it is, a whole number as its digits.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


if __name__ == "__main__":
    for line in sys.stdin:
        one = json.loads(line)
        if one["scheme"] == "callback":
            told = callback_signature(one["body"], one["key"])
            told["verifies"] = verifies(one["headers"], one["body"], one["key"])
        else:
            told = request_signature(one["body"], one["key"])
            told["verifies"] = told["signature"] == one["received"]
        print(json.dumps(told))
