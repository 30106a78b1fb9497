"""
Digests as the wire writes them, and the only comparison that is safe for signatures.
"""

import base64
import hashlib
import hmac


def sha256_base64(text: str) -> str:
    """
    Plain SHA-256 over the UTF-8 bytes of a text, as padded standard base64.
    """
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def hmac_sha256_hex(key: str, message: bytes) -> str:
    """
    HMAC-SHA256 of a message, as lower-case hex.
    """
    return hmac.new(key.encode("utf-8"), message, hashlib.sha256).hexdigest()


def sha384_hex(text: str) -> str:
    """
    Plain SHA-384 over the UTF-8 bytes of a text, as lower-case hex.
    """
    return hashlib.sha384(text.encode("utf-8")).hexdigest()


def hmac_sha384(key: bytes, message: str) -> bytes:
    """
    HMAC-SHA384 of the UTF-8 bytes of a text.
    """
    return hmac.digest(key, message.encode("utf-8"), "sha384")


def base64url(digest: bytes) -> str:
    """
    Bytes as Base64 in the alphabet that is safe in URLs, without padding.
    """
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def fingerprint(key: str) -> str:
    """
    A key as eight characters, so that two people can compare theirs without showing them.
    """
    told = f"payconform fingerprint\n{key}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()[:8]


def same(left: str, right: str) -> bool:
    """
    Whether two signatures are equal, in a time that does not depend on where they differ.
    """
    # JSON can hold halves of characters, which no honest signature has but any sender can write.
    one, other = (text.encode("utf-8", "surrogatepass") for text in (left, right))
    return hmac.compare_digest(one, other)
