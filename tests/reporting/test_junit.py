from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from payconform.model import Finding, Outcome
from payconform.reporting.junit import junit
from payconform.spec.rules import Rulebook

Make = Callable[..., Finding]
ELEMENTS = {
    Outcome.PASSED: None,
    Outcome.FAILED: "failure",
    Outcome.WARNED: None,
    Outcome.RECORDED: None,
    Outcome.SKIPPED: "skipped",
    Outcome.WAIVED: None,
    Outcome.BLOCKED: "error",
    Outcome.BROKEN: "error",
    Outcome.UNEXERCISED: "error",
    Outcome.UNSTABLE: "error",
}


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text.encode("utf-8"))  # noqa: S314 - written by ourselves


def the(element: ET.Element | None) -> ET.Element:
    assert element is not None
    return element


def test_every_outcome_has_its_element(book: Rulebook, finding: Make) -> None:
    assert set(ELEMENTS) == set(Outcome)
    suite = parsed(junit(book, [finding(outcome) for outcome in ELEMENTS]))
    kinds = [[child.tag for child in case if child.tag != "properties"] for case in suite]
    assert kinds == [[kind] if kind else [] for kind in ELEMENTS.values()]


def test_counts_are_those_of_the_cases(book: Rulebook, finding: Make) -> None:
    outcomes = [
        *[Outcome.PASSED] * 4,
        *[Outcome.FAILED] * 3,
        *[Outcome.BLOCKED, Outcome.BROKEN],
        Outcome.SKIPPED,
        Outcome.WARNED,
    ]
    suite = parsed(junit(book, [finding(outcome) for outcome in outcomes]))
    assert suite.attrib == {
        "name": "payconform tea",
        "tests": "11",
        "failures": "3",
        "errors": "2",
        "skipped": "1",
    }
    assert len(suite.findall("testcase")) == 11
    assert len(suite.findall("testcase/failure")) == 3
    assert len(suite.findall("testcase/error")) == 2
    assert len(suite.findall("testcase/skipped")) == 1


def test_a_run_without_findings_is_an_empty_suite(book: Rulebook) -> None:
    suite = parsed(junit(book, []))
    assert suite.get("tests") == "0"
    assert len(suite) == 0


def test_a_case_names_its_test_and_its_rule(book: Rulebook, finding: Make) -> None:
    case = the(
        parsed(junit(book, [finding(Outcome.PASSED, test="a.py::test_b[c]")])).find("testcase")
    )
    assert case.attrib == {"classname": "tea.AUTH", "name": "a.py::test_b[c]"}
    properties = {one.get("name"): one.get("value") for one in case.iter("property")}
    assert properties == {
        "rule": "TEA-AUTH-01",
        "area": "AUTH",
        "level": "must",
        "basis": "documented",
        "outcome": "passed",
    }


def test_a_rule_without_test_is_named_by_its_id(book: Rulebook, finding: Make) -> None:
    case = the(parsed(junit(book, [finding(Outcome.UNEXERCISED, test="")])).find("testcase"))
    assert case.get("name") == "TEA-AUTH-01"


def test_a_failure_says_what_came_and_how_to_see_it(book: Rulebook, finding: Make) -> None:
    failed = finding(Outcome.FAILED, expected="status 200", got="status 500", curl="curl 'x'")
    failure = the(parsed(junit(book, [failed])).find("testcase/failure"))
    assert failure.get("message") == "expected status 200, got status 500"
    assert failure.text == "TEA-AUTH-01: Tea is hot when it is served.\ncurl 'x'"


def test_a_skip_says_its_reason(book: Rulebook, finding: Make) -> None:
    skipped = finding(Outcome.SKIPPED, reason="needs the capability kettle")
    element = the(parsed(junit(book, [skipped])).find("testcase/skipped"))
    assert element.get("message") == "needs the capability kettle"


UNPRINTABLE = ["\x00", "\x08", "\x0b", "\x1f", "\r", "\ud800", "\udfff", "\ufffe", "\uffff"]


@pytest.mark.parametrize("char", UNPRINTABLE, ids=ascii)
def test_a_character_that_xml_has_not_is_replaced(char: str, book: Rulebook, finding: Make) -> None:
    failed = finding(Outcome.FAILED, expected="a", got=f"<{char}>", curl=f"curl {char}")
    failure = the(parsed(junit(book, [failed])).find("testcase/failure"))
    assert failure.get("message") == "expected a, got <\N{REPLACEMENT CHARACTER}>"
    assert str(failure.text).endswith("curl \N{REPLACEMENT CHARACTER}")


@pytest.mark.parametrize(
    "text", ["<a>&'\"", "]]>", "ţ 茶 \U0001f375", "a\tb\nc", "\x7f\x85", "&#0;"]
)
def test_any_other_text_comes_back_as_it_was(text: str, book: Rulebook, finding: Make) -> None:
    failure = the(
        parsed(junit(book, [finding(Outcome.FAILED, reason=text, curl=text)])).find(
            "testcase/failure"
        )
    )
    assert failure.get("message") == text
    assert str(failure.text).endswith(f"\n{text}")


def test_an_operation_that_never_succeeded_is_an_error_of_its_own(
    book: Rulebook, finding: Make
) -> None:
    suite = parsed(junit(book, [finding(Outcome.PASSED)], unanswered=["brew"]))
    assert (suite.get("tests"), suite.get("errors"), suite.get("failures")) == ("2", "1", "0")
    _, case = suite.findall("testcase")
    assert (case.get("classname"), case.get("name")) == ("tea.coverage", "brew")
    assert the(case.find("error")).get("message") == "unexercised: never answered with success"
