"""
Mini: asking for a charge.
"""

import pytest

from payconform.checks import member, member_matches, require, status
from payconform.model import Call
from payconform.target import Target


@pytest.mark.rule("MINI-CREATE-01")
def test_a_charge_is_created_open(target: Target) -> None:
    call = target.slice.profile.valid("createCharge", target)
    repeated = [member(name, value) for name, value in call.body.items()]
    named = member_matches("id", str, ".+")
    require(target.send(call), status(201), named, member("status", "open"), *repeated)


@pytest.mark.rule("MINI-CREATE-02")
@pytest.mark.parametrize("amount", [0, -1, 1.5, "500", None, ...], ids=str)
def test_an_amount_that_is_no_whole_number_from_1_is_refused(
    target: Target, amount: object
) -> None:
    body = {"amount": amount, "currency": "EUR"}
    kept = {name: value for name, value in body.items() if value is not ...}
    require(target.send(Call("createCharge", body=kept)), status(400))
