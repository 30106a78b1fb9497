"""
Deviations that are known: what their file may say.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.nightly.conftest import RULE

from payconform.errors import FileUnreadable
from payconform.nightly.deviations import deviations, entry

GOOD: Mapping[str, Any] = {
    "rule": RULE,
    "fingerprint": "0123456789ab",
    "date": "2026-10-01",
    "targets": ["box"],
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rule": "cancel"}, "deviations.0.rule"),
        ({"fingerprint": "short"}, "deviations.0.fingerprint"),
        ({"date": "2026-02-30"}, "deviations.0.date"),
        ({"date": "yesterday"}, "deviations.0.date"),
        ({"targets": []}, "deviations.0.targets"),
        ({"who": "me"}, "deviations.0"),
    ],
)
def test_a_wrong_deviation_is_named(change: dict[str, Any], field: str, tmp_path: Path) -> None:
    file = tmp_path / "known.yaml"
    file.write_text(json.dumps({"deviations": [{**GOOD, **change}]}), "utf-8")
    with pytest.raises(FileUnreadable, match=rf"known\.yaml, {field}: "):
        deviations(file)


def test_a_day_needs_no_quotes(tmp_path: Path) -> None:
    file = tmp_path / "known.yaml"
    text = "deviations:\n" + entry(RULE, "0123456789ab", date(2026, 10, 1), "box")
    file.write_text(text + "    note: told to the bank\n", "utf-8")
    (one,) = deviations(file)
    assert (one.since, one.targets, one.note) == (date(2026, 10, 1), ("box",), "told to the bank")


def test_without_a_file_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert deviations(None) == ()
