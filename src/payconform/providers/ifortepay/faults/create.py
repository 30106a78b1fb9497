"""
Liars about new QRs.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from payconform.model import Response
from payconform.providers.ifortepay import calls
from payconform.providers.ifortepay.faults.lies import (
    answering,
    asked,
    changed,
    declines,
    good,
    held,
    named,
    overlooks,
    tells,
)
from payconform.providers.ifortepay.simulation.answers import refusal
from payconform.qr import sealed
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit

CONTENT = "qr_response.qr_string"
AMOUNT, EXPIRY = "payment_details.amount", "payment_details.expired_time"
TEXTS = ("customer_details.full_name", "customer_details.phone", "wallet_details.id")


def amount(visit: Visit) -> float:
    found = held(visit, AMOUNT)
    return found if isinstance(found, int | float) else 0


def ahead(visit: Visit) -> float:
    """
    The seconds that a QR would live.
    """
    told = held(visit, EXPIRY)
    if not isinstance(told, str):
        return 0
    try:
        ends = datetime.fromisoformat(told).timestamp()
    except (ValueError, OverflowError):
        return 0
    return ends - visit.session.clock.now()


def in_time(visit: Visit) -> str:
    present = datetime.fromtimestamp(visit.session.clock.now(), UTC)
    return calls.moment(present + timedelta(minutes=30))


tells("a_create_is_answered_0", "IFORTEPAY-CREATE-01", "createQr", "response_code", "0")
tells("a_qr_is_not_shown", "IFORTEPAY-CREATE-02", "createQr", "qr_response", ...)
tells("a_qr_is_shown_in_words", "IFORTEPAY-CREATE-02", "createQr", "qr_response.qr_string", "QR")
tells("another_external_id_is_told", "IFORTEPAY-CREATE-03", "createQr", "external_id", "another")
tells("a_qr_is_an_image", "IFORTEPAY-CREATE-04", "createQr", "qr_response.qr_string", "https://a/b")
declines(
    "1000_is_too_little",
    "IFORTEPAY-CREATE-05",
    "createQr",
    lambda visit: amount(visit) == 1000,
)
declines(
    "a_qr_lives_half_an_hour_at_most",
    "IFORTEPAY-CREATE-07",
    "createQr",
    lambda visit: ahead(visit) > 1801,
)
declines(
    "a_qr_lives_20_minutes_at_least",
    "IFORTEPAY-CREATE-07",
    "createQr",
    lambda visit: 0 < ahead(visit) < 1200,
)
declines(
    "a_long_external_id_is_refused",
    "IFORTEPAY-CREATE-09",
    "createQr",
    lambda visit: len(str(held(visit, "external_id"))) == 64,
)
declines(
    "shopeepay_has_no_qrs",
    "IFORTEPAY-CREATE-15",
    "createQr",
    lambda visit: held(visit, "payment_channel") == "SHOPEEPAY",
)
overlooks("any_currency_is_taken", "IFORTEPAY-CREATE-13", "createQr", "currency", "IDR")
overlooks("any_method_is_taken", "IFORTEPAY-CREATE-13", "createQr", "payment_method", "wallet")
overlooks("any_channel_is_taken", "IFORTEPAY-CREATE-13", "createQr", "payment_channel", "NOBU")
overlooks("any_id_type_is_taken", "IFORTEPAY-CREATE-13", "createQr", "wallet_details.id_type", "HP")


@answering("IFORTEPAY-CREATE-06", "createQr")
def an_amount_may_be_small(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    small = not good(response) and amount(visit) > 0
    return _with(visit, proceed, AMOUNT, 1000) if small else response


@answering("IFORTEPAY-CREATE-06", "createQr")
def an_amount_may_be_negative(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    below = not good(response) and amount(visit) < 0
    return _with(visit, proceed, AMOUNT, 1000) if below else response


@answering("IFORTEPAY-CREATE-08", "createQr")
def a_qr_may_live_for_a_day(visit: Visit, proceed: Proceed) -> Response:
    long = ahead(visit) > 3600
    return _with(visit, proceed, EXPIRY, in_time(visit)) if long else proceed(visit)


@answering("IFORTEPAY-CREATE-08", "createQr")
def a_qr_may_live_for_a_minute(visit: Visit, proceed: Proceed) -> Response:
    short = 0 < ahead(visit) < 890
    return _with(visit, proceed, EXPIRY, in_time(visit)) if short else proceed(visit)


@answering("IFORTEPAY-CREATE-10", "createQr")
def ids_may_hold_anything(visit: Visit, proceed: Proceed) -> Response:
    told = {name: str(held(visit, name)) for name in ("external_id", "order_id")}
    mended = {name: re.sub("[^A-Za-z0-9-]", "", value) for name, value in told.items()}
    return proceed(changed(visit, **mended)) if mended != told else proceed(visit)


@answering("IFORTEPAY-CREATE-10", "createQr")
def an_order_id_may_have_an_underscore(visit: Visit, proceed: Proceed) -> Response:
    order = str(held(visit, "order_id"))
    plain = order.replace("_", "-")
    return proceed(changed(visit, order_id=plain)) if plain != order else proceed(visit)


@answering("IFORTEPAY-CREATE-11", "createQr")
def a_long_text_is_cut(visit: Visit, proceed: Proceed) -> Response:
    for path in TEXTS:
        if isinstance(told := held(visit, path), str) and len(told) > 18:
            return _with(visit, proceed, path, told[:18])
    return proceed(visit)


@answering("IFORTEPAY-CREATE-11", "createQr")
def a_long_external_id_is_cut(visit: Visit, proceed: Proceed) -> Response:
    told = held(visit, "external_id")
    long = isinstance(told, str) and len(told) > 64
    return proceed(changed(visit, external_id=told[:64])) if long else proceed(visit)


@answering("IFORTEPAY-CREATE-12", "createQr")
def a_description_is_optional(visit: Visit, proceed: Proceed) -> Response:
    path = "payment_details.transaction_description"
    absent = held(visit, path) is ... and isinstance(held(visit, "payment_details"), dict)
    return _with(visit, proceed, path, "none") if absent else proceed(visit)


@answering("IFORTEPAY-CREATE-12", "createQr")
def a_currency_is_optional(visit: Visit, proceed: Proceed) -> Response:
    absent = held(visit, "currency") is ... and bool(asked(visit))
    return proceed(changed(visit, currency="IDR")) if absent else proceed(visit)


@answering("IFORTEPAY-CREATE-14", "createQr")
def an_order_id_is_used_once(visit: Visit, proceed: Proceed) -> Response:
    known = visit.session.state.transactions.values()
    if any(one.order == held(visit, "order_id") for one in known):
        return refusal(visit, "01", "order_id was used before")
    return proceed(visit)


@answering("IFORTEPAY-CREATE-03", "createQr")
def an_order_id_is_not_repeated(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return edited(response, "order_id", ...) if good(response) else response


def _with(visit: Visit, proceed: Proceed, path: str, value: Any) -> Response:
    body = calls.replaced(asked(visit), {path: value})
    return proceed(changed(visit, **body))


def shows(name: str, rule: str, pattern: str, instead: str, *, anew: bool = True) -> None:
    """
    Register a liar whose QRs have something else where a pattern matches, under a checksum made
    anew.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        if not good(response):
            return response
        told = json.loads(response.body)["qr_response"]["qr_string"]
        lied = re.sub(pattern, instead, told)
        return edited(response, CONTENT, sealed(lied[:-8]) if anew else lied)

    answering(rule, "createQr")(named(name, lie))


shows("a_qr_has_an_old_checksum", "IFORTEPAY-QR-01", "JAKARTA", "BANDUNG", anew=False)
shows("a_qr_has_two_amounts", "IFORTEPAY-QR-01", "5802ID", "54040.015802ID")
shows("a_qr_asks_for_another_amount", "IFORTEPAY-QR-02", "540515000", "540515001")
shows("a_qr_can_be_paid_twice", "IFORTEPAY-QR-02", "^000201010212", "000201010211")
shows("a_qr_has_no_postal_code", "IFORTEPAY-QR-04", "610510110", "")
