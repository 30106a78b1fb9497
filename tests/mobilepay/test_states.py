"""
The tables of states are whole, and each of their cells has a test.
"""

import pytest

from payconform.errors import Unusable
from payconform.ledger import matrix
from payconform.providers.mobilepay import states
from payconform.spec.openapi import document

SCHEMAS = document("mobilepay").raw["components"]["schemas"]
PAYMENT = set(SCHEMAS["PaymentStatus"]["enum"])
REFUND = set(SCHEMAS["RefundStatus"]["enum"]) - {"ExpiredAndCapturred"}


@pytest.mark.parametrize("operation", states.RULES)
def test_each_operation_is_told_in_every_state(operation: str) -> None:
    machine = REFUND if operation in states.REFUND else PAYMENT
    assert states.RULES[operation].keys() == machine
    known = {**states.PAYMENT, **states.REFUND}.get(operation)
    assert known is None or known.keys() == machine


def test_every_cell_has_a_test() -> None:
    cells = matrix("mobilepay")
    assert len(cells) == 5 * len(PAYMENT) + 2 * len(REFUND)
    assert [(one.operation, one.state) for one in cells if not one.tests] == []


def test_a_cell_is_open_where_its_rule_is_assumed() -> None:
    cells = {(one.operation, one.state): one.rule for one in matrix("mobilepay")}
    for table in (states.PAYMENT, states.REFUND):
        for operation, known in table.items():
            for state, cell in known.items():
                assumed = cells[operation, state].basis == "assumed"
                assert assumed or not isinstance(cell, states.Open), (operation, state)


def test_a_provider_whose_documents_tell_of_no_states_has_no_matrix() -> None:
    with pytest.raises(Unusable, match="state by state"):
        matrix("maib")
