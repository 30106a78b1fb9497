"""
maib: refusals beside the documents' table of codes.

Where another rule says which code a request gets, that one must have come; elsewhere whichever code
comes is judged. A payId that names nothing is left out: what it gets is not documented, and the
table's own status for 14003 is in doubt (MAIB-REFUND-17). The status of a refund that is too large
is in doubt, too: its message is judged, its status is not.
"""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from payconform.checks import given, require
from payconform.errors import Unexercised
from payconform.model import Exchange
from payconform.providers.maib.calls import in_future, unknown_id
from payconform.providers.maib.checks import code, error_codes, refused, succeeded
from payconform.providers.maib.codes import TABLE
from payconform.providers.maib.story import Maib
from payconform.providers.maib.tabled import (
    args_of_its_code,
    message_of_its_code,
    status_of_its_code,
)
from payconform.target import Target


class Refusal(NamedTuple):
    """
    A request that is refused, the codes that another rule gives it, and what it needs.
    """

    step: Callable[[Target, Maib], Exchange]
    codes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def cancelled_twice(target: Target, maib: Maib) -> Exchange:
    qr = maib.create()
    given(maib.cancel(qr), succeeded)
    return maib.cancel(qr)


def paid_twice(target: Target, maib: Maib) -> Exchange:
    qr = maib.create()
    given(maib.pay(qr), succeeded)
    return maib.pay(qr)


def refunded_twice(target: Target, maib: Maib) -> Exchange:
    payment = maib.payment(maib.create())
    given(maib.refund(payment), succeeded)
    given(maib.refunded(payment), succeeded)
    return maib.refund(payment)


def refunded_too_much(target: Target, maib: Maib) -> Exchange:
    maib.needs_newer_refund()
    return maib.refund(maib.payment(maib.create()), amount=50.01)


PAYS = ("simulate_payment",)
OF_A_QR = {
    "unknown QR read": Refusal(lambda target, maib: maib.read(unknown_id(target)), ("13000",)),
    "unknown QR cancelled": Refusal(
        lambda target, maib: maib.cancel(unknown_id(target)), ("13000",)
    ),
    "QR cancelled twice": Refusal(cancelled_twice, ("14005",)),
}
WITH_A_STATUS = OF_A_QR | {
    "wrong secret": Refusal(
        lambda target, maib: maib.obtain_token(clientSecret=unknown_id(target)),
        ("11000",),
        ("bad_credentials",),
    ),
    "no amount": Refusal(lambda target, maib: maib.ask(amount=...)),
    "no limits": Refusal(lambda target, maib: maib.ask(amountType="Controlled")),
    "unknown QR paid": Refusal(
        lambda target, maib: maib.pay(unknown_id(target)), ("13000", "14010"), PAYS
    ),
    "payment refunded twice": Refusal(refunded_twice, ("14015",), PAYS),
}
REFUSALS = WITH_A_STATUS | {
    "no reason": Refusal(lambda target, maib: maib.cancel(maib.create(), {})),
    "no secret": Refusal(lambda target, maib: maib.obtain_token(clientSecret=...), ("12007",)),
    "another currency": Refusal(lambda target, maib: maib.ask(currency="EUR")),
    "unknown type": Refusal(lambda target, maib: maib.ask(type="Eternal")),
    "expired": Refusal(lambda target, maib: maib.ask(expiresAt=in_future(target, hours=-1))),
    "QR paid twice": Refusal(paid_twice, (), PAYS),
    "refund too large": Refusal(refunded_too_much, ("14016",), PAYS),
}


def each(refusals: dict[str, Refusal]) -> list[object]:
    return [
        pytest.param(refusal, marks=pytest.mark.needs(*refusal.needs), id=name)
        for name, refusal in refusals.items()
    ]


def given_refusal(target: Target, maib: Maib, refusal: Refusal) -> Exchange:
    pinned = [code(*refusal.codes)] if refusal.codes else []
    return given(refusal.step(target, maib), refused, *pinned)


@pytest.mark.rule("MAIB-ERROR-11")
@pytest.mark.parametrize("refusal", each(WITH_A_STATUS))
def test_a_code_comes_with_its_status(target: Target, maib: Maib, refusal: Refusal) -> None:
    answer = given_refusal(target, maib, refusal)
    codes = error_codes(answer)
    if not any(TABLE[one].status for one in codes if one in TABLE):
        raise Unexercised(f"no status is documented for {', '.join(codes) or 'no code'}")
    require(answer, status_of_its_code)


@pytest.mark.rule("MAIB-ERROR-12")
@pytest.mark.parametrize("refusal", each(REFUSALS))
def test_a_code_comes_with_its_message(target: Target, maib: Maib, refusal: Refusal) -> None:
    require(given_refusal(target, maib, refusal), message_of_its_code)


@pytest.mark.rule("MAIB-ERROR-13")
@pytest.mark.parametrize("refusal", each(OF_A_QR))
def test_a_code_comes_with_its_arguments(target: Target, maib: Maib, refusal: Refusal) -> None:
    require(given_refusal(target, maib, refusal), args_of_its_code)
