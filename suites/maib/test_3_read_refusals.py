"""
maib: what no list takes: an order, a sort or a filter outside the documented ones, or too long.
"""

import pytest

from payconform.checks import given
from payconform.model import Call
from payconform.providers.maib.checks import require_refused, succeeded
from payconform.target import Target

PAGE: dict[str, object] = {"count": 10, "offset": 0}


def fault(rule: str, operation: str, parameter: str, value: str) -> object:
    case = f"{operation}-{parameter}"
    return pytest.param(operation, {parameter: value}, marks=pytest.mark.rule(rule), id=case)


@pytest.mark.parametrize(
    ("operation", "faulty"),
    [
        fault("MAIB-READ-39", "listQrs", "sortBy", "colour"),
        fault("MAIB-READ-51", "listQrs", "status", "Asleep"),
        fault("MAIB-READ-77", "listPayments", "sortBy", "colour"),
        fault("MAIB-READ-90", "listPayments", "status", "Asleep"),
        fault("MAIB-READ-93", "listQrs", "order", "upwards"),
        fault("MAIB-READ-94", "listPayments", "order", "upwards"),
        fault("MAIB-READ-95", "listQrs", "type", "Elastic"),
        fault("MAIB-READ-96", "listQrs", "amountType", "Whatever"),
        fault("MAIB-READ-97", "listQrs", "orderId", "x" * 101),
        fault("MAIB-READ-97", "listQrs", "terminalId", "x" * 101),
        fault("MAIB-READ-97", "listQrs", "description", "x" * 501),
        fault("MAIB-READ-98", "listPayments", "referenceId", "1" * 16),
        fault("MAIB-READ-98", "listPayments", "orderId", "x" * 101),
        fault("MAIB-READ-98", "listPayments", "terminalId", "x" * 101),
        fault("MAIB-READ-98", "listPayments", "payerName", "x" * 201),
        fault("MAIB-READ-98", "listPayments", "payerIban", "x" * 201),
        fault("MAIB-READ-98", "listPayments", "description", "x" * 501),
    ],
)
def test_a_faulty_list_is_refused(
    target: Target, operation: str, faulty: dict[str, object]
) -> None:
    given(target.send(Call(operation, query=PAGE)), succeeded)
    require_refused(target.send(Call(operation, query=PAGE | faulty)))
