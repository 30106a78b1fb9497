"""
maib: whether a QR that nobody pays calls back.
"""

import pytest

from payconform.checks import given, member
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target


@pytest.mark.rule("MAIB-CALLBACK-16")
@pytest.mark.needs("receive_callbacks", "control_clock")
def test_a_callback_on_expiry(target: Target, maib: Maib, record: Record) -> None:
    inbox = target.inbox()
    qr = maib.create(callbackUrl=inbox.url)
    received = inbox.after(15 * 60)
    given(maib.read(qr), member("result.status", "Expired"))
    record("a callback" if received else "no callback")
