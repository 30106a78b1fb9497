"""
The text that a payment QR shows: read, held against its form, built. Knows no provider.
"""

from payconform.qr.content import Content, Fault, Part, Promise, Terms
from payconform.qr.currencies import NUMBERS
from payconform.qr.decoding import KINDS, decode
from payconform.qr.national import LAW_NAMES
from payconform.qr.tlv import Tree, build, crc, sealed

__all__ = [
    "KINDS",
    "LAW_NAMES",
    "NUMBERS",
    "Content",
    "Fault",
    "Part",
    "Promise",
    "Terms",
    "Tree",
    "build",
    "crc",
    "decode",
    "sealed",
]
