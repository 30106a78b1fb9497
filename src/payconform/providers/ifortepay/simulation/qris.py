"""
The content of a QRIS code: tags, lengths and values, a checksum at the end.
"""

from binascii import crc_hqx
from decimal import Decimal

MOST = 13  # characters of an amount
NAME = "COM.PAYCONFORM.WWW"
PAN, MERCHANT, CRITERIA = "936009990000000001", "PAYCONFORM00001", "UMI"


def content(amount: float, order: str, reference: str) -> str:
    """
    A dynamic code that asks for an amount in rupiah, and names an order.
    """
    acquirer = [("00", NAME), ("01", PAN), ("02", MERCHANT), ("03", CRITERIA)]
    national = [("00", "ID.CO.QRIS.WWW"), ("02", "ID1020000000001"), ("03", CRITERIA)]
    more = [("01", order[:25]), ("05", reference[:25]), ("07", "A01")]
    told = _written(
        [
            ("00", "01"),
            ("01", "12"),
            ("26", _written(acquirer)),
            ("51", _written(national)),
            ("52", "5812"),
            ("53", "360"),
            ("54", digits(amount)),
            ("58", "ID"),
            ("59", "PAYCONFORM"),
            ("60", "JAKARTA"),
            ("61", "10110"),
            ("62", _written(more)),
        ]
    )
    covered = f"{told}6304"
    return f"{covered}{crc_hqx(covered.encode('ascii'), 0xFFFF):04X}"


def digits(amount: float) -> str:
    """
    An amount as a code has it: without an exponent, without zeros that say nothing.
    """
    return f"{Decimal(str(amount)).normalize():f}"


def _written(pairs: list[tuple[str, str]]) -> str:
    return "".join(f"{tag}{len(value):02}{value}" for tag, value in pairs)
