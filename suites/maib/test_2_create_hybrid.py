"""
maib: creating a Hybrid QR, with its first extension or without.
"""

import pytest

from payconform.checks import given, require, status
from payconform.model import Exchange
from payconform.providers.maib.calls import in_future
from payconform.providers.maib.checks import fate, guid, require_refused, succeeded
from payconform.providers.maib.forms import ANY_URL
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

LONG_URL = "https://callback.payconform.invalid/".ljust(1001, "x")


@pytest.fixture
def created(maib: Maib) -> Exchange:
    return given(maib.ask_hybrid(), status(200))


@pytest.fixture(scope="module")
def accepted(target: Target) -> None:
    """
    A request without fault is accepted, so one with a fault is refused for it.
    """
    given(Maib(target).ask_hybrid(), succeeded)


@pytest.fixture(scope="module")
def controlled(target: Target) -> dict[str, object]:
    """
    The amounts of a Controlled extension that is accepted.
    """
    maib, amounts = Maib(target), {"amount": 50, "amountMin": 10, "amountMax": 100}
    given(maib.ask_hybrid(amountType="Controlled", extension=maib.terms(**amounts)), succeeded)
    return {**amounts}


@pytest.mark.rule("MAIB-CREATE-50")
def test_a_valid_request_makes_a_hybrid_qr(maib: Maib) -> None:
    require(maib.ask_hybrid(), succeeded, guid("result.qrId"))


@pytest.mark.rule("MAIB-CREATE-51")
def test_the_extension_has_an_id(created: Exchange) -> None:
    require(created, guid("result.extensionId"))


@pytest.mark.rule("MAIB-CREATE-52")
def test_a_hybrid_qr_has_a_url(created: Exchange) -> None:
    require(created, ANY_URL)


@pytest.mark.rule("MAIB-CREATE-53")
def test_a_hybrid_qr_needs_no_extension(maib: Maib) -> None:
    require(maib.ask_hybrid(extension=...), succeeded, guid("result.qrId"))


def fault(rule: str, case: str, **members: object) -> object:
    return pytest.param(members, marks=pytest.mark.rule(rule), id=case)


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(
    "members",
    [
        fault("MAIB-CREATE-54", "no amountType", amountType=...),
        fault("MAIB-CREATE-55", "no currency", currency=...),
        fault("MAIB-CREATE-56", "another currency", currency="EUR"),
        fault("MAIB-CREATE-57", "unknown amountType", amountType="Rounded"),
        fault("MAIB-CREATE-68", "long terminalId", terminalId="x" * 101),
    ],
)
def test_a_request_with_one_fault_is_refused(maib: Maib, members: dict[str, object]) -> None:
    require_refused(maib.ask_hybrid(**members))


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(
    "members",
    [
        fault("MAIB-CREATE-58", "no description", description=...),
        fault("MAIB-CREATE-59", "no amount", amount=...),
        fault("MAIB-CREATE-60", "large amount", amount=100000.01),
        fault("MAIB-CREATE-62", "long description", description="x" * 501),
        fault("MAIB-CREATE-63", "long orderId", orderId="x" * 101),
        fault("MAIB-CREATE-64", "long callbackUrl", callbackUrl=LONG_URL),
        fault("MAIB-CREATE-65", "long redirectUrl", redirectUrl=LONG_URL),
    ],
)
def test_an_extension_with_one_fault_is_refused(maib: Maib, members: dict[str, object]) -> None:
    require_refused(maib.ask_hybrid(extension=maib.terms(**members)))


@pytest.mark.parametrize(
    "members",
    [
        fault("MAIB-CREATE-61", "amount below min", amount=9.99),
        fault("MAIB-CREATE-61", "amount above max", amount=100.01),
        fault("MAIB-CREATE-72", "min equals max", amountMin=50, amountMax=50),
        fault("MAIB-CREATE-72", "min above max", amountMin=100, amountMax=10),
        fault("MAIB-CREATE-73", "max above the largest amount", amountMax=100000.01),
        fault("MAIB-CREATE-74", "min of zero", amountMin=0),
        fault("MAIB-CREATE-74", "min below zero", amountMin=-1),
    ],
)
def test_controlled_amounts_that_cannot_be_are_refused(
    maib: Maib, controlled: dict[str, object], members: dict[str, object]
) -> None:
    terms = maib.terms(**{**controlled, **members})
    require_refused(maib.ask_hybrid(amountType="Controlled", extension=terms))


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(
    "ahead",
    [
        fault("MAIB-CREATE-66", "in the past", hours=-1),
        fault("MAIB-CREATE-67", "in 61 days", days=61),
        fault("MAIB-CREATE-71", "in five seconds", seconds=5),
    ],
)
def test_an_expiry_at_the_wrong_time_is_refused(
    target: Target, maib: Maib, ahead: dict[str, float]
) -> None:
    terms = maib.terms(expiresAt=in_future(target, **ahead))
    require_refused(maib.ask_hybrid(extension=terms))


@pytest.mark.rule("MAIB-CREATE-69")
def test_a_hybrid_request_with_a_free_amount(maib: Maib, record: Record) -> None:
    terms = maib.terms(amount=...)
    record(fate(maib.ask_hybrid(amountType="Free", extension=terms)))


@pytest.mark.rule("MAIB-CREATE-70")
def test_an_extension_without_an_expiry(maib: Maib, record: Record) -> None:
    record(fate(maib.ask_hybrid(extension=maib.terms(expiresAt=...))))
