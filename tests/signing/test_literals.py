import pytest

from payconform.signing.literals import Literal, loads

NUMBERS = [
    "0",
    "-0",
    "50",
    "50.00",
    "0.10",
    "1e2",
    "1E+2",
    "-12.340",
    "100000000000000000000000000000000.00",
    "9" * 5000,
    "0." + "0" * 400 + "1",
]


@pytest.mark.parametrize("written", NUMBERS)
def test_a_number_stays_as_it_was_written(written: str) -> None:
    (number,) = loads(f"[{written}]".encode())
    assert number == written
    assert isinstance(number, Literal)


def test_a_text_that_looks_like_a_number_is_no_number() -> None:
    text, number = loads(b'["50.00", 50.00]')
    assert text == number
    assert not isinstance(text, Literal)
    assert isinstance(number, Literal)


def test_everything_else_is_read_as_usual() -> None:
    document = loads('{"a": [null, true, false, "ţ", "\\u0163"], "b": {}}'.encode())
    assert document == {"a": [None, True, False, "ţ", "ţ"], "b": {}}


REFUSED = {
    "not a number": b"[NaN]",
    "infinity": b"[Infinity]",
    "less than nothing": b"[-Infinity]",
    "nothing at all": b"",
    "half a document": b'{"a":',
    "two documents": b"{} {}",
    "latin-1": b'["\xe9"]',
    "another width of characters": '{"a": 1}'.encode("utf-16"),
    "a leading zero": b"[050]",
    "a comma for a dot": b"[50,]",
    "an underscore": b"[5_0]",
    "depth beyond reason": b"[" * 100_000,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_json_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        loads(REFUSED[name])
