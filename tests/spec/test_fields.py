import pytest

from payconform.spec.fields import Excluded, Fields

FIELDS = Fields(
    {"null": "TEA-FIELD-01", "verb": "TEA-ERROR-01"},
    {"brew": {"leaves.age": {"null": "TEA-BREW-01", "maximum": "TEA-BREW-02"}}},
    (
        Excluded("no reason to", "verb", ("brew",), value="TRACE"),
        Excluded("means nothing", member="leaves.colour"),
        Excluded("may be missing", "required", member="leaves", absent=True),
    ),
)


@pytest.mark.parametrize(
    ("operation", "member", "keyword", "rule"),
    [
        ("brew", ("leaves", "age"), "null", "TEA-BREW-01"),
        ("brew", ("leaves", "age"), "maximum", "TEA-BREW-02"),
        ("brew", ("leaves", "colour"), "null", "TEA-FIELD-01"),
        ("pour", ("leaves", "age"), "null", "TEA-FIELD-01"),
        ("pour", (), "verb", "TEA-ERROR-01"),
        ("brew", ("leaves",), "maximum", None),
    ],
)
def test_a_members_own_rule_comes_first(
    operation: str, member: tuple[str, ...], keyword: str, rule: str | None
) -> None:
    assert FIELDS.rule(operation, member, keyword) == rule


@pytest.mark.parametrize(
    ("operation", "member", "keyword", "value", "reason"),
    [
        ("brew", (), "verb", "TRACE", "no reason to"),
        ("brew", (), "verb", "PUT", None),
        ("pour", (), "verb", "TRACE", None),
        ("pour", ("leaves", "colour"), "null", None, "means nothing"),
        ("pour", ("leaves",), "null", None, None),
        ("pour", ("leaves",), "required", ..., "may be missing"),
        ("pour", ("leaves",), "required", None, None),
    ],
)
def test_what_is_left_out_has_a_reason(
    operation: str, member: tuple[str, ...], keyword: str, value: object, reason: str | None
) -> None:
    assert FIELDS.exclusion(operation, member, keyword, value) == reason
