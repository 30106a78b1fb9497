"""
Mini: refusals.
"""

from dataclasses import replace

import pytest

from payconform.checks import require, status
from payconform.target import Target


@pytest.mark.rule("MINI-ERROR-03")
def test_a_body_declared_as_text_is_refused(target: Target) -> None:
    call = target.slice.profile.valid("createCharge", target)
    require(target.send(replace(call, headers={"Content-Type": "text/plain"})), status(415))
