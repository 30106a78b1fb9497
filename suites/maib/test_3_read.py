"""
maib: the details of a QR.
"""

import pytest

from payconform.checks import (
    ABSENT,
    at,
    given,
    member,
    member_differs,
    member_matches,
    require,
    status,
)
from payconform.model import Call
from payconform.providers.maib.checks import code, outcome, succeeded
from payconform.providers.maib.profile import unknown_id
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

HOST = "https://callback.payconform.invalid"


@pytest.mark.rule("MAIB-READ-01")
def test_a_created_qr_is_read_back(maib: Maib, qr: str) -> None:
    require(maib.read(qr), succeeded, member("result.qrId", qr))


@pytest.mark.rule("MAIB-READ-02")
def test_a_new_qr_is_active(maib: Maib, qr: str) -> None:
    require(given(maib.read(qr), status(200)), member("result.status", "Active"))


@pytest.mark.rule("MAIB-READ-03")
def test_the_details_repeat_what_was_asked(target: Target, maib: Maib) -> None:
    order = target.fresh("order")
    qr = maib.create(amount=12.34, description="Tea and cake", orderId=order)
    require(
        given(maib.read(qr), status(200)),
        member("result.type", "Dynamic"),
        member("result.amountType", "Fixed"),
        member("result.amount", 12.34),
        member("result.currency", "MDL"),
        member("result.description", "Tea and cake"),
        member("result.orderId", order),
    )


@pytest.mark.rule("MAIB-READ-04")
def test_the_details_repeat_the_urls(maib: Maib) -> None:
    qr = maib.create(callbackUrl=f"{HOST}/callback", redirectUrl=f"{HOST}/thanks")
    require(
        given(maib.read(qr), status(200)),
        member("result.callbackUrl", f"{HOST}/callback"),
        member("result.redirectUrl", f"{HOST}/thanks"),
    )


@pytest.mark.rule("MAIB-READ-05")
def test_an_unknown_qr_is_not_found(target: Target, maib: Maib) -> None:
    require(maib.read(unknown_id(target)), status(404), code("13000"))


@pytest.mark.rule("MAIB-READ-06")
@pytest.mark.needs("control_clock")
def test_an_unpaid_qr_expires(target: Target, maib: Maib, qr: str) -> None:
    target.advance(11 * 60)
    require(given(maib.read(qr), status(200)), member("result.status", "Expired"))


@pytest.mark.rule("MAIB-READ-07")
@pytest.mark.needs("control_clock")
def test_a_change_of_status_moves_updated_at_only(target: Target, maib: Maib, qr: str) -> None:
    before = given(maib.read(qr), status(200), member_matches("result.createdAt", str))
    target.advance(60)
    given(maib.cancel(qr), succeeded)
    after = given(maib.read(qr), status(200))
    require(after, member("result.createdAt", at(before, "result.createdAt")))
    require(after, member_differs("result.updatedAt", at(before, "result.updatedAt")))


@pytest.mark.rule("MAIB-READ-08")
def test_an_id_that_is_no_guid(maib: Maib, record: Record) -> None:
    record(outcome(maib.read("not-a-guid")))


@pytest.mark.rule("MAIB-READ-09")
def test_a_member_that_was_never_set(maib: Maib, qr: str, record: Record) -> None:
    value = at(given(maib.read(qr), status(200)), "result.redirectUrl")
    record("left out" if value is ABSENT else "shown as null" if value is None else f"{value!r}")


@pytest.mark.rule("MAIB-READ-10")
@pytest.mark.needs("second_merchant")
def test_how_a_foreign_qr_is_refused(target: Target, record: Record) -> None:
    theirs = Maib(target.second()).create()
    record(outcome(target.send(Call("getQr", path={"qrId": theirs}))))
