"""
What the documents leave open about the members of a request: how each choice takes them.
"""

import re
from datetime import datetime
from typing import Any

from payconform.providers.ifortepay.calls import moment
from payconform.simulator.visit import Visit

Body = dict[str, Any]


def settled(visit: Visit, body: Body) -> Body:
    """
    The body with what may be written in two ways written in one.
    """
    body, choice = dict(body), visit.session.choice
    method, channel = body.get("payment_method"), body.get("payment_channel")
    if isinstance(method, str) and method == method.upper():
        body["payment_method"] = method.lower() if choice("other_letter_case") == "accept" else None
    if isinstance(channel, str) and channel == channel.lower():
        taken = channel and choice("other_letter_case") == "accept"
        body["payment_channel"] = channel.upper() if taken else None
    if visit.operation.id == "createQr" and isinstance(body.get("payment_details"), dict):
        body["payment_details"] = _details(visit, dict(body["payment_details"]))
    return body


def left_open(visit: Visit, error: Any) -> bool:
    """
    Whether what is wrong with a member is let pass.
    """
    announced = visit.operation.id == "createQr" and error.instance == "LINKAJA"
    return (
        announced
        and list(error.instance_path) == ["payment_channel"]
        and visit.session.choice("linkaja_qr") == "accept"
    )


def form_refused(visit: Visit, item: object) -> bool:
    """
    Whether item_details comes in the form that is not taken.
    """
    wanted = visit.session.choice("item_details_form")
    return (wanted == "object" and isinstance(item, list)) or (
        wanted == "list" and isinstance(item, dict)
    )


def _details(visit: Visit, details: Body) -> Body:
    choice = visit.session.choice
    amount, expiry = details.get("amount"), details.get("expired_time")
    number = isinstance(amount, str) and re.fullmatch("[0-9]{1,13}", amount)
    if number and choice("amount_as_text") == "accept":
        details["amount"] = int(number[0])
    if isinstance(expiry, str) and expiry.endswith("+07:00"):
        taken = choice("expiry_with_offset") == "accept"
        details["expired_time"] = _in_utc(expiry) if taken else None
    return details


def _in_utc(expiry: str) -> str | None:
    try:
        return moment(datetime.fromisoformat(expiry))
    except (ValueError, OverflowError):
        return None
