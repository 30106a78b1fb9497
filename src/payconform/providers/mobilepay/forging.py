"""
Signers whose requests differ from proper ones in one header.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from payconform.model import Request, Signer
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.bearer import completed, with_token


class Signing(Protocol):
    """
    Whoever signs properly.
    """

    def sign(self, request: Request) -> Request:
        """
        The request with the merchant's own proof of who sends it.
        """


def without(merchant: Signing, name: str) -> Signer:
    """
    Leaves a header out.
    """
    return _put(merchant, name)


def doubled(merchant: Signing, name: str, *values: str) -> Signer:
    """
    Sends a header twice, with these values.
    """
    return _put(merchant, name, *values)


def instead(merchant: Signing, name: str, value: str) -> Signer:
    """
    Sends another value of a header.
    """
    return _put(merchant, name, value)


def renamed(merchant: Signing, write: Callable[[str], str]) -> Signer:
    """
    Writes the names of all headers in another way.
    """

    def sign(request: Request) -> Request:
        signed = merchant.sign(request)
        return replace(signed, headers=tuple((write(name), one) for name, one in signed.headers))

    return sign


def bearing(client: str, token: str, vat: str | None = None) -> Signer:
    """
    Sends this token of a client, and a VAT header only where a number is given.
    """

    def sign(request: Request) -> Request:
        kept = tuple(one for one in request.headers if one[0].lower() != calls.VAT)
        usual = {calls.VERSION: calls.OUR_VERSION, calls.CLIENT: client}
        if vat is not None:
            usual[calls.VAT] = vat
        return with_token(completed(replace(request, headers=kept), usual), token)

    return sign


def _put(merchant: Signing, name: str, *values: str) -> Signer:
    def sign(request: Request) -> Request:
        signed = merchant.sign(request)
        others = tuple(one for one in signed.headers if one[0].lower() != name)
        return replace(signed, headers=(*others, *((name, value) for value in values)))

    return sign
