"""
Abstract rules on callbacks.
"""

import pytest

from payconform.errors import Violation
from payconform.profiles import CallsBack
from payconform.target import Target


@pytest.mark.rule("COMMON-CALLBACK-01")
@pytest.mark.needs("simulate_payment", "receive_callbacks")
def test_the_signature_verifies_over_the_bytes_received(target: Target, rule: str) -> None:
    profile, inbox = target.slice.profile, target.inbox()
    assert isinstance(profile, CallsBack)
    profile.provoke_callback(target, inbox.url)
    callback = inbox.first(60)
    request = callback.request
    wrong = profile.verify_callback(request.body, request.headers, target.credentials)
    if wrong:
        raise Violation([wrong], callback.id)
