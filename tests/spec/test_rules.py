from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from payconform.errors import FileUnreadable, NoSuchProvider
from payconform.model import Switch
from payconform.spec import rows
from payconform.spec.rules import areas, rulebook

RULE = {
    "id": "TEA-AUTH-01",
    "area": "AUTH",
    "level": "must",
    "basis": "documented",
    "party": "provider",
    "operations": ["brew"],
    "says": "Tea is hot when it is served.",
    "source": ["kettle"],
}
Write = Callable[..., None]
ASSUMED = {"basis": "assumed", "outcomes": ["black", "green"]}


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """
    Writes the rules of a provider `tea`, each given by what tells it from RULE.
    """
    monkeypatch.setenv("PAYCONFORM_ROWS", str(tmp_path))

    def book(*differences: dict[str, object]) -> None:
        folder = tmp_path / "specs" / "tea"
        folder.mkdir(parents=True)
        rules = [{**RULE, **difference} for difference in differences]
        document = {"provider": "tea", "title": "Tea house", "rules": rules}
        (folder / "rules.yaml").write_text(yaml.safe_dump(document), "utf-8")

    return book


def test_a_rule_book_is_ordered_by_chapter_and_number(write: Write) -> None:
    write(
        {"id": "TEA-ERROR-01", "area": "ERROR"},
        {"id": "TEA-CREATE-02", "area": "CREATE"},
        {"id": "TEA-CREATE-01", "area": "CREATE"},
        {},
    )
    ids = [rule.id for rule in rulebook("tea").rules]
    assert ids == ["TEA-AUTH-01", "TEA-CREATE-01", "TEA-CREATE-02", "TEA-ERROR-01"]


def test_rules_are_found_by_id_and_by_the_abstract_rule_they_implement(write: Write) -> None:
    write(
        {"implements": "COMMON-AUTH-01"},
        {"id": "TEA-AUTH-02", "implements": "COMMON-AUTH-02"},
        {"id": "TEA-AUTH-03", "implements": "COMMON-AUTH-01"},
    )
    book = rulebook("tea")
    assert book.by_id["TEA-AUTH-02"].implements == "COMMON-AUTH-02"
    implementing = [rule.id for rule in book.implementing("COMMON-AUTH-01")]
    assert implementing == ["TEA-AUTH-01", "TEA-AUTH-03"]
    assert book.implementing("COMMON-AUTH-99") == ()


def test_a_rule_keeps_all_its_parts(write: Write) -> None:
    write({**ASSUMED, "switch": {"name": "leaf", "choices": ["black", "green"]}})
    (rule,) = rulebook("tea").rules
    assert rule.operations == ("brew",)
    assert rule.source == ("kettle",)
    assert rule.outcomes == ("black", "green")
    assert rule.switch == Switch("leaf", ("black", "green"))
    assert rulebook("tea").switches == {"leaf": rule.switch}


SLIPS = {
    "an id used twice": ([{}, {}], "TEA-AUTH-01: the id is used twice"),
    "the id of another provider": ([{"id": "MAIB-AUTH-01"}], "MAIB-AUTH-01: the id is used twice"),
    "the id of another chapter": ([{"area": "READ"}], "TEA-AUTH-01: the id is used twice"),
    "a chapter that is none": (
        [{"id": "TEA-BREW-01", "area": "BREW"}],
        "TEA-BREW-01: no such area",
    ),
    "a switch where the documents decide": (
        [{"switch": {"name": "leaf", "choices": ["black", "green"]}}],
        "rules.0.switch: ",
    ),
    "outcomes where the documents decide": ([{"outcomes": ["black", "green"]}], "rules.0.outcomes"),
    "no outcomes where they do not": ([{"basis": "assumed"}], "rules.0: `outcomes` is missing"),
    "an unknown level": ([{"level": "shall"}], "rules.0.level: is not one of the known values"),
    "an unknown basis": ([{"basis": "guessed"}], "rules.0.basis: is not one of the known values"),
    "no source": ([{"source": []}], "rules.0.source: has too few entries. Give at least 1"),
    "a sentence without an end": ([{"says": "Tea is hot"}], "rules.0.says: does not have the"),
    "a key nobody knows": ([{"colour": "black"}], "rules.0: `colour` is not a known key"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_a_rule_book_is_told_with_its_place(name: str, write: Write) -> None:
    differences, expected = SLIPS[name]
    write(*differences)
    with pytest.raises(FileUnreadable) as error:
        rulebook("tea")
    assert f"rules.yaml, {expected}" in str(error.value)


def test_an_unknown_provider_is_told_with_those_there_are() -> None:
    with pytest.raises(NoSuchProvider, match=r"specs/coffee/rules\.yaml does not exist\..*maib"):
        rulebook("coffee")


def test_rows_that_do_not_exist_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYCONFORM_ROWS", str(tmp_path / "nowhere"))
    with pytest.raises(FileUnreadable, match=r"nowhere: no such folder\. Mend PAYCONFORM_ROWS"):
        rulebook("maib")


def test_a_provider_in_rows_of_its_own_stands_beside_the_others(write: Write) -> None:
    before = rows.providers()
    write({})
    assert rows.providers() == sorted([*before, "tea"])


def test_chapters_are_numbered_in_their_order() -> None:
    numbers = [area.chapter for area in areas()]
    assert numbers == sorted(set(numbers))
    assert len({area.code for area in areas()}) == len(numbers)


@pytest.mark.parametrize("provider", rows.providers())
def test_every_rule_book_of_ours_can_be_read(provider: str) -> None:
    book = rulebook(provider)
    assert book.rules
    assert {rule.area for rule in book.rules} <= {area.code for area in book.areas}
