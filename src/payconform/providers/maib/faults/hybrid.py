"""
Liars about creating a Hybrid QR.
"""

from dataclasses import replace

from payconform.model import Response
from payconform.providers.maib.faults.lies import (
    IN_THE_PAST,
    LATE,
    SOON,
    answering,
    asked,
    cuts,
    declines,
    held,
    holding,
    postpones,
    takes,
    tells,
    tolerates,
)
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

HYBRID = "createHybridQr"


@answering("MAIB-CREATE-50", HYBRID)
def a_hybrid_qr_is_answered_201(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=201) if response.status == 200 else response


tells("a_first_extension_has_no_id", "MAIB-CREATE-51", HYBRID, "result.extensionId", ...)
tells("a_hybrid_qr_has_no_url", "MAIB-CREATE-52", HYBRID, "result.url", ...)
declines(
    "a_hybrid_qr_needs_an_extension",
    "MAIB-CREATE-53",
    HYBRID,
    "extension",
    lambda visit: "extension" not in asked(visit),
)
tolerates("a_hybrid_qr_needs_no_amount_type", "MAIB-CREATE-54", HYBRID, "amountType", "Fixed")
tolerates("a_hybrid_qr_needs_no_currency", "MAIB-CREATE-55", HYBRID, "currency", "MDL")
takes(
    "euros_are_taken_for_lei_in_a_hybrid_qr",
    "MAIB-CREATE-56",
    HYBRID,
    "currency",
    lambda currency: currency == "EUR",
    "MDL",
)
takes(
    "an_unknown_amount_type_is_taken_for_fixed_in_a_hybrid_qr",
    "MAIB-CREATE-57",
    HYBRID,
    "amountType",
    lambda kind: kind not in ("Fixed", "Controlled", "Free", ...),
    "Fixed",
)
tolerates(
    "a_first_extension_needs_no_description",
    "MAIB-CREATE-58",
    HYBRID,
    "extension.description",
    "none",
)


@answering("MAIB-CREATE-59", HYBRID)
def a_first_extension_needs_no_amount(visit: Visit, proceed: Proceed) -> Response:
    fixed = held(visit, "amountType") == "Fixed"
    missing = fixed and held(visit, "extension.amount") is ...
    return proceed(holding(visit, "extension.amount", 1) if missing else visit)


takes(
    "the_largest_amount_of_a_first_extension_is_off_by_a_cent",
    "MAIB-CREATE-60",
    HYBRID,
    "extension.amount",
    lambda amount: amount == 100000.01,
    100000,
)


@answering("MAIB-CREATE-61", HYBRID)
def the_range_of_a_first_extension_is_not_checked(visit: Visit, proceed: Proceed) -> Response:
    low = held(visit, "extension.amountMin")
    return proceed(visit if low is ... else holding(visit, "extension.amount", low))


cuts(
    "a_long_description_of_a_first_extension_is_cut",
    "MAIB-CREATE-62",
    HYBRID,
    "extension.description",
    500,
)
cuts(
    "a_long_orderId_of_a_first_extension_is_cut", "MAIB-CREATE-63", HYBRID, "extension.orderId", 100
)
cuts(
    "a_long_callbackUrl_of_a_first_extension_is_cut",
    "MAIB-CREATE-64",
    HYBRID,
    "extension.callbackUrl",
    1000,
)
cuts(
    "a_long_redirectUrl_of_a_first_extension_is_cut",
    "MAIB-CREATE-65",
    HYBRID,
    "extension.redirectUrl",
    1000,
)
postpones(
    "a_first_extension_in_the_past_passes",
    "MAIB-CREATE-66",
    HYBRID,
    "extension.expiresAt",
    IN_THE_PAST,
)
postpones(
    "a_first_extension_of_over_60_days_passes",
    "MAIB-CREATE-67",
    HYBRID,
    "extension.expiresAt",
    LATE,
)
postpones(
    "a_first_extension_of_less_than_a_minute_passes",
    "MAIB-CREATE-71",
    HYBRID,
    "extension.expiresAt",
    SOON,
)
cuts("a_long_terminal_id_of_a_hybrid_qr_is_cut", "MAIB-CREATE-68", HYBRID, "terminalId", 100)


@answering("MAIB-CREATE-72", HYBRID)
def limits_of_a_first_extension_may_be_equal(visit: Visit, proceed: Proceed) -> Response:
    low, high = held(visit, "extension.amountMin"), held(visit, "extension.amountMax")
    equal = low is not ... and low == high
    return proceed(holding(visit, "extension.amountMax", high + 1) if equal else visit)


takes(
    "the_upper_limit_of_a_first_extension_is_off_by_a_cent",
    "MAIB-CREATE-73",
    HYBRID,
    "extension.amountMax",
    lambda high: high == 100000.01,
    100000,
)
takes(
    "a_limit_of_zero_passes_in_a_first_extension",
    "MAIB-CREATE-74",
    HYBRID,
    "extension.amountMin",
    lambda low: low == 0,
    1,
)
