"""
maib: the filters of the list of QRs. Both ends of a range lie between two QRs: whether a range
holds its ends is documented for payments only.
"""

from typing import NamedTuple

import pytest

from payconform.checks import at, every, given, member, member_matches, require
from payconform.model import Check
from payconform.providers.maib.calls import in_future
from payconform.providers.maib.checks import succeeded
from payconform.providers.maib.entries import entries, holds, lacks, lists
from payconform.providers.maib.moments import after
from payconform.providers.maib.story import Maib
from payconform.target import Target

APART = 1.1  # seconds: moments may be kept in whole seconds
BETWEEN = 0.5
MINUTES = 60


class Four(NamedTuple):
    """
    Four QRs in the order of their creation; `second` differs from its neighbours in everything.
    """

    text: str
    order: str
    expiry: str
    first: str
    second: str
    third: str
    static: str

    @property
    def all(self) -> tuple[str, ...]:
        return self.first, self.second, self.third, self.static


@pytest.fixture(scope="module")
def made(target: Target) -> Four:
    maib, text = Maib(target), target.fresh("list")
    order, expiry = target.fresh("order"), in_future(target, minutes=30)
    first = maib.create(description=text, amount=10, expiresAt=in_future(target, minutes=20))
    target.wait(APART)
    limits = {"amountType": "Controlled", "amount": 20, "amountMin": 18, "amountMax": 22}
    second = maib.create(description=text, orderId=order, expiresAt=expiry, **limits)
    target.wait(APART)
    third = maib.create(description=text, amount=30, expiresAt=in_future(target, minutes=40))
    static = maib.create_static(description=text, amount=40)
    return Four(text, order, expiry, first, second, third, static)


@pytest.fixture(scope="module")
def four(target: Target, made: Four) -> Four:
    """
    The same, once their description is seen to tell them from all others.
    """
    maib, alone = Maib(target), holds("qrId", *made.all)
    given(maib.found_qrs(alone, description=made.text), alone)
    return made


def finds(maib: Maib, check: Check, **query: object) -> None:
    """
    The QRs that the query leaves are, before long, those that the check wants.
    """
    require(given(maib.found_qrs(check, **query), succeeded), check)


@pytest.mark.rule("MAIB-READ-40")
def test_the_filter_qr_id_leaves_that_qr(maib: Maib, made: Four) -> None:
    finds(maib, lists("qrId", made.second), qrId=made.second)


@pytest.mark.rule("MAIB-READ-41")
def test_the_filter_order_id_leaves_that_order(maib: Maib, made: Four) -> None:
    finds(maib, lists("qrId", made.second), orderId=made.order)


@pytest.mark.rule("MAIB-READ-42")
def test_the_filter_type_leaves_that_type(maib: Maib, four: Four) -> None:
    static = given(maib.list_qrs(description=four.text, type="Static"), succeeded)
    require(static, lists("qrId", four.static))
    dynamic = given(maib.list_qrs(description=four.text, type="Dynamic"), succeeded)
    require(dynamic, holds("qrId", four.first, four.second, four.third))


@pytest.mark.rule("MAIB-READ-43")
def test_the_filter_amount_type_leaves_that_amount_type(maib: Maib, four: Four) -> None:
    controlled = given(maib.list_qrs(description=four.text, amountType="Controlled"), succeeded)
    require(controlled, lists("qrId", four.second))
    fixed = given(maib.list_qrs(description=four.text, amountType="Fixed"), succeeded)
    require(fixed, holds("qrId", four.first, four.third, four.static))


@pytest.mark.rule("MAIB-READ-44")
def test_the_filter_status_leaves_that_status(target: Target, maib: Maib) -> None:
    text = target.fresh("list")
    active, cancelled = maib.create(description=text), maib.create(description=text)
    given(maib.cancel(cancelled), succeeded)
    both = holds("qrId", active, cancelled)
    given(maib.found_qrs(both, description=text), both)
    finds(maib, lists("qrId", active), description=text, status="Active")
    finds(maib, lists("qrId", cancelled), description=text, status="Cancelled")


@pytest.mark.rule("MAIB-READ-45")
def test_the_filter_description_finds_the_whole_text(target: Target, maib: Maib) -> None:
    text, other = target.fresh("tea"), target.fresh("cake")
    qr = maib.create(description=text)
    maib.create(description=other)
    finds(maib, lists("qrId", qr), description=text)


@pytest.mark.rule("MAIB-READ-46")
def test_the_filter_amount_leaves_amounts_between(maib: Maib, four: Four) -> None:
    answer = maib.list_qrs(description=four.text, amountFrom=15, amountTo=35)
    require(given(answer, succeeded), holds("qrId", four.second, four.third))


@pytest.mark.rule("MAIB-READ-47")
def test_the_filter_created_at_leaves_qrs_made_between(maib: Maib, four: Four) -> None:
    whole = given(maib.list_qrs(description=four.text), holds("qrId", *four.all))
    created = dict(zip(entries(whole, "qrId"), entries(whole, "createdAt"), strict=True))
    begins, ends = after(created[four.first], BETWEEN), after(created[four.second], BETWEEN)
    answer = maib.list_qrs(description=four.text, createdAtFrom=begins, createdAtTo=ends)
    require(given(answer, succeeded), lists("qrId", four.second))


@pytest.mark.rule("MAIB-READ-48")
def test_the_filter_expires_at_leaves_qrs_that_end_between(maib: Maib, four: Four) -> None:
    begins, ends = after(four.expiry, -5 * MINUTES), after(four.expiry, 5 * MINUTES)
    answer = maib.list_qrs(description=four.text, expiresAtFrom=begins, expiresAtTo=ends)
    require(given(answer, succeeded), lists("qrId", four.second))


@pytest.mark.rule("MAIB-READ-49")
@pytest.mark.usefixtures("made")
def test_the_filter_extension_id_leaves_its_qr(maib: Maib) -> None:
    hybrid = given(maib.ask_hybrid(), succeeded, member_matches("result.extensionId", str, ".+"))
    alone = lists("qrId", str(at(hybrid, "result.qrId")))
    finds(maib, alone, extensionId=at(hybrid, "result.extensionId"))


@pytest.mark.rule("MAIB-READ-50")
@pytest.mark.usefixtures("made")
def test_the_filter_terminal_id_leaves_its_qr(target: Target, maib: Maib) -> None:
    terminal = target.fresh("P")
    finds(maib, lists("qrId", maib.create_at(terminal)), terminalId=terminal)


@pytest.mark.rule("MAIB-READ-52")
@pytest.mark.parametrize("cancelled", [False, True], ids=["active", "cancelled"])
def test_an_entry_shows_what_the_details_show(maib: Maib, qr: str, cancelled: bool) -> None:
    if cancelled:
        given(maib.cancel(qr), succeeded)
    texts = [member_matches(f"result.{name}", str) for name in ("status", "type")]
    details = given(maib.read(qr), *texts, member_matches("result.amount", (int, float)))
    same = [
        member(f"result.items.0.{name}", at(details, f"result.{name}"))
        for name in ("status", "type", "amount")
    ]
    answer = maib.found_qrs(every(lists("qrId", qr), *same), qrId=qr)
    require(given(answer, succeeded, lists("qrId", qr)), *same)


@pytest.mark.rule("MAIB-READ-53")
@pytest.mark.needs("second_merchant")
def test_a_foreign_qr_is_not_listed(target: Target, maib: Maib) -> None:
    text = target.fresh("list")
    other = Maib(target.second())
    theirs = other.create(description=text)
    shown = lists("qrId", theirs)
    given(other.found_qrs(shown, description=text), shown)
    require(given(maib.list_qrs(description=text), succeeded), lacks("qrId", theirs))
    require(given(maib.list_qrs(order="desc"), succeeded), lacks("qrId", theirs))
