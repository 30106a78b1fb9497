"""
What the profile of a provider whose answers hold the text of a QR offers besides.
"""

from typing import Protocol, runtime_checkable

from payconform.model import Exchange
from payconform.qr import Promise


@runtime_checkable
class FillsQr(Protocol):
    """
    For whoever holds a QR against what was asked for.
    """

    def promise(self, created: Exchange) -> Promise:
        """
        Where the answer to a call that created a QR holds its text, of which kind that is, and what
        it must agree with, as the call asked for it; what nobody promises is left out.
        """
