"""
Signers that prove less than a request needs, or something else: what a provider must not accept.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from payconform.model import Caller, Request, Signer
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.signer import authorized, dressed, signed, without

Change = Callable[[Request], Request]


def signed_over(caller: Caller, **parts: Any) -> Signer:
    """
    The signature of the same request with other parts: another path, method or body.
    """

    def misled(request: Request) -> Request:
        proven = signed(replace(request, **parts), caller.credentials, caller.now())
        return replace(request, headers=proven.headers)

    return misled


def changed_after(caller: Caller, change: Change) -> Signer:
    """
    A request that is changed once it was signed.
    """
    return lambda request: change(signed(request, caller.credentials, caller.now()))


def changed_before(
    caller: Caller, change: Change, reading: signing.Reading = signing.PLAIN
) -> Signer:
    """
    A request with its headers changed before it is signed, properly.
    """

    def sign(request: Request) -> Request:
        whole = change(dressed(request, caller.credentials, caller.now()))
        return authorized(whole, caller.credentials, reading=reading)

    return sign


def scoped(caller: Caller, region: str, service: str) -> Signer:
    """
    A signature in another scope.
    """

    def sign(request: Request) -> Request:
        whole = dressed(request, caller.credentials, caller.now())
        return authorized(whole, caller.credentials, region, service)

    return sign


def with_keys(caller: Caller, **keys: str) -> Signer:
    """
    A signature by another pair of keys, or half another.
    """
    return lambda request: signed(request, {**caller.credentials, **keys}, caller.now())


def dated(caller: Caller, seconds: float, expires: int = 900) -> Signer:
    """
    A proper signature, made so many seconds from the target's present and valid for so many.
    """
    date = (caller.now() + timedelta(seconds=seconds)).strftime(signing.STAMP)

    def dress(request: Request) -> Request:
        return header(header(request, signing.DATE, date), signing.EXPIRES, str(expires))

    return changed_before(caller, dress)


def header(request: Request, name: str, value: str) -> Request:
    """
    The request with a header in place of all of its name.
    """
    return replace(request, headers=(*without(request, name).headers, (name, value)))


def another(request: Request, name: str) -> str:
    """
    A value of the same form as that of a header, but another.
    """
    value = request.header(name) or ""
    digits = [number for number, letter in enumerate(value) if letter.isdigit()]
    at = digits[-1] if digits else len(value) - 1
    return f"{value[:at]}{'2' if value[at] == '1' else '1'}{value[at + 1 :]}"
