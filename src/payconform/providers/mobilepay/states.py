"""
The two state machines as tables: what each operation comes to in each state.
"""

from collections.abc import Iterator, Mapping
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
        "Captured": Open("ready_at_the_end", AGAIN, "1303"),
        "ExpiredAndCancelled": Open("ready_at_the_end", AGAIN, "1303"),
        "CancelledByClient": Open("ready_at_the_end", AGAIN, "1303"),
        "CancelledByUser": Open("ready_at_the_end", AGAIN, "1303"),
        "CancelledByMobilePay": Open("ready_at_the_end", AGAIN, "1303"),
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

RULES: Mapping[str, Mapping[str, str]] = {
    "paymentReady": {
        "Prepared": "CREATE-10",
        "Paired": "CREATE-13",
        "Initiated": "CREATE-14",
        "IssuedToUser": "CREATE-23",
        "Reserved": "CREATE-23",
        **dict.fromkeys(TERMINAL, "CREATE-22"),
    },
    "capturePayment": {
        **dict.fromkeys((*ACTIVE, *TERMINAL), "PAY-05"),
        "Reserved": "PAY-02",
        "Captured": "PAY-03",
        "ExpiredAndCancelled": "PAY-16",
        "CancelledByClient": "CANCEL-24",
    },
    "cancelPayment": {
        "Prepared": "CANCEL-03",
        "Initiated": "CANCEL-01",
        "Paired": "CANCEL-09",
        "IssuedToUser": "CANCEL-04",
        "Reserved": "CANCEL-05",
        "Captured": "CANCEL-06",
        "ExpiredAndCancelled": "CANCEL-08",
        "CancelledByClient": "CANCEL-10",
        "CancelledByUser": "CANCEL-12",
        "CancelledByMobilePay": "CANCEL-13",
    },
    "userSimulationCancelPayment": {
        **dict.fromkeys((*ACTIVE, "Reserved", *TERMINAL), "CANCEL-15"),
        "Paired": "CANCEL-14",
        "IssuedToUser": "CANCEL-14",
    },
    "createRefund": {
        **dict.fromkeys((*ACTIVE, "Reserved", *TERMINAL), "REFUND-05"),
        "Captured": "REFUND-01",
    },
    "captureRefund": {
        "Initiated": "REFUND-04",
        "Reserved": "REFUND-03",
        "Captured": "REFUND-15",
        "CancelledByClient": "CANCEL-48",
        "CancelledByMobilePay": "REFUND-04",
        "ExpiredAndCaptured": "REFUND-16",
    },
    "cancelRefund": {
        "Initiated": "CANCEL-41",
        "Reserved": "CANCEL-40",
        "Captured": "CANCEL-42",
        "CancelledByClient": "CANCEL-46",
        "CancelledByMobilePay": "CANCEL-45",
        "ExpiredAndCaptured": "CANCEL-44",
    },
}
"""The rule that says what an operation comes to in a state."""


def cells() -> Iterator[tuple[str, str, str]]:
    """
    Each operation and state, with the rule that says what it comes to.
    """
    for operation, states in RULES.items():
        for state, rule in states.items():
            yield operation, state, f"MOBILEPAY-{rule}"
