"""
Pact files that cannot be read are refused by name and field, before anything is sent.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from payconform.contracts import pacts
from payconform.errors import FileUnreadable

RIGHT: dict[str, Any] = json.loads(
    (Path(__file__).parent / "foreign" / "v4_right.json").read_text("utf-8")
)


def interaction(**parts: Any) -> dict[str, Any]:
    told = {**RIGHT["interactions"][0], **parts}
    kept = {name: value for name, value in told.items() if value is not ...}
    return {**RIGHT, "interactions": [kept]}


BROKEN: dict[str, tuple[Any, str]] = {
    "not an object": ([], "top level: has the wrong type"),
    "no consumer": ({**RIGHT, "consumer": {}}, "consumer: `name` is missing"),
    "no description": (interaction(description=...), "interactions.0: `description` is missing"),
    "no request": (interaction(request=...), "interactions.0: `request` is missing"),
    "status as text": (
        interaction(response={"status": "200"}),
        "interactions.0.response.status: has the wrong type",
    ),
    "state without a name": (
        interaction(providerStates=[{"params": {}}]),
        "interactions.0.providerStates.0: `name` is missing",
    ),
    "another kind": (
        interaction(type="Synchronous/Messages"),
        "interactions.0.type: is not one of the known values",
    ),
    "an unknown rule": (
        interaction(comments={"payconform": {"rules": ["MINI-READ-99"]}}),
        "interactions.0.comments.payconform.rules: MINI-READ-99 is no rule of this provider",
    ),
    "a newer version": (
        {**RIGHT, "metadata": {"pactSpecification": {"version": "5.0"}}},
        "metadata.pactSpecification: is version 5.0",
    ),
}


@pytest.mark.parametrize("problem", BROKEN)
def test_a_broken_file_is_refused_by_field(problem: str, tmp_path: Path) -> None:
    content, told = BROKEN[problem]
    path = tmp_path / "client.json"
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(FileUnreadable) as refused:
        pacts.read([path], ["MINI-READ-01"])
    assert f"{path}, {told}" in str(refused.value)
    assert refused.value.exit_code == 2


def test_what_is_not_json_is_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "client.json"
    path.write_text('{\n"consumer": {,\n', "utf-8")
    with pytest.raises(FileUnreadable, match=r"client\.json, line 2: does not parse"):
        pacts.read([path], ())


def test_a_folder_without_pacts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="holds no pact file"):
        pacts.named(tmp_path)


def test_names_that_a_terminal_would_obey_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "client.json"
    path.write_text(json.dumps(interaction(description="red \u001b[31m")), "utf-8")
    (one,) = pacts.read([path], ())
    assert one.name == r"red \x1b[31m"
