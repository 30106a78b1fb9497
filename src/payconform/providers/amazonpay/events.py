"""
Notifications (IPN) as they are received.
"""

import json
from typing import Any

from payconform.checks import json_body, shown_json
from payconform.model import Exchange, Mismatch

SNS = ("SignatureVersion", "Signature", "SigningCertURL")


def inner(event: Exchange) -> dict[str, Any]:
    """
    The JSON in the text of a notification; empty where there is none.
    """
    body = json_body(event)
    try:
        told = json.loads(body["Message"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def unsigned(body: bytes) -> Mismatch | None:
    """
    What keeps an event from being signed as SNS messages are.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    told = document if isinstance(document, dict) else {}
    for name in SNS:
        if not isinstance(told.get(name), str) or not told[name]:
            return Mismatch(f"{name} as text", shown_json(told.get(name)))
    return None
