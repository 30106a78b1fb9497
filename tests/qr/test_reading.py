"""
A text is read as what it looks like, and each part keeps its place.
"""

import pytest

from payconform.qr import KINDS, Terms, decode, sealed

UPI = "upi://pay?pa=demo%40bank&am=1.00&pn=Caf%C3%A9"
PAYLOAD = sealed(
    "0002010102125204581253039785802XX5913DEMO MERCHANT6007JAKARTA"
    "26150011COM.EXAMPLE62100506ABC-1254041.50"
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PAYLOAD, "emvco"),
        (UPI, "upi"),
        ("UPI://pay?pa=a@b", "upi"),
        ("mobilepaypos://pos?id=1&source=qr", "check-in"),
        ("HTTPS://shop.example/q", "https"),
        ("tea://pot", "unknown"),
        ("http://shop.example/q", "unknown"),
        ("hello", "emvco"),
        ("", "emvco"),
    ],
)
def test_a_text_is_of_the_kind_that_it_looks_like(text: str, kind: str) -> None:
    assert decode(text).kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_of_another_kind_than_asked_for_is_faulty(kind: str) -> None:
    other = PAYLOAD if kind != "emvco" else UPI
    assert decode(other, kind).faults[0].position == 0


@pytest.mark.parametrize("text", [PAYLOAD, UPI])
def test_a_part_stands_where_it_says(text: str) -> None:
    content = decode(text)
    assert content.faults == ()
    for part in content.parts[1:]:
        begins = text[part.position :]
        assert begins.startswith(part.path.rpartition(".")[2])


def test_escapes_are_undone_in_values() -> None:
    values = {part.path: part.value for part in decode(UPI).parts}
    assert (values["pa"], values["pn"]) == ("demo@bank", "Café")


def test_nested_parts_have_their_tags_in_their_path() -> None:
    named = {part.path: (part.name, part.value) for part in decode(PAYLOAD).parts}
    assert named["62.05"] == ("reference", "ABC-12")
    assert named["26.00"] == ("globally unique identifier", "COM.EXAMPLE")


@pytest.mark.parametrize(
    "text",
    ["%", "upi:", "upi://pay?", "upi://pay?=&=", "https://", "a:", "https://x?%ff#%", "\ud800"],
)
@pytest.mark.parametrize("kind", ["", *KINDS])
def test_nothing_is_raised_for_what_a_text_holds(text: str, kind: str) -> None:
    for fault in decode(text, kind).faults:
        assert 0 <= fault.position <= len(text)


def test_what_cannot_be_read_lacks_nothing() -> None:
    whole = decode("000201XX")
    assert [fault.path for fault in whole.faults] == ["XX"]
    template = decode(sealed(PAYLOAD[:-8].replace("0011COM.EXAMPLE", "0012COM.EXAMPLE")))
    assert [fault.path for fault in template.faults] == ["26.00"]


def test_a_currency_without_letters_here_keeps_its_number() -> None:
    other = sealed(PAYLOAD[:-8].replace("5303978", "5303999"))
    assert decode(other).terms.currency == "999"
    assert decode(PAYLOAD).terms.currency == "EUR"


def test_of_many_foreign_characters_the_first_are_told() -> None:
    assert [fault.position for fault in decode("https://a/" + " " * 100_000).faults] == [
        *range(10, 30)
    ]


def test_of_repeated_parameters_the_first_counts() -> None:
    assert decode("upi://pay?pa=a@b&am=1&am=2").terms.amount == 1


def test_a_parameter_without_a_name_asks_for_nothing() -> None:
    assert decode("mobilepaypos://pos?=5&id=1&source=qr").terms == Terms(references=("1",))
