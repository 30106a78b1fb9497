"""
The two state machines as tables: what each operation comes to in each state.
"""

from collections.abc import Mapping
from typing import NamedTuple

GOES = "goes"
AGAIN = "again"  # answered as a success that changes nothing


class Open(NamedTuple):
    """
    A cell that the documents leave open: the switch that decides, and what either choice comes to.
    """

    switch: str
    accepted: str
    refused: str


Cell = str | Open
"""`GOES`, `AGAIN`, the code of a refusal, or one that is open."""

PAYMENT: Mapping[str, Mapping[str, Cell]] = {
    "paymentReady": {
        "Prepared": GOES,
        "Paired": GOES,
        "Initiated": Open("ready_again", AGAIN, "1303"),
        "IssuedToUser": Open("ready_again", AGAIN, "1303"),
        "Reserved": Open("ready_again", AGAIN, "1303"),
        "Captured": "1303",
        "ExpiredAndCancelled": "1303",
        "CancelledByClient": "1303",
        "CancelledByUser": "1303",
        "CancelledByMobilePay": "1303",
    },
    "capturePayment": {
        "Prepared": "1304",
        "Initiated": "1304",
        "Paired": "1304",
        "IssuedToUser": "1304",
        "Reserved": GOES,
        "Captured": AGAIN,
        "ExpiredAndCancelled": "1304",
        "CancelledByClient": "1304",
        "CancelledByUser": "1304",
        "CancelledByMobilePay": "1304",
    },
    "cancelPayment": {
        "Prepared": GOES,
        "Initiated": GOES,
        "Paired": Open("cancel_paired", GOES, "1300"),
        "IssuedToUser": GOES,
        "Reserved": GOES,
        "Captured": "1300",
        "ExpiredAndCancelled": "1300",
        "CancelledByClient": Open("cancel_again", AGAIN, "1300"),
        "CancelledByUser": Open("cancel_after_user", AGAIN, "1300"),
        "CancelledByMobilePay": Open("cancel_after_mobilepay", AGAIN, "1300"),
    },
}

REFUND: Mapping[str, Mapping[str, Cell]] = {
    "captureRefund": {
        "Initiated": "1351",
        "Reserved": GOES,
        "Captured": Open("capture_refund_again", AGAIN, "1351"),
        "CancelledByClient": "1351",
        "CancelledByMobilePay": "1351",
        "ExpiredAndCaptured": Open("capture_expired_refund", AGAIN, "1351"),
    },
    "cancelRefund": {
        "Initiated": GOES,
        "Reserved": GOES,
        "Captured": "1352",
        "CancelledByClient": Open("cancel_refund_again", AGAIN, "1352"),
        "CancelledByMobilePay": "1352",
        "ExpiredAndCaptured": "1352",
    },
}

ACTIVE = ("Prepared", "Initiated", "Paired", "IssuedToUser")
TERMINAL = tuple(
    state for state in PAYMENT["cancelPayment"] if state not in ACTIVE and state != "Reserved"
)
