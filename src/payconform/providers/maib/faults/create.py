"""
Liars about creating a QR.
"""

from payconform.model import Response
from payconform.providers.maib.faults.lies import (
    IN_THE_PAST,
    LATE,
    SOON,
    answering,
    asked,
    changed,
    cuts,
    declines,
    held,
    on_success,
    postpones,
    takes,
    tells,
    tolerates,
)
from payconform.providers.maib.simulation.state import iso, seconds
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit


@answering("MAIB-CREATE-01", "createQr")
def qr_id_is_no_guid(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200:
        return response
    qrs = visit.session.state.qrs
    qr_id = next(reversed(qrs))
    short = qr_id.replace("-", "")
    qrs[short] = qrs[qr_id]
    return edited(response, "result.qrId", short)


tells("type_is_not_repeated", "MAIB-CREATE-02", "createQr", "result.type", ...)
tells(
    "url_is_plain_http", "MAIB-CREATE-03", "createQr", "result.url", "http://mia-qr.example/1/m/0"
)
tells(
    "url_hides_its_host",
    "MAIB-QR-02",
    "createQr",
    "result.url",
    "https://mia-qr.example@evil.example/1/m/0",
)
tells("url_holds_a_space", "MAIB-QR-02", "createQr", "result.url", "https://mia-qr.example/1 m 0")


@answering("MAIB-CREATE-04", "createQr")
def order_id_is_cut(visit: Visit, proceed: Proceed) -> Response:
    order = str(asked(visit).get("orderId", ""))
    return on_success(visit, proceed, "result.orderId", order[:-1])


tells("expiry_is_in_epoch_seconds", "MAIB-CREATE-05", "createQr", "result.expiresAt", 1760000000)
tolerates("a_qr_needs_no_type", "MAIB-CREATE-06", "createQr", "type", "Dynamic")
tolerates("a_qr_needs_no_amount_type", "MAIB-CREATE-07", "createQr", "amountType", "Fixed")
tolerates("a_qr_needs_no_currency", "MAIB-CREATE-08", "createQr", "currency", "MDL")
tolerates("a_qr_needs_no_description", "MAIB-CREATE-09", "createQr", "description", "none")
tolerates("a_fixed_qr_needs_no_amount", "MAIB-CREATE-11", "createQr", "amount", 1)


@answering("MAIB-CREATE-10", "createQr")
def a_dynamic_qr_needs_no_expiry(visit: Visit, proceed: Proceed) -> Response:
    missing = asked(visit).get("type") == "Dynamic" and "expiresAt" not in asked(visit)
    return proceed(changed(visit, type="Static") if missing else visit)


@answering("MAIB-CREATE-12", "createQr")
def an_amount_of_zero_passes(visit: Visit, proceed: Proceed) -> Response:
    return proceed(changed(visit, amount=1) if asked(visit).get("amount") == 0 else visit)


@answering("MAIB-CREATE-13", "createQr")
def the_largest_amount_is_off_by_a_cent(visit: Visit, proceed: Proceed) -> Response:
    return proceed(changed(visit, amount=1) if asked(visit).get("amount") == 100000.01 else visit)


@answering("MAIB-CREATE-14", "createQr")
def euros_are_taken_for_lei(visit: Visit, proceed: Proceed) -> Response:
    return proceed(
        changed(visit, currency="MDL") if asked(visit).get("currency") == "EUR" else visit
    )


@answering("MAIB-CREATE-15", "createQr")
def an_unknown_type_is_taken_for_dynamic(visit: Visit, proceed: Proceed) -> Response:
    known = asked(visit).get("type", "Static") in ("Static", "Dynamic")
    return proceed(visit if known else changed(visit, type="Dynamic"))


@answering("MAIB-CREATE-16", "createQr")
def an_unknown_amount_type_is_taken_for_fixed(visit: Visit, proceed: Proceed) -> Response:
    known = asked(visit).get("amountType", "Fixed") in ("Fixed", "Controlled", "Free")
    return proceed(visit if known else changed(visit, amountType="Fixed"))


cuts("a_long_description_is_cut", "MAIB-CREATE-17", "createQr", "description", 500)
cuts("a_long_order_id_is_cut", "MAIB-CREATE-18", "createQr", "orderId", 100)
cuts("a_long_callback_url_is_cut", "MAIB-CREATE-19", "createQr", "callbackUrl", 1000)
postpones("an_expiry_in_the_past_passes", "MAIB-CREATE-20", "createQr", "expiresAt", IN_THE_PAST)
postpones("an_expiry_after_60_days_passes", "MAIB-CREATE-21", "createQr", "expiresAt", LATE)
postpones("an_expiry_within_a_minute_passes", "MAIB-CREATE-22", "createQr", "expiresAt", SOON)


@answering("MAIB-CREATE-23", "createQr")
def a_dynamic_qr_may_be_free(visit: Visit, proceed: Proceed) -> Response:
    body = asked(visit)
    free = (body.get("type"), body.get("amountType")) == ("Dynamic", "Free")
    return proceed(changed(visit, amountType="Fixed", amount=1) if free else visit)


@answering("MAIB-CREATE-24", "createQr")
def the_controlled_range_is_not_checked(visit: Visit, proceed: Proceed) -> Response:
    body = asked(visit)
    if {"amount", "amountMin", "amountMax"} <= body.keys():
        return proceed(changed(visit, amount=body["amountMin"]))
    return proceed(visit)


def static(visit: Visit, amount_type: str) -> bool:
    """
    Whether a Static QR with such an amount is asked for.
    """
    return (held(visit, "type"), held(visit, "amountType")) == ("Static", amount_type)


declines(
    "a_static_qr_needs_an_expiry",
    "MAIB-CREATE-29",
    "createQr",
    "expiresAt",
    lambda visit: static(visit, "Fixed") and held(visit, "expiresAt") is ...,
)
declines(
    "a_static_qr_is_never_controlled",
    "MAIB-CREATE-30",
    "createQr",
    "amountType",
    lambda visit: static(visit, "Controlled"),
)
declines(
    "a_free_qr_needs_an_amount",
    "MAIB-CREATE-31",
    "createQr",
    "amount",
    lambda visit: static(visit, "Free") and held(visit, "amount") is ...,
)


@answering("MAIB-CREATE-33", "createQr")
def limits_may_be_equal(visit: Visit, proceed: Proceed) -> Response:
    low, high = held(visit, "amountMin"), held(visit, "amountMax")
    equal = low is not ... and low == high
    return proceed(changed(visit, amountMax=high + 1) if equal else visit)


takes("a_limit_of_zero_passes", "MAIB-CREATE-34", "createQr", "amountMin", lambda low: low == 0, 1)
takes(
    "the_upper_limit_is_off_by_a_cent",
    "MAIB-CREATE-35",
    "createQr",
    "amountMax",
    lambda high: high == 100000.01,
    100000,
)
cuts("a_long_redirect_url_is_cut", "MAIB-CREATE-36", "createQr", "redirectUrl", 1000)
cuts("a_long_terminal_id_is_cut", "MAIB-CREATE-37", "createQr", "terminalId", 100)


@answering("MAIB-CREATE-38", "createQr")
def an_expiry_that_is_no_date_passes(visit: Visit, proceed: Proceed) -> Response:
    text = held(visit, "expiresAt")
    if isinstance(text, str) and seconds(text) is None:
        return proceed(changed(visit, expiresAt=iso(visit.session.clock.now() + 3600)))
    return proceed(visit)


@answering("MAIB-CREATE-46", "createQr")
def a_controlled_qr_needs_no_limits(visit: Visit, proceed: Proceed) -> Response:
    limited = {"amountMin", "amountMax"} & asked(visit).keys()
    missing = held(visit, "amountType") == "Controlled" and not limited
    return proceed(changed(visit, amountMin=0.01, amountMax=100000) if missing else visit)
