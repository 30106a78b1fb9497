"""
maib: pages and order of the list of QRs, and the list of extensions. Accounts are shared: what
a story made is told from the rest by a description that nothing else bears.
"""

from typing import NamedTuple

import pytest

from payconform.checks import at, given, member, member_matches, require
from payconform.model import Call
from payconform.providers.maib.calls import in_future
from payconform.providers.maib.checks import fate, succeeded
from payconform.providers.maib.entries import at_most, entries, holds, lists
from payconform.providers.maib.forms import LIST
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

APART = 1.1  # seconds: moments may be kept in whole seconds


class Three(NamedTuple):
    """
    Three QRs in the order of their creation, and the description that only they bear.
    """

    text: str
    first: str
    second: str
    third: str


@pytest.fixture(scope="module")
def three(target: Target) -> Three:
    maib, text = Maib(target), target.fresh("list")

    def create(number: int, minutes: int) -> str:
        expiry = in_future(target, minutes=minutes)
        return maib.create(description=text, orderId=f"{text}-{number}", expiresAt=expiry)

    first = create(2, minutes=40)
    target.wait(APART)
    second = create(3, minutes=20)
    target.wait(APART)
    made = Three(text, first, second, create(1, minutes=30))
    alone = holds("qrId", *made[1:])
    given(maib.found_qrs(alone, description=text), alone)
    return made


@pytest.mark.rule("MAIB-READ-30")
def test_qrs_are_listed(maib: Maib) -> None:
    require(maib.list_qrs(), *LIST)


@pytest.mark.rule("MAIB-READ-31")
def test_a_page_holds_as_many_qrs_as_asked_for(maib: Maib, three: Three) -> None:
    require(given(maib.list_qrs(description=three.text, count=2), succeeded), at_most(2))


@pytest.mark.rule("MAIB-READ-32")
def test_a_page_leaves_out_the_first_qrs(maib: Maib, three: Three) -> None:
    whole = entries(given(maib.list_qrs(description=three.text), succeeded), "qrId")
    answer = given(maib.list_qrs(description=three.text, offset=1), succeeded)
    require(answer, lists("qrId", *whole[1:]))


@pytest.mark.rule("MAIB-READ-33")
def test_the_total_counts_more_qrs_than_the_page(maib: Maib, three: Three) -> None:
    answer = given(maib.list_qrs(description=three.text, count=1), succeeded)
    require(answer, member("result.totalCount", 3))


@pytest.mark.rule("MAIB-READ-34")
def test_the_oldest_qr_comes_first(maib: Maib, three: Three) -> None:
    answer = given(maib.list_qrs(description=three.text), succeeded)
    require(answer, lists("qrId", three.first, three.second, three.third))


@pytest.mark.rule("MAIB-READ-35")
def test_the_newest_qr_comes_first_when_asked(maib: Maib, three: Three) -> None:
    answer = given(maib.list_qrs(description=three.text, order="desc"), succeeded)
    require(answer, lists("qrId", three.third, three.second, three.first))


@pytest.mark.rule("MAIB-READ-36")
@pytest.mark.parametrize(
    "name", ["orderId", "type", "amountType", "status", "createdAt", "expiresAt"]
)
def test_a_documented_sort_of_qrs_is_accepted(maib: Maib, name: str) -> None:
    require(maib.list_qrs(sortBy=name), succeeded)


@pytest.mark.rule("MAIB-READ-37")
def test_qrs_are_sorted_by_order_id(maib: Maib, three: Three) -> None:
    answer = given(maib.list_qrs(description=three.text, sortBy="orderId"), succeeded)
    require(answer, lists("qrId", three.third, three.first, three.second))


@pytest.mark.rule("MAIB-READ-38")
def test_qrs_are_sorted_by_expiry(maib: Maib, three: Three) -> None:
    answer = given(maib.list_qrs(description=three.text, sortBy="expiresAt"), succeeded)
    require(answer, lists("qrId", three.second, three.third, three.first))


@pytest.mark.rule("MAIB-READ-54")
@pytest.mark.parametrize("operation", ["listQrs", "listPayments"])
def test_a_list_without_count_and_offset(target: Target, operation: str, record: Record) -> None:
    record(fate(target.send(Call(operation))))


@pytest.mark.rule("MAIB-READ-55")
def test_a_part_of_the_description(target: Target, maib: Maib, record: Record) -> None:
    part = target.fresh("tea")
    qr = maib.create(description=f"{part} and cake")
    shown = lists("qrId", qr)
    given(maib.found_qrs(shown, description=f"{part} and cake"), shown)
    found = entries(given(maib.list_qrs(description=part), succeeded), "qrId")
    record("a part, too" if qr in found else "the whole text only")


@pytest.mark.rule("MAIB-READ-56")
def test_the_moment_that_a_range_of_creation_begins_with(
    maib: Maib, qr: str, record: Record
) -> None:
    told = given(maib.read(qr), succeeded, member_matches("result.createdAt", str))
    shown = lists("qrId", qr)
    given(maib.found_qrs(shown, qrId=qr), shown)
    begins = at(told, "result.createdAt")
    found = entries(given(maib.list_qrs(qrId=qr, createdAtFrom=begins), succeeded), "qrId")
    record("included" if qr in found else "excluded")


@pytest.mark.rule("MAIB-READ-57")
def test_a_page_of_1001_qrs(target: Target, maib: Maib, record: Record) -> None:
    record(fate(maib.list_qrs(count=1001, description=target.fresh("none"))))


@pytest.mark.rule("MAIB-READ-58")
def test_a_negative_offset(maib: Maib, record: Record) -> None:
    record(fate(maib.list_qrs(offset=-1)))


@pytest.mark.rule("MAIB-READ-59")
@pytest.mark.needs("list_extensions")
def test_extensions_are_listed(target: Target) -> None:
    require(
        target.send(Call("listExtensions", query={"count": 10, "offset": 0})),
        *LIST,
    )
