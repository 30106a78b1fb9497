"""
The QR of an answer against what is promised of it.
"""

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from payconform.checks import agrees, decodes, lawful, refers
from payconform.model import Exchange
from payconform.qr import Promise, Terms, sealed

Make = Callable[..., Exchange]
PAYLOAD = sealed(
    "00020101021226150011COM.EXAMPLE52045812530397854041.505802XX5904Demo6007Nowhere62100506ABC-12"
)
TERMS = Terms(Decimal("1.5"), "EUR", ("ABC-12", "ABC"), dynamic=True)
PROMISE = Promise("result.qr", "emvco", TERMS)


def answer(exchange: Make, qr: object) -> Exchange:
    return exchange(body=json.dumps({"result": {"qr": qr}}).encode())


@pytest.mark.parametrize("check", [decodes, agrees, refers, lawful])
def test_a_qr_as_promised_passes(exchange: Make, check: Callable[..., object]) -> None:
    assert check(PROMISE)(answer(exchange, PAYLOAD)) is None  # type: ignore[operator]


@pytest.mark.parametrize("check", [decodes, agrees, refers, lawful])
@pytest.mark.parametrize(
    ("qr", "got"), [(None, "null"), (5, "5"), ({"text": PAYLOAD}, f'{{"text": "{PAYLOAD}"}}')]
)
def test_what_is_no_text_is_named(
    exchange: Make, check: Callable[..., object], qr: object, got: str
) -> None:
    wrong = check(PROMISE)(answer(exchange, qr))  # type: ignore[operator]
    assert (wrong.expected, wrong.got) == ("result.qr: the text of a QR", got)


def test_a_fault_is_told_with_its_place(exchange: Make) -> None:
    wrong = decodes(PROMISE)(answer(exchange, PAYLOAD.replace("Nowhere", "Anywhen")))
    assert wrong is not None
    assert wrong.got.startswith(f"63 at position {len(PAYLOAD) - 4}: is ")
    both = decodes(PROMISE)(answer(exchange, sealed(PAYLOAD[:-8] + "54041.005802XX")))
    assert both is not None
    assert "stands there a second time (EMVCo), and 1 more; in 000201" in both.got


def test_a_text_of_another_kind_is_faulty(exchange: Make) -> None:
    other = decodes(Promise("result.qr", "https"))(answer(exchange, PAYLOAD))
    assert other is not None
    assert "must be https://" in other.got


def test_the_law_of_a_country_is_told_from_the_standard(exchange: Make) -> None:
    indonesian = answer(exchange, sealed(PAYLOAD[:-8].replace("5802XX", "5802ID")))
    assert decodes(PROMISE)(indonesian) is None
    wrong = lawful(PROMISE)(indonesian)
    assert wrong is not None
    assert wrong.expected == "result.qr: a text that keeps the law of its country"
    place = PAYLOAD.index("5204")  # where the template ends
    told = f"26.01 at position {place}: is missing (QRIS), and 4 more; in 000201"
    assert wrong.got.startswith(told)


@pytest.mark.parametrize(
    ("old", "new", "expected", "got"),
    [
        ("54041.50", "54041.51", "amount 1.5", "amount 1.51"),
        ("54041.50", "", "amount 1.5", "no word of amount"),
        ("5303978", "5303840", "currency EUR", "currency USD"),
        ("010212", "010211", "one payment", "any number of payments"),
        ("010212", "", "one payment", "no word of how many payments"),
    ],
)
def test_a_term_that_differs_is_told(
    exchange: Make, old: str, new: str, expected: str, got: str
) -> None:
    lied = sealed(PAYLOAD[:-8].replace(old, new))
    wrong = agrees(PROMISE)(answer(exchange, lied))
    assert wrong is not None
    assert wrong.expected == f"result.qr: {expected}"
    assert wrong.got == f"{got}; in {lied}"


def test_what_nobody_promised_is_not_compared(exchange: Make) -> None:
    assert agrees(Promise("result.qr", "emvco"))(answer(exchange, PAYLOAD)) is None


@pytest.mark.parametrize(("reference", "told"), [("XYZ-12", "XYZ-12"), ("", "no reference")])
def test_another_reference_is_told(exchange: Make, reference: str, told: str) -> None:
    held = f"62100506{reference}" if reference else ""
    wrong = refers(PROMISE)(answer(exchange, sealed(PAYLOAD[:-8].replace("62100506ABC-12", held))))
    assert wrong is not None
    assert wrong.expected == "result.qr: the reference ABC-12 or ABC"
    assert wrong.got.startswith(f"{told}; in ")
