"""
Mini: reading a charge back.
"""

import pytest

from payconform.checks import at, given, member, require, status
from payconform.model import Call
from payconform.target import Target


@pytest.mark.rule("MINI-READ-01")
def test_a_charge_reads_back_as_it_was_created(target: Target) -> None:
    call = target.slice.profile.valid("createCharge", target)
    charge = str(at(given(target.send(call), status(201)), "id"))
    repeated = [member(name, value) for name, value in call.body.items()]
    answer = target.send(Call("getCharge", path={"id": charge}))
    require(answer, status(200), member("id", charge), member("status", "open"), *repeated)
