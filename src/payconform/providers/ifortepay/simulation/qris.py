"""
The content of a QRIS code.
"""

from decimal import Decimal

from payconform.providers.ifortepay.simulation.state import Transaction
from payconform.qr import NUMBERS, build
from payconform.simulator.visit import Visit, obeys

MOST = 13  # characters of an amount
CRITERIA = "UMI"


@obeys(*(f"IFORTEPAY-QR-0{number}" for number in range(1, 5)))
def content(visit: Visit, made: Transaction) -> str:
    """
    What a payer scans: for one payment of the amount asked for, naming the order.
    """
    del visit
    return build(
        {
            "00": "01",
            "01": "12",
            "26": {
                "00": "COM.PAYCONFORM.WWW",
                "01": "936009990000000001",
                "02": "PAYCONFORM00001",
                "03": CRITERIA,
            },
            "51": {"00": "ID.CO.QRIS.WWW", "02": "ID1020000000001", "03": CRITERIA},
            "52": "5812",
            "53": NUMBERS["IDR"],
            "54": digits(made.amount),
            "58": "ID",
            "59": "PAYCONFORM",
            "60": "JAKARTA",
            "61": "10110",
            "62": {"01": made.order[:25], "05": made.id.replace("-", "")[:25], "07": "A01"},
        }
    )


def digits(amount: float) -> str:
    """
    An amount as a code has it: without an exponent, without zeros that say nothing.
    """
    return f"{Decimal(str(amount)).normalize():f}"
