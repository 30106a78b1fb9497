"""
The QR of a point of sale: no answer holds its text, the integrator draws it.
"""

from payconform.qr import decode

KIND = "check-in"


def text(beacon: str) -> str:
    """
    What the QR of a point of sale with this beaconId shows.
    """
    return f"mobilepaypos://pos?id={beacon.lower()}&source=qr"


def scanned(shown: str) -> str:
    """
    The beaconId that a QR names; empty where it names none.
    """
    named = decode(shown, KIND).terms.references
    return named[0] if named else ""
