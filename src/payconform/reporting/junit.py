"""
junit.xml, for CI systems: one case a test, the rule in its properties.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree as ET

from payconform.model import Finding, Outcome
from payconform.spec.rules import Rulebook

# XML 1.0 has no form at all for these.
UNPRINTABLE = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

NOWHERE: Mapping[str, Any] = MappingProxyType({})
ELEMENTS = {
    Outcome.FAILED: "failure",
    Outcome.BLOCKED: "error",
    Outcome.BROKEN: "error",
    Outcome.UNEXERCISED: "error",
    Outcome.UNSTABLE: "error",
    Outcome.SKIPPED: "skipped",
}


def junit(
    rules: Rulebook,
    findings: Sequence[Finding],
    target: Mapping[str, Any] = NOWHERE,
    unanswered: Sequence[str] = (),
) -> str:
    """
    The findings as JUnit XML, the operations that should have been answered with success and never
    were, and that the target of run.json was production, if it was.
    """
    number_of_cases = str(len(findings) + len(unanswered))
    suite = ET.Element("testsuite", name=f"payconform {rules.provider}", tests=number_of_cases)
    for kind in ("failure", "error", "skipped"):
        number = sum(ELEMENTS.get(finding.outcome) == kind for finding in findings)
        number += len(unanswered) if kind == "error" else 0
        suite.set({"failure": "failures", "error": "errors"}.get(kind, kind), str(number))
    if "accepted_until" in target:
        properties = ET.SubElement(suite, "properties")
        for name in ("environment", "accepted_until"):
            ET.SubElement(properties, "property", name=name, value=target[name])
    for finding in findings:
        rule = rules.by_id[finding.rule]
        case = ET.SubElement(
            suite,
            "testcase",
            classname=f"{rules.provider}.{rule.area}",
            name=finding.test or rule.id,
        )
        properties = ET.SubElement(case, "properties")
        for name, value in _properties(finding, rules).items():
            ET.SubElement(properties, "property", name=name, value=_printable(value))
        if finding.outcome in ELEMENTS:
            differs = f"expected {finding.expected}, got {finding.got}" if finding.got else ""
            message = "; ".join(part for part in (differs, finding.reason) if part)
            element = ET.SubElement(case, ELEMENTS[finding.outcome], message=_printable(message))
            element.text = _printable(f"{rule.id}: {rule.says}\n{finding.curl}")
    for name in unanswered:
        case = ET.SubElement(suite, "testcase", classname=f"{rules.provider}.coverage", name=name)
        ET.SubElement(case, "error", message="unexercised: never answered with success")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suite, encoding="unicode") + "\n"
    )


def _properties(finding: Finding, rules: Rulebook) -> dict[str, str]:
    rule = rules.by_id[finding.rule]
    return {
        "rule": rule.id,
        "area": rule.area,
        "level": rule.level,
        "basis": rule.basis,
        "outcome": finding.outcome.value,
    }


def _printable(text: str) -> str:
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
