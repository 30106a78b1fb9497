"""
What one night leaves to the next: a line that cannot be used costs itself alone.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.nightly.conftest import UNREASONED

from payconform.errors import Unusable
from payconform.exercise.case import Case
from payconform.exercise.mutation import Mutation
from payconform.nightly.state import State


def test_a_line_cut_short_costs_itself_alone(tmp_path: Path) -> None:
    case = Case("cancelQr", (Mutation("cancelQr", "body", ("reason",), "anything", "\U0001f469"),))
    first = State(tmp_path, "maib", "http://127.0.0.1:8080")
    first.begin({"began": "now"})
    first.keep(case.document())
    first.keep(case.document())
    first.found({"fingerprint": "f", "at": "2026-10-01T00:00:00+00:00"})
    first.close()
    file = first.folder / "corpus.ndjson"
    file.write_bytes(file.read_bytes()[:-9])
    second = State(tmp_path, "maib", "http://127.0.0.1:8080")
    assert list(second.corpus()) == [case]
    assert (second.night, second.seen) == (2, {"f": date(2026, 10, 1)})
    with pytest.raises(Unusable, match="a run is writing there"):
        State(tmp_path, "maib", "http://127.0.0.1:8080")
    second.close()


@pytest.mark.parametrize(
    ("place", "put"),
    [
        ("verb", {"value": 17}),
        ("verb", {"value": "NO VERB"}),
        ("verb", {"absent": True}),
        ("media", {"value": ["json"]}),
        ("media", {"value": "json\r\nX: 1"}),
        ("bytes", {"value": "\u4e00"}),
        ("bytes", {"value": 1}),
        ("path", {"member": ["qrId"], "value": 1}),
        ("path", {"member": ["qrId"], "absent": True}),
        ("path", {"value": "x"}),
        ("query", {"value": "x"}),
        ("body", {"member": ["reason"], "value": "\ud800"}),
        ("body", {"member": [1], "value": "x"}),
        ("body", {"member": ["reason"]}),
        ("anywhere", {"value": "x"}),
    ],
)
def test_a_case_that_cannot_be_sent_is_passed_over(
    place: str, put: dict[str, Any], tmp_path: Path
) -> None:
    change = {"place": place, "member": [], "keyword": "anything", **put}
    assert kept({"operation": "cancelQr", "changes": [change]}, tmp_path) == [UNREASONED]


@pytest.mark.parametrize(
    "line",
    [
        {"operation": ["cancelQr"], "changes": []},
        {"operation": "cancelQr"},
        {"operation": "cancelQr", "changes": [17]},
        {"operation": "cancelQr", "changes": [], "more": 1},
        ["operation"],
        "operation",
    ],
)
def test_a_line_that_is_no_case_is_passed_over(line: Any, tmp_path: Path) -> None:
    assert kept(line, tmp_path) == [UNREASONED]


def kept(line: Any, folder: Path) -> list[Case]:
    state = State(folder, "maib", "box")
    (state.folder / "corpus.ndjson").write_text(json.dumps(line) + "\n", "utf-8")
    state.keep(UNREASONED.document())
    left = list(state.corpus())
    state.close()
    return left
