"""
Signers that prove less than a request needs, or something else: what a provider must not accept.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping

from payconform.errors import NotOffered
from payconform.model import Caller, Request, Signer
from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.signer import header, signed, without

Change = Callable[[Request], Request]
Forge = Callable[[str, str, str], str]
"""Hash key, external_id and order_id in, something like a signature out."""


def changed(caller: Caller, change: Change) -> Signer:
    """
    A request that is changed once it was signed.
    """
    return lambda request: change(signed(request, caller.credentials))


def lacking(caller: Caller, name: str) -> Signer:
    """
    A signed request without one of its headers.
    """
    return changed(caller, lambda request: without(request, name))


def with_header(caller: Caller, name: str, value: str) -> Signer:
    """
    A signed request with another value in one of its headers.
    """
    return changed(caller, lambda request: header(request, name, value))


def with_keys(caller: Caller, **keys: str) -> Signer:
    """
    A request that is signed with other credentials.
    """
    return lambda request: signed(request, {**caller.credentials, **keys})


def with_signature(caller: Caller, forge: Forge) -> Signer:
    """
    A request with another signature than its own.
    """

    def sign(request: Request) -> Request:
        forged = forge(caller.credentials["hash_key"], *signing.ids(request.body))
        return header(signed(request, caller.credentials), signing.SIGNATURE, forged)

    return sign


def hmac_of_all(key: str, external: str, order: str) -> str:
    """
    HMAC-SHA256 over what should be hashed plainly.
    """
    return hmac_of(key, f"{key}{external}{order}")


def hmac_of_ids(key: str, external: str, order: str) -> str:
    """
    HMAC-SHA256 over the ids.
    """
    return hmac_of(key, f"{external}{order}")


def hmac_of(key: str, text: str) -> str:
    """
    HMAC-SHA256 of a text, as hexadecimal.
    """
    return hmac.digest(key.encode("utf-8"), text.encode("utf-8"), hashlib.sha256).hex()


def swapped(key: str, external: str, order: str) -> str:
    """
    The ids in the other order.
    """
    return signing.sign(key, order, external).value


def in_capitals(key: str, external: str, order: str) -> str:
    """
    The right signature in upper-case hexadecimal.
    """
    return signing.sign(key, external, order).value.upper()


def own(caller: Caller, *names: str) -> list[str]:
    """
    Optional credentials of the merchant.

    Raises:
        NotOffered: it has not all of them.

    """
    missing = [name for name in names if name not in caller.credentials]
    if missing:
        raise NotOffered(f"the merchant has no credential {missing[0]}")
    return [caller.credentials[name] for name in names]


def acting(caller: Caller, sub_merchant: str, key: str) -> Signer:
    """
    A call for a sub-merchant, signed with a key.
    """

    def sign(request: Request) -> Request:
        told = header(request, signing.SUB_MERCHANT, sub_merchant)
        proof = signing.sign(key, *signing.ids(request.body)).value
        return signed(header(told, signing.SIGNATURE, proof), caller.credentials)

    return sign


def unrelated(secret: str) -> str:
    """
    Another secret of its length, 64 characters at most, that tells nothing of it.
    """
    return signing.sha256(f"payconform {secret}")[: len(secret)]


def malformed(credentials: Mapping[str, str]) -> dict[str, str]:
    """
    Authorization headers that are not of the form, by what is wrong with them.
    """
    name, secret = credentials["merchant_id"], credentials["secret_unbound_id"]
    good = signing.authorization(name, secret)
    return {
        "empty": "",
        "another scheme": good.replace("Basic", "Bearer"),
        "no scheme": good.removeprefix("Basic "),
        "scheme only": "Basic",
        "as it is": f"Basic {name}:{secret}",
        "no colon": f"Basic {_coded(f'{name}{secret}')}",
        "name only": f"Basic {_coded(f'{name}:')}",
        "turned round": signing.authorization(secret, name),
    }


def _coded(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
