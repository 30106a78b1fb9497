"""
The simulator where stories do not look: codes, clocks, letters that wait, the content of a QR.
"""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import segno

from payconform.providers.ifortepay import calls, signing
from payconform.qr import decode

Merchant = Any
Mint = Callable[..., Merchant]
HOOK = "https://hook.example/ifortepay"


def created(merchant: Merchant, **members: object) -> dict[str, Any]:
    told = merchant.send(calls.ask(merchant, members))
    assert told["response_code"] == "00", told
    return {name: told[name] for name in calls.NAMES}


def happen(merchant: Merchant, event: str, named: dict[str, Any]) -> str:
    answer = merchant.control("events", event=event, transaction_id=named["transaction_id"])
    return str(answer["status"])


def standing(merchant: Merchant, named: dict[str, Any]) -> str:
    return str(merchant.send(calls.inquiry(named))["transaction_status"])


# --- the way of a request ---


def test_wrong_credentials_come_before_a_wrong_signature(merchant: Merchant) -> None:
    wrong = ((signing.AUTHORIZATION, "Basic YTpi"), (signing.SIGNATURE, "x"))
    answer = merchant.post("/ewallet/v2/inquiry", b"{}", wrong)
    assert (answer.status_code, answer.json()["response_code"]) == (401, "04")


def test_a_wrong_signature_comes_before_a_broken_body(merchant: Merchant) -> None:
    answer = merchant.post("/ewallet/v2/inquiry", b"{", ((signing.SIGNATURE, "x"),))
    assert (answer.status_code, answer.json()["response_code"]) == (401, "99")
    answer = merchant.post("/ewallet/v2/inquiry", b"{")
    assert (answer.status_code, answer.json()["response_code"]) == (400, "01")


def test_a_path_that_does_not_exist_is_404(merchant: Merchant) -> None:
    assert merchant.post("/ewallet/v2/refund", b"{}").status_code == 404
    assert httpx.get(f"{merchant.url}/ewallet/v2/inquiry").status_code == 405


def test_an_external_id_is_replayed_where_that_is_chosen(mint: Mint) -> None:
    merchant = mint(switches={"repeated_external_id": "replay"})
    body = calls.ask(merchant)
    assert merchant.send(body) == merchant.send(body)


def test_letters_and_synonyms_are_chosen(mint: Mint) -> None:
    chosen = {"paid_status": "success", "live_status": "request", "status_case": "lower"}
    merchant = mint(switches=chosen)
    named = created(merchant)
    assert standing(merchant, named) == "request"
    assert happen(merchant, "pay", named) == "PAID"
    assert standing(merchant, named) == "success"


def test_merchants_do_not_see_each_other(mint: Mint) -> None:
    one, other = mint(), mint()
    named = created(one)
    assert other.send(calls.inquiry(named))["response_code"] == "02"


# --- the clock and the letters ---


def test_a_qr_expires_by_the_clock(merchant: Merchant) -> None:
    named = created(merchant)
    merchant.advance(calls.LIFE - 1)
    assert standing(merchant, named) == "ACTIVE"
    merchant.advance(1)
    assert standing(merchant, named) == "EXPIRED"
    assert happen(merchant, "pay", named) == "REFUSED"


def test_a_qr_expires_when_it_is_told_to(merchant: Merchant) -> None:
    named = created(merchant, callback_url=HOOK)
    assert happen(merchant, "expire", named) == "EXPIRED"
    assert standing(merchant, named) == "EXPIRED"
    assert len(merchant.advance(2)) == 1
    assert merchant.advance(2 * calls.LIFE) == []


@pytest.mark.parametrize("event", ["pay", "cancel"])
def test_what_ends_before_its_time_does_not_tell_of_an_expiry(
    merchant: Merchant, event: str
) -> None:
    named, other = created(merchant, callback_url=HOOK), created(merchant, callback_url=HOOK)
    if event == "pay":
        assert happen(merchant, "pay", named) == "PAID"
    else:
        assert merchant.send(calls.cancel(named))["response_code"] == "00"
    assert len(merchant.advance(60)) == (event == "pay")
    assert len(merchant.advance(calls.LIFE)) == 1, "that of the other alone"
    assert standing(merchant, other) == "EXPIRED"


def test_a_callback_without_an_address_is_not_sent(merchant: Merchant) -> None:
    happen(merchant, "pay", created(merchant, callback_url=...))
    assert merchant.advance(60) == []


def test_who_is_paid_twice_refuses(merchant: Merchant) -> None:
    named = created(merchant)
    assert happen(merchant, "pay", named) == "PAID"
    assert happen(merchant, "pay", named) == "REFUSED"
    assert happen(merchant, "expire", named) == "REFUSED"


@pytest.mark.parametrize("event", ["pay", "expire"])
def test_an_event_about_nothing_is_told(merchant: Merchant, event: str) -> None:
    account = merchant.credentials["merchant_id"]
    url = f"{merchant.url}/_payconform/sessions/{account}/events"
    assert httpx.post(url, json={"event": event}).status_code == 409


def test_a_day_ends_at_midnight_in_jakarta(merchant: Merchant) -> None:
    merchant.advance(6 * 3600)  # 23:52:59 there
    link = {"external_id": "e", "order_id": "o", "payment_channel": "OVO"}
    made = merchant.control("events", event="link", **link)
    named = {**made, **link, "payment_method": "wallet"}
    happen(merchant, "pay", named)
    merchant.advance(600)
    assert merchant.send(calls.void(named))["response_code"] == "01"


# --- the content of a QR ---


@pytest.mark.parametrize(
    ("amount", "told"), [(15000, "15000"), (1000, "1000"), (1000.5, "1000.5"), (1e7, "10000000")]
)
def test_the_content_asks_for_the_amount(merchant: Merchant, amount: float, told: str) -> None:
    answer = merchant.send(calls.ask(merchant, {"payment_details.amount": amount}))
    found = decode(answer["qr_response"]["qr_string"], "emvco")
    assert found.faults == ()
    assert (found.terms.currency, found.terms.dynamic) == ("IDR", True)
    assert {part.path: part.value for part in found.parts}["54"] == told


def test_a_long_order_is_cut(merchant: Merchant) -> None:
    answer = merchant.send(calls.ask(merchant, {"order_id": "x" * 255}))
    found = decode(answer["qr_response"]["qr_string"], "emvco")
    assert found.faults == ()
    assert "x" * 25 in found.terms.references


def test_an_amount_of_more_than_13_characters_is_refused(merchant: Merchant) -> None:
    amount = {"payment_details.amount": 123456789.123456}
    assert merchant.send(calls.ask(merchant, amount))["response_code"] == "01"


def test_the_image_shows_the_content_of_the_answer(merchant: Merchant) -> None:
    answer = merchant.send(calls.ask(merchant))
    session = f"{merchant.url}/_payconform/sessions/{merchant.credentials['merchant_id']}"
    shown = httpx.get(f"{session}/qrs/{answer['transaction_id']}.svg").text
    drawn = segno.make_qr(answer["qr_response"]["qr_string"]).svg_inline(scale=8)
    path = drawn.partition(' d="')[2].partition('"')[0]
    assert path
    assert path in shown
    assert httpx.get(f"{session}/qrs/{calls.NOBODY}.svg").status_code == 404
