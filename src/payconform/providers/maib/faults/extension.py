"""
Liars about extending a Hybrid QR, and about cancelling its extension.
"""

from dataclasses import replace
from typing import Any

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
    tells,
    tolerates,
)
from payconform.providers.maib.simulation.refusals import success
from payconform.providers.maib.simulation.state import Qr, iso
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

EXTEND, CANCEL = "createExtension", "cancelExtension"

tells("an_extension_has_no_id", "MAIB-CREATE-75", EXTEND, "result.extensionId", ...)


@answering("MAIB-CREATE-76", EXTEND)
def an_extension_keeps_no_amount(visit: Visit, proceed: Proceed) -> Response:
    return _kept(visit, proceed(visit), amount=1)


@answering("MAIB-CREATE-77", EXTEND)
def an_extension_lasts_a_minute(visit: Visit, proceed: Proceed) -> Response:
    end = visit.session.clock.now() + 60
    return _kept(visit, proceed(visit), expiresAt=iso(end))


@answering("MAIB-CREATE-78", EXTEND)
def an_extension_needs_no_expiry(visit: Visit, proceed: Proceed) -> Response:
    if held(visit, "expiresAt") is not ...:
        return proceed(visit)
    return proceed(changed(visit, expiresAt=iso(visit.session.clock.now() + 3600)))


tolerates("an_extension_needs_no_description", "MAIB-CREATE-79", EXTEND, "description", "none")


@answering("MAIB-CREATE-80", EXTEND)
def an_extension_needs_no_amount(visit: Visit, proceed: Proceed) -> Response:
    missing = _fixed(visit) and held(visit, "amount") is ...
    return proceed(changed(visit, amount=1) if missing else visit)


@answering("MAIB-CREATE-81", EXTEND)
def a_limit_is_ignored_with_a_fixed_amount(visit: Visit, proceed: Proceed) -> Response:
    limited = _fixed(visit) and held(visit, "amountMin") is not ...
    return proceed(changed(visit, amountMin=...) if limited else visit)


@answering("MAIB-CREATE-82", EXTEND)
def the_range_of_an_extension_is_not_checked(visit: Visit, proceed: Proceed) -> Response:
    low = held(visit, "amountMin")
    ranged = low is not ... and not _fixed(visit)
    return proceed(changed(visit, amount=low) if ranged else visit)


postpones("an_extension_in_the_past_passes", "MAIB-CREATE-83", EXTEND, "expiresAt", IN_THE_PAST)
postpones("an_extension_of_less_than_a_minute_passes", "MAIB-CREATE-84", EXTEND, "expiresAt", SOON)
postpones("an_extension_of_over_60_days_passes", "MAIB-CREATE-85", EXTEND, "expiresAt", LATE)
cuts("a_long_description_of_an_extension_is_cut", "MAIB-CREATE-86", EXTEND, "description", 500)
cuts("a_long_orderId_of_an_extension_is_cut", "MAIB-CREATE-87", EXTEND, "orderId", 100)
cuts("a_long_callbackUrl_of_an_extension_is_cut", "MAIB-CREATE-88", EXTEND, "callbackUrl", 1000)
cuts("a_long_redirectUrl_of_an_extension_is_cut", "MAIB-CREATE-89", EXTEND, "redirectUrl", 1000)


@answering("MAIB-CREATE-90", EXTEND)
def extending_an_unknown_qr_gets_400(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=400) if response.status == 404 else response


@answering("MAIB-CREATE-98", EXTEND)
def a_controlled_extension_needs_no_limits(visit: Visit, proceed: Proceed) -> Response:
    qr, limited = _named(visit), {"amountMin", "amountMax"} & asked(visit).keys()
    missing = qr is not None and qr.asked["amountType"] == "Controlled" and not limited
    return proceed(changed(visit, amountMin=0.01, amountMax=100000) if missing else visit)


@answering("MAIB-CANCEL-40", CANCEL)
def a_cancelled_extension_bears_the_id_of_its_qr(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.extensionId", visit.path["qrId"])


declines(
    "cancelling_an_extension_needs_a_reason",
    "MAIB-CANCEL-42",
    CANCEL,
    "reason",
    lambda visit: held(visit, "reason") is ...,
)
cuts("a_long_reason_for_an_extension_is_cut", "MAIB-CANCEL-43", CANCEL, "reason", 500)


@answering("MAIB-CANCEL-44", CANCEL)
def cancelling_the_extension_of_an_unknown_qr_succeeds(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return success({"extensionId": visit.path["qrId"]}) if response.status == 404 else response


@answering("MAIB-CANCEL-45", CANCEL)
def a_refused_cancel_ends_the_extension(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    qr = _named(visit)
    if response.status in (400, 422) and qr is not None and qr.extension is not None:
        qr.extension.active = False
    return response


def _named(visit: Visit) -> Qr | None:
    named: Qr | None = visit.session.state.qrs.get(visit.path["qrId"])
    return named


def _fixed(visit: Visit) -> bool:
    qr = _named(visit)
    return qr is not None and qr.asked["amountType"] == "Fixed"


def _kept(visit: Visit, response: Response, **members: Any) -> Response:
    """
    The answer, after which the extension holds other members than those asked for.
    """
    qr = _named(visit)
    if response.status == 200 and qr is not None and qr.extension is not None:
        qr.extension.asked = qr.extension.asked | members
    return response
