"""
The signature of a request: HMAC-SHA256 over its method, its target and the exact bytes of its body.
"""

from collections.abc import Mapping
from dataclasses import replace

from payconform.model import Request, Signature
from payconform.signing.digests import hmac_sha256_hex, same

MERCHANT, SIGNATURE = "X-Merchant", "X-Signature"
OURS = frozenset({MERCHANT.lower(), SIGNATURE.lower()})


def signed(request: Request, credentials: Mapping[str, str]) -> Request:
    """
    The request with the two headers that prove who sends it, in place of any it had.
    """
    others = [(name, value) for name, value in request.headers if name.lower() not in OURS]
    proof = sign(request, credentials["secret_key"]).value
    added = ((MERCHANT, credentials["merchant_id"]), (SIGNATURE, proof))
    return replace(request, headers=(*others, *added))


def sign(request: Request, secret: str) -> Signature:
    """
    The signature of a request, with its middle; a body that is not UTF-8 is shown escaped there.
    """
    message = f"{request.method}\n{request.target}\n".encode() + request.body
    shown = message.decode("utf-8", "backslashreplace")
    return Signature(None, shown, hmac_sha256_hex(secret, message))


def verifies(request: Request, secret: str) -> bool:
    """
    Whether a request carries the signature that this secret gives it.
    """
    return same(request.header(SIGNATURE) or "", sign(request, secret).value)
