"""
maib: the details of a QR.
"""

import pytest

from payconform.checks import (
    ABSENT,
    at,
    given,
    json_body,
    member,
    member_differs,
    member_matches,
    require,
    shown_json,
    shown_plain,
    status,
)
from payconform.model import Call
from payconform.providers.maib.calls import in_future, unknown_id
from payconform.providers.maib.checks import code, outcome, succeeded
from payconform.providers.maib.moments import iso_moment, same_moment
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

HOST = "https://callback.payconform.invalid"
DAY = 86400


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
    known = "left out" if value is ABSENT else "shown as null" if value is None else ""
    record(known or shown_json(value))


@pytest.mark.rule("MAIB-READ-10")
@pytest.mark.needs("second_merchant")
def test_how_a_foreign_qr_is_refused(target: Target, record: Record) -> None:
    theirs = Maib(target.second()).create()
    record(outcome(target.send(Call("getQr", path={"qrId": theirs}))))


@pytest.mark.rule("MAIB-READ-11")
def test_a_static_qr_reads_as_static_and_active(maib: Maib) -> None:
    require(
        given(maib.read(maib.create_static()), status(200)),
        member("result.type", "Static"),
        member("result.status", "Active"),
    )


@pytest.mark.rule("MAIB-READ-12")
def test_a_hybrid_qr_reads_as_hybrid(maib: Maib) -> None:
    answer = given(maib.read(maib.create_hybrid()), status(200))
    require(answer, member("result.type", "Hybrid"))


@pytest.mark.rule("MAIB-READ-13")
def test_a_hybrid_qr_shows_its_extension(maib: Maib) -> None:
    created = given(maib.ask_hybrid(), succeeded, member_matches("result.extensionId", str, ".+"))
    answer = given(maib.read(str(at(created, "result.qrId"))), status(200))
    require(answer, member("result.extensionId", at(created, "result.extensionId")))


@pytest.mark.rule("MAIB-READ-14")
def test_the_details_repeat_the_limits(maib: Maib) -> None:
    qr = maib.create(amountType="Controlled", amount=50, amountMin=10.5, amountMax=100)
    require(
        given(maib.read(qr), status(200)),
        member("result.amountMin", 10.5),
        member("result.amountMax", 100),
    )


@pytest.mark.rule("MAIB-READ-15")
def test_the_details_repeat_the_url(maib: Maib) -> None:
    created = given(maib.ask(), succeeded, member_matches("result.url", str, ".+"))
    answer = given(maib.read(str(at(created, "result.qrId"))), status(200))
    require(answer, member("result.url", at(created, "result.url")))


@pytest.mark.rule("MAIB-READ-16")
def test_the_details_name_the_moment_of_expiry(target: Target, maib: Maib) -> None:
    expiry = in_future(target, minutes=10)
    answer = given(maib.read(maib.create(expiresAt=expiry)), status(200))
    require(answer, same_moment("result.expiresAt", expiry))


@pytest.mark.rule("MAIB-READ-17")
def test_the_moment_of_creation_is_iso_8601(maib: Maib, qr: str) -> None:
    require(given(maib.read(qr), status(200)), iso_moment("result.createdAt"))


@pytest.mark.rule("MAIB-READ-18")
@pytest.mark.needs("control_clock")
def test_a_static_qr_that_nobody_pays_falls_idle(target: Target, maib: Maib) -> None:
    qr = maib.create_static()
    target.advance(31 * DAY)
    require(given(maib.read(qr), status(200)), member("result.status", "Inactive"))


@pytest.mark.rule("MAIB-READ-19")
@pytest.mark.needs("control_clock", "simulate_payment")
def test_a_payment_keeps_a_static_qr_from_falling_idle(target: Target, maib: Maib) -> None:
    qr = maib.create_static()
    target.advance(20 * DAY)
    given(maib.pay(qr), succeeded)
    target.advance(20 * DAY)
    require(given(maib.read(qr), status(200)), member_differs("result.status", "Inactive"))


@pytest.mark.rule("MAIB-READ-20")
@pytest.mark.needs("control_clock")
def test_an_unpaid_hybrid_qr_expires(target: Target, maib: Maib) -> None:
    qr = maib.create_hybrid(extension=maib.terms(expiresAt=in_future(target, minutes=10)))
    target.advance(11 * 60)
    require(given(maib.read(qr), status(200)), member("result.status", "Expired"))


@pytest.mark.rule("MAIB-READ-21")
@pytest.mark.needs("control_clock")
def test_a_hybrid_qr_that_nobody_pays(target: Target, maib: Maib, record: Record) -> None:
    qr = maib.create_hybrid(extension=maib.terms(expiresAt=in_future(target, days=59)))
    target.advance(31 * DAY)
    seen = maib.status(qr)
    told = shown_plain(seen)
    record(told if told in ("Inactive", "Expired") else f"another status, {told}")


@pytest.mark.rule("MAIB-READ-22")
def test_the_reason_of_a_cancel(target: Target, maib: Maib, qr: str, record: Record) -> None:
    reason = target.fresh("reason")
    given(maib.cancel(qr, {"reason": reason}), succeeded)
    answer = given(maib.read(qr), succeeded)
    record("shown" if reason in str(json_body(answer)) else "not shown")
