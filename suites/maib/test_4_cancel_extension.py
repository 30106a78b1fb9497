"""
maib: cancelling the extension of a Hybrid QR, which leaves the QR itself.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pytest

from payconform.checks import ABSENT, at, given, member, require, shown_plain, status
from payconform.providers.maib.calls import unknown_id
from payconform.providers.maib.checks import (
    code,
    fate,
    guid,
    outcome,
    refused,
    require_refused,
    succeeded,
)
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

LONG = {"reason": "x" * 501}


class Extended(NamedTuple):
    """
    A Hybrid QR and its extension, by their ids.
    """

    qr: str
    extension: str


def named(told: object, known: Mapping[str, object], other: str) -> str:
    """
    The name under which a value is known.
    """
    return next((name for name, value in known.items() if value == told), other)


@pytest.fixture
def extended(maib: Maib) -> Extended:
    """
    Extended after it was made: the documents grant the cancel to such a QR only.
    """
    qr = maib.create_hybrid(extension=...)
    answer = given(maib.extend(qr), succeeded, guid("result.extensionId"))
    return Extended(qr, str(at(answer, "result.extensionId")))


@pytest.mark.rule("MAIB-CANCEL-40")
def test_an_active_extension_is_cancelled(maib: Maib, extended: Extended) -> None:
    answer = maib.cancel_extension(extended.qr)
    require(answer, succeeded, member("result.extensionId", extended.extension))


@pytest.mark.rule("MAIB-CANCEL-42")
def test_an_extension_is_cancelled_without_a_reason(maib: Maib, extended: Extended) -> None:
    require(maib.cancel_extension(extended.qr, {}), succeeded)


@pytest.mark.rule("MAIB-CANCEL-43")
def test_a_reason_of_500_characters_is_accepted(maib: Maib, extended: Extended) -> None:
    require(maib.cancel_extension(extended.qr, {"reason": "x" * 500}), succeeded)


@pytest.mark.rule("MAIB-CANCEL-43")
def test_a_reason_of_501_characters_is_refused(maib: Maib, extended: Extended) -> None:
    require_refused(maib.cancel_extension(extended.qr, LONG))


@pytest.mark.rule("MAIB-CANCEL-44")
def test_an_unknown_qr_has_no_extension(target: Target, maib: Maib) -> None:
    require(maib.cancel_extension(unknown_id(target)), status(404), code("13000"))


@pytest.mark.rule("MAIB-CANCEL-45")
def test_a_refused_cancel_leaves_the_extension_active(maib: Maib, extended: Extended) -> None:
    given(maib.cancel_extension(extended.qr, LONG), refused)
    answer = maib.cancel_extension(extended.qr)
    require(answer, succeeded, member("result.extensionId", extended.extension))


@pytest.mark.rule("MAIB-CANCEL-46")
def test_the_status_in_the_answer(maib: Maib, extended: Extended, record: Record) -> None:
    told = at(given(maib.cancel_extension(extended.qr), succeeded), "result.status")
    record(named(told, {"left out": ABSENT, "Cancelled": "Cancelled"}, "another status"))


@pytest.mark.rule("MAIB-CANCEL-47")
def test_cancelling_where_there_never_was_an_extension(maib: Maib, record: Record) -> None:
    record(outcome(maib.cancel_extension(maib.create_hybrid(extension=...))))


@pytest.mark.rule("MAIB-CANCEL-48")
def test_cancelling_an_extension_twice(maib: Maib, extended: Extended, record: Record) -> None:
    given(maib.cancel_extension(extended.qr), succeeded)
    record(outcome(maib.cancel_extension(extended.qr)))


@pytest.mark.rule("MAIB-CANCEL-49")
@pytest.mark.parametrize("make", [Maib.create_static, Maib.create], ids=["Static", "Dynamic"])
def test_cancelling_the_extension_of_another_type(
    maib: Maib, make: Callable[[Maib], str], record: Record
) -> None:
    record(outcome(maib.cancel_extension(make(maib))))


@pytest.mark.rule("MAIB-CANCEL-50")
def test_cancelling_the_extension_of_a_cancelled_qr(
    maib: Maib, extended: Extended, record: Record
) -> None:
    if fate(maib.cancel(extended.qr)) == "accepted":
        record(outcome(maib.cancel_extension(extended.qr)))
    else:
        record("no Hybrid QR can be cancelled")


@pytest.mark.rule("MAIB-CANCEL-51")
def test_the_status_left_by_a_cancelled_extension(
    maib: Maib, extended: Extended, record: Record
) -> None:
    given(maib.cancel_extension(extended.qr), succeeded)
    record(shown_plain(maib.status(extended.qr)))


@pytest.mark.rule("MAIB-CANCEL-52")
def test_the_id_of_a_cancelled_extension(maib: Maib, extended: Extended, record: Record) -> None:
    given(maib.cancel_extension(extended.qr), succeeded)
    told = at(given(maib.read(extended.qr), succeeded), "result.extensionId")
    known = {"left out": ABSENT, "still there": extended.extension, "null": None}
    record(named(told, known, "another value"))


@pytest.mark.rule("MAIB-CANCEL-53")
@pytest.mark.needs("simulate_payment")
def test_paying_after_the_extension_was_cancelled(
    maib: Maib, extended: Extended, record: Record
) -> None:
    given(maib.cancel_extension(extended.qr), succeeded)
    record(outcome(maib.pay(extended.qr)))


@pytest.mark.rule("MAIB-CANCEL-54")
def test_cancelling_an_extension_without_a_body(
    maib: Maib, extended: Extended, record: Record
) -> None:
    record(fate(maib.cancel_extension(extended.qr, b"")))


@pytest.mark.rule("MAIB-CANCEL-55")
def test_an_id_that_is_no_guid(maib: Maib, record: Record) -> None:
    record(outcome(maib.cancel_extension("not-a-guid")))


@pytest.mark.rule("MAIB-CANCEL-56")
@pytest.mark.needs("simulate_payment")
def test_cancelling_an_extension_that_was_paid(
    maib: Maib, extended: Extended, record: Record
) -> None:
    given(maib.pay(extended.qr), succeeded)
    given(maib.paid(extended.qr), member("result.status", "Paid"))
    record(outcome(maib.cancel_extension(extended.qr)))


@pytest.mark.rule("MAIB-CANCEL-57")
@pytest.mark.needs("control_clock")
def test_cancelling_an_extension_that_has_expired(
    target: Target, maib: Maib, extended: Extended, record: Record
) -> None:
    target.advance(11 * 60)
    given(maib.read(extended.qr), member("result.status", "Expired"))
    record(outcome(maib.cancel_extension(extended.qr)))


@pytest.mark.rule("MAIB-CANCEL-58")
@pytest.mark.needs("receive_callbacks", "control_clock")
def test_a_callback_on_cancelling_an_extension(target: Target, maib: Maib, record: Record) -> None:
    inbox, qr = target.inbox(), maib.create_hybrid(extension=...)
    given(maib.extend(qr, callbackUrl=inbox.url), succeeded)
    given(maib.cancel_extension(qr), succeeded)
    record("a callback" if inbox.after(120) else "no callback")
