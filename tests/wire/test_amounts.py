"""
No amount above the target's limit leaves, however it is written; what is no number passes.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from payconform import catalog
from payconform.errors import AmountTooLarge
from payconform.model import Request
from payconform.spec.openapi import Operation
from payconform.wire.allowlist import LoopbackOnly
from payconform.wire.amounts import AmountLimit
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.transport import Transport

PROVIDERS = Path(__file__).parents[1] / "providers"
PAYS = {"x-amounts": {"amount": 1, "extension.amount": 1, "cents": 0.01}}
OPERATIONS = {"pay": Operation("pay", "POST", "/pay", PAYS, {})}
LIMIT = AmountLimit(OPERATIONS, Decimal("10.50"))


def refused(body: str | bytes, operation: str = "pay") -> bool:
    sent = body if isinstance(body, bytes) else body.encode()
    try:
        LIMIT.check(operation, Request("POST", "/pay", (), sent))
    except AmountTooLarge:
        return True
    return False


@pytest.mark.parametrize(
    ("value", "above"),
    [
        ("10.50", False),
        ("10.500000000000000000001", True),
        ("10.5e0", False),
        ("11", True),
        ("-11", True),
        ("1" + "0" * 5000, True),
        ("1e400", True),
        ("1e9999999999999999999", True),
        ("1e-9999999999999999999", False),
        ("Infinity", True),
        ('"10.50"', False),
        ('"10.51"', True),
        ('" 11 "', True),
        ('"1e400"', True),
        ('"Infinity"', True),
        ("[1, [11]]", True),
    ],
)
def test_an_amount_is_compared_as_a_number(value: str, above: bool) -> None:
    assert refused(f'{{"amount": {value}}}') is above


@pytest.mark.parametrize(
    "value", ['"abc"', '""', '"10,51x"', "null", "true", "NaN", '"NaN"', '"sNaN"', '{"of": 11}']
)
def test_what_is_no_number_passes(value: str) -> None:
    assert not refused(f'{{"amount": {value}}}')


@pytest.mark.parametrize(
    ("body", "above"),
    [
        ('{"extension": {"amount": 11}}', True),
        ('{"extension": {"other": 11}}', False),
        ('{"extension": 11}', False),
        ('{"cents": 1050}', False),
        ('{"cents": 1051}', True),
        ('{"AMOUNT": 11}', True),
        ('{"amount": 11, "amount": 1}', True),
        ('{"amount": 1, "amount": 11}', True),
        ('{"amounts": 11}', False),
        ('[{"amount": 11}]', True),
        ("11", False),
        ('{"amount": 11', False),
        (b'{"amount": "\xff"}', False),
        (b'{"amount": 11, "to": "\xff"}', True),
        ('{"amount": 11}'.encode("utf-16"), True),
        (b"[" * 100_000, False),
        ("", False),
    ],
)
def test_an_amount_is_found_where_the_operation_says(body: str | bytes, above: bool) -> None:
    assert refused(body) is above


def test_an_operation_that_names_none_takes_any() -> None:
    assert not refused('{"amount": 11}', "another")


def test_the_refusal_names_member_amount_and_key() -> None:
    with pytest.raises(AmountTooLarge) as caught:
        LIMIT.check("pay", Request("POST", "/pay", (), b'{"amount": 1' + b"0" * 99 + b"}"))
    said = "amount 100000000000000000000000000000… of pay is above max_amount 10.50 of the target"
    assert str(caught.value) == said


@pytest.fixture
def limited(answering: Any) -> Iterator[tuple[Any, Transport]]:
    """
    A listener, and a transport to it that has the limit.
    """
    listener = answering()
    made = Transport(listener.url, LoopbackOnly(), Recorder(Redactor()), Pace(), limit=LIMIT)
    yield listener, made
    made.close()


def test_nothing_of_it_leaves(limited: tuple[Any, Transport]) -> None:
    listener, transport = limited
    small, large = (Request("POST", "/pay", (), b'{"amount": %d}' % one) for one in (10, 11))
    with pytest.raises(AmountTooLarge):
        transport.send("pay", large)
    with pytest.raises(AmountTooLarge):
        transport.race([("pay", small), ("pay", large)])
    assert listener.connections == 0
    assert transport.send("pay", small).response is not None


@pytest.mark.parametrize("provider", ["maib", "mini"])
def test_every_amount_of_a_body_is_named_and_every_name_stands_in_one(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if provider == "mini":
        monkeypatch.setenv("PAYCONFORM_ROWS", str(PROVIDERS))
    operations = catalog.load(provider).document.operations.values()
    assert any(one.amounts for one in operations)
    for operation in operations:
        assert operation.amounts.keys() == set(filter(is_amount, members(operation)))
        assert operation.money is None or operation.money in operation.amounts


def members(operation: Operation) -> Iterator[str]:
    schemas = operation.components.get("schemas", {})
    for name, node in operation.properties.items():
        yield name
        kind = node.get("$ref", "").rpartition("/")[2] if isinstance(node, dict) else ""
        yield from (f"{name}.{inner}" for inner in schemas.get(kind, {}).get("properties", {}))


def is_amount(path: str) -> bool:
    name = path.rpartition(".")[2]
    return "amount" in name and name != "amountType"
