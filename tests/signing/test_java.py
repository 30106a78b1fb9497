"""
JSON values as Java writes them; what is expected was printed by a Java of version 17.
"""

import pytest

from payconform.signing.java import as_written, double, hash_order, text
from payconform.signing.literals import loads


@pytest.mark.parametrize(
    ("document", "written"),
    [
        (b'"a, b"', "a, b"),
        (b'["A", "B"]', "[A, B]"),
        (b"[]", "[]"),
        (b'{"b": "1", "a": ["x", {"y": null}]}', "{b=1, a=[x, {y=null}]}"),
        (b"[true, false, null]", "[true, false, null]"),
        (b"1.00", "1.00"),
    ],
)
def test_a_value_is_written_as_java_does(document: bytes, written: str) -> None:
    assert text(loads(document)) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("1.00", "1.0"),
        ("0.001", "0.001"),
        ("0.0001", "1.0E-4"),
        ("9999999.99", "9999999.99"),
        ("10000000.0", "1.0E7"),
        ("12345678.9", "1.23456789E7"),
        ("1e3", "1000.0"),
        ("-0.0", "-0.0"),
        ("5", "5"),
        ("1e999", "Infinity"),
    ],
)
def test_a_double_is_written_as_java_does(number: str, written: str) -> None:
    assert double(number) == written
    assert as_written(number) == number


def test_numbers_inside_are_written_the_same_way() -> None:
    assert text(loads(b'{"a": [1.00]}'), double) == "{a=[1.0]}"


def test_a_hash_set_has_an_order_of_its_own() -> None:
    assert hash_order(["REFUND", "CANCEL_TOKEN", "REFUND"]) == ["CANCEL_TOKEN", "REFUND"]
    assert hash_order(["QR_STRING", "QR_IMAGE", "PAY_LINK"]) == [
        "QR_STRING",
        "PAY_LINK",
        "QR_IMAGE",
    ]


def test_a_set_that_grew_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="more than 12"):
        hash_order([str(number) for number in range(13)])
