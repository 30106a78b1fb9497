"""
iFortepay's proofs: Basic credentials, the signature of a request, that of a callback.

A request's signature is plain SHA-256 over the hash key, external_id and order_id, joined by
nothing; a callback's is SHA-256 over its transaction_id and the signature of those ids (documents:
securities, callback). Both are written in lower-case hexadecimal, as public clients have it.
"""

import base64
import hashlib
import json
from typing import Any

from payconform.model import Headers, Mismatch, Signature
from payconform.signing.digests import same

AUTHORIZATION, SIGNATURE, VERSION, SUB_MERCHANT, CALLBACK = (
    "Authorization",
    "x-req-signature",
    "x-version",
    "sub-merchant-id",
    "mcp-signature",
)
SERVED = "v3"  # names the merchant's record, not the edition of the API


def sign(hash_key: str, external_id: str, order_id: str) -> Signature:
    """
    The signature of a request, with its middle.
    """
    ids = f"{external_id}{order_id}"
    return Signature(ids, f"{hash_key}{ids}", sha256(f"{hash_key}{ids}"))


def sign_callback(hash_key: str, transaction_id: str, external_id: str, order_id: str) -> Signature:
    """
    The signature of a callback, with its middle.
    """
    told = f"{transaction_id}{sign(hash_key, external_id, order_id).value}"
    return Signature(told, told, sha256(told))


def authorization(name: str, secret: str) -> str:
    """
    The value of the Authorization header for a pair of credentials.
    """
    pair = f"{name}:{secret}".encode("utf-8", "surrogatepass")
    return f"Basic {base64.b64encode(pair).decode('ascii')}"


def pair(header: str | None) -> tuple[str, str] | None:
    """
    The pair of credentials in an Authorization header; None where it holds none.
    """
    scheme, _, coded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = base64.b64decode(coded, validate=True).decode("utf-8").partition(":")
    except ValueError:
        return None
    return (name, secret) if colon else None


def ids(body: bytes) -> tuple[str, str]:
    """
    The external_id and order_id of a body, empty where it has none.
    """
    members = parsed(body)
    return text(members.get("external_id")), text(members.get("order_id"))


def verify_callback(body: bytes, headers: Headers, hash_key: str) -> Mismatch | None:
    """
    What is wrong with a callback's signature; None if it holds.
    """
    sent = [value for name, value in headers if name.lower() == CALLBACK]
    if not sent:
        return Mismatch(f"a callback with {CALLBACK}", "none")
    expected = sign_callback(hash_key, text(parsed(body).get("transaction_id")), *ids(body))
    # In which letter case its digits are written, no page tells: IFORTEPAY-CALLBACK-12.
    if same(sent[0].lower(), expected.value):
        return None
    return Mismatch(f"{CALLBACK} over the ids of the body", "one that does not verify")


def parsed(body: bytes) -> dict[str, Any]:
    """
    The members of a JSON object; empty where a body is none.
    """
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return members if isinstance(members, dict) else {}


def text(value: object) -> str:
    """
    An id as it enters a signature: text as it is, a whole number as its digits.
    """
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**64:
        return str(value)
    return value if isinstance(value, str) else ""


def sha256(told: str) -> str:
    """
    Plain SHA-256 of a text, as lower-case hexadecimal.
    """
    # JSON can hold halves of characters, which no honest id has but any sender can write.
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
