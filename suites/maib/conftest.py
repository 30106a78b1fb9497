"""
What maib's stories stand on.
"""

from collections.abc import Callable, Mapping

import pytest

from payconform.model import Call
from payconform.providers.maib import calls
from payconform.providers.maib.story import Maib
from payconform.stories import Purchase
from payconform.target import Inbox, Target

TIME_TO_PAY = 30  # minutes: a person pays one QR after the other


@pytest.fixture
def maib(target: Target) -> Maib:
    return Maib(target)


@pytest.fixture
def qr(maib: Maib) -> str:
    """
    The id of an Active Dynamic QR.
    """
    return maib.create()


@pytest.fixture(scope="session")
def notified(target: Target) -> Inbox:
    """
    Where the callback of the purchase of that name comes.
    """
    return target.inbox()


@pytest.fixture(scope="session")
def purchases(request: pytest.FixtureRequest, target: Target) -> Mapping[str, Purchase]:
    """
    The QRs that a person may be asked to pay: few, and each for less than four lei.
    """

    def dynamic(amount: float, **members: object) -> Callable[[], Call]:
        return lambda: Call(
            "createQr", body=calls.dynamic(target, amount=amount, expiresAt=soon(), **members)
        )

    def static() -> Call:
        return Call("createQr", body=calls.static(target, amount=1.5))

    def hybrid() -> Call:
        terms = calls.terms(target, amount=1.75, expiresAt=soon())
        return Call("createHybridQr", body=calls.hybrid(target, extension=terms))

    def calling_back() -> Call:
        inbox: Inbox = request.getfixturevalue("notified")
        return dynamic(2.25, callbackUrl=inbox.url)()

    def soon() -> str:
        return calls.in_future(target, minutes=TIME_TO_PAY)

    return {
        "dynamic": Purchase("a Dynamic QR, whose payment is read back", dynamic(1.25)),
        "static": Purchase("a Static QR", static),
        "hybrid": Purchase("a Hybrid QR with one extension", hybrid),
        "refunded": Purchase("a Dynamic QR, whose payment is refunded in full", dynamic(2)),
        "divided": Purchase("a Dynamic QR, whose payment is refunded in parts", dynamic(3)),
        "notified": Purchase("a Dynamic QR, whose payment is called back", calling_back),
    }
