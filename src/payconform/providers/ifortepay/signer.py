"""
A merchant's signer: Basic credentials, the signature over the ids of the body, x-version.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from payconform.model import Caller, Exchange, Request
from payconform.providers.ifortepay import signing


@dataclass(frozen=True, slots=True)
class Merchant:
    """
    Signs each request; for a sub-merchant, where its header stands there, with that one's key.
    """

    caller: Caller = field(repr=False)

    def __call__(self, request: Request) -> Request:
        """
        Sign a request.
        """
        return signed(request, self.caller.credentials)

    def notice(self, exchange: Exchange) -> None:
        """
        Nothing to learn: the keys stay the same.
        """


def signed(request: Request, credentials: Mapping[str, str]) -> Request:
    """
    The request with its three headers; those that it has already stay.
    """
    pair = (credentials["merchant_id"], credentials["secret_unbound_id"])
    usual = {
        signing.AUTHORIZATION: signing.authorization(*pair),
        signing.SIGNATURE: signing.sign(
            hash_key(request, credentials), *signing.ids(request.body)
        ).value,
        signing.VERSION: signing.SERVED,
    }
    given = {name.lower() for name, _ in request.headers}
    added = [one for one in usual.items() if one[0].lower() not in given]
    return replace(request, headers=(*request.headers, *added))


def hash_key(request: Request, credentials: Mapping[str, str]) -> str:
    """
    The key that signs a request: the sub-merchant's, where it acts for one whose key is known.
    """
    acting = request.header(signing.SUB_MERCHANT)
    if acting is not None and acting == credentials.get("sub_merchant"):
        return credentials.get("sub_hash_key", credentials["hash_key"])
    return credentials["hash_key"]


def header(request: Request, name: str, value: str) -> Request:
    """
    The request with a header in place of all of its name.
    """
    return replace(request, headers=(*without(request, name).headers, (name, value)))


def without(request: Request, *names: str) -> Request:
    """
    The request without the headers of these names.
    """
    gone = {name.lower() for name in names}
    kept = tuple(one for one in request.headers if one[0].lower() not in gone)
    return replace(request, headers=kept)
