"""
maib: extending a Hybrid QR, that is putting it to a new use.
"""

from collections.abc import Callable

import pytest

from payconform.checks import at, given, member, require, status
from payconform.providers.maib.calls import in_future, unknown_id
from payconform.providers.maib.checks import (
    code,
    fate,
    guid,
    outcome,
    require_refused,
    succeeded,
)
from payconform.providers.maib.moments import same_moment
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

LONG_URL = "https://callback.payconform.invalid/".ljust(1001, "x")


@pytest.fixture
def hybrid(maib: Maib) -> str:
    """
    The id of a Hybrid QR that has no extension yet.
    """
    return maib.create_hybrid(extension=...)


@pytest.fixture(scope="module")
def bare(target: Target) -> str:
    """
    The same for stories that leave it so. Another one takes a valid extension.
    """
    maib = Maib(target)
    given(maib.extend(maib.create_hybrid(extension=...)), succeeded)
    return maib.create_hybrid(extension=...)


@pytest.mark.rule("MAIB-CREATE-75")
def test_a_hybrid_qr_is_extended(maib: Maib, hybrid: str) -> None:
    require(maib.extend(hybrid), succeeded, guid("result.extensionId"))


@pytest.mark.rule("MAIB-CREATE-76")
def test_an_extension_sets_the_amount(maib: Maib, hybrid: str) -> None:
    given(maib.extend(hybrid, amount=12.34), succeeded)
    require(given(maib.read(hybrid), status(200)), member("result.amount", 12.34))


@pytest.mark.rule("MAIB-CREATE-77")
def test_an_extension_sets_the_expiry(target: Target, maib: Maib, hybrid: str) -> None:
    end = in_future(target, hours=2)
    given(maib.extend(hybrid, expiresAt=end), succeeded)
    require(given(maib.read(hybrid), status(200)), same_moment("result.expiresAt", end))


def fault(rule: str, case: str, **members: object) -> object:
    return pytest.param(members, marks=pytest.mark.rule(rule), id=case)


@pytest.mark.parametrize(
    "members",
    [
        fault("MAIB-CREATE-78", "no expiresAt", expiresAt=...),
        fault("MAIB-CREATE-79", "no description", description=...),
        fault("MAIB-CREATE-80", "no amount", amount=...),
        fault("MAIB-CREATE-81", "amountMin with Fixed", amountMin=10),
        fault("MAIB-CREATE-81", "amountMax with Fixed", amountMax=100),
        fault("MAIB-CREATE-86", "long description", description="x" * 501),
        fault("MAIB-CREATE-87", "long orderId", orderId="x" * 101),
        fault("MAIB-CREATE-88", "long callbackUrl", callbackUrl=LONG_URL),
        fault("MAIB-CREATE-89", "long redirectUrl", redirectUrl=LONG_URL),
    ],
)
def test_an_extension_with_one_fault_is_refused(
    maib: Maib, bare: str, members: dict[str, object]
) -> None:
    require_refused(maib.extend(bare, **members))


@pytest.mark.parametrize(
    "ahead",
    [
        fault("MAIB-CREATE-83", "in the past", hours=-1),
        fault("MAIB-CREATE-84", "in five seconds", seconds=5),
        fault("MAIB-CREATE-85", "in 61 days", days=61),
    ],
)
def test_an_expiry_at_the_wrong_time_is_refused(
    target: Target, maib: Maib, bare: str, ahead: dict[str, float]
) -> None:
    require_refused(maib.extend(bare, expiresAt=in_future(target, **ahead)))


@pytest.mark.rule("MAIB-CREATE-82")
@pytest.mark.parametrize("amount", [9.99, 100.01])
def test_an_amount_outside_its_limits_is_refused(maib: Maib, amount: float) -> None:
    controlled = maib.create_hybrid(amountType="Controlled", extension=...)
    limits = {"amountMin": 10, "amountMax": 100}
    require_refused(maib.extend(controlled, amount=amount, **limits))
    given(maib.extend(controlled, amount=50, **limits), succeeded)  # it was for the amount


@pytest.mark.rule("MAIB-CREATE-97")
def test_an_extension_with_one_limit(maib: Maib, record: Record) -> None:
    controlled = maib.create_hybrid(amountType="Controlled", extension=...)
    record(fate(maib.extend(controlled, amount=50, amountMax=100)))


@pytest.mark.rule("MAIB-CREATE-98")
def test_a_controlled_extension_without_limits_is_refused(maib: Maib) -> None:
    controlled = maib.create_hybrid(amountType="Controlled", extension=...)
    require_refused(maib.extend(controlled, amount=50))
    given(maib.extend(controlled, amount=50, amountMin=10, amountMax=100), succeeded)


@pytest.mark.rule("MAIB-CREATE-90")
def test_extending_an_unknown_qr_is_refused(target: Target, maib: Maib) -> None:
    require(maib.extend(unknown_id(target)), status(404), code("13000"))


@pytest.mark.rule("MAIB-CREATE-91")
def test_a_second_extension(maib: Maib, hybrid: str, record: Record) -> None:
    given(maib.extend(hybrid), succeeded)
    record(fate(maib.extend(hybrid)))


@pytest.mark.rule("MAIB-CREATE-92")
@pytest.mark.parametrize("make", [Maib.create_static, Maib.create], ids=["Static", "Dynamic"])
def test_extending_another_type(maib: Maib, make: Callable[[Maib], str], record: Record) -> None:
    record(outcome(maib.extend(make(maib))))


@pytest.mark.rule("MAIB-CREATE-93")
def test_extending_a_cancelled_qr(maib: Maib, hybrid: str, record: Record) -> None:
    if fate(maib.cancel(hybrid)) == "accepted":
        record(outcome(maib.extend(hybrid)))
    else:
        record("no Hybrid QR can be cancelled")


@pytest.mark.rule("MAIB-CREATE-94")
@pytest.mark.needs("simulate_payment")
def test_extending_a_paid_qr(maib: Maib, record: Record) -> None:
    hybrid = maib.create_hybrid()
    given(maib.pay(hybrid), succeeded)
    given(maib.paid(hybrid), member("result.status", "Paid"))
    record(outcome(maib.extend(hybrid)))


@pytest.mark.rule("MAIB-CREATE-95")
@pytest.mark.needs("control_clock")
def test_extending_an_expired_qr(target: Target, maib: Maib, record: Record) -> None:
    hybrid = maib.create_hybrid()
    target.advance(11 * 60)
    given(maib.read(hybrid), member("result.status", "Expired"))
    record(outcome(maib.extend(hybrid)))


@pytest.mark.rule("MAIB-CREATE-96")
def test_an_amount_in_the_extension_of_a_free_qr(maib: Maib, record: Record) -> None:
    free = maib.ask_hybrid(amountType="Free", extension=...)
    if succeeded(free):
        record("no Free Hybrid QR can be made")
    else:
        record(fate(maib.extend(str(at(free, "result.qrId")))))
