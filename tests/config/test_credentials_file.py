"""
A credentials file that does not fit is told, and nothing of what it holds.
"""

from pathlib import Path

import pytest
from tests.config.conftest import SECRET, told

from payconform.config import resolve
from payconform.errors import FileUnreadable

CREDENTIALS = {
    "missing": (None, "cannot be read (No such file or directory)"),
    "empty": ("", "top level: has the wrong type"),
    "a list": (f"- {SECRET}\n", "top level: has the wrong type"),
    "a word": (SECRET, "top level: has the wrong type"),
    "without entries": ("{}", "top level: "),
    "with a number": ("client_id: 12345678\n", "client_id: has the wrong type"),
    "with a short secret": ("client_id: hunter2\n", "client_id: is too short"),
    "with a key in capitals": (f"CLIENT_ID: {SECRET}\n", "`CLIENT_ID` is not a known key"),
    "with a number as key": (f"1: {SECRET}\n", "a key or a value is neither text nor a number"),
    "with a date": ("client_id: 2026-01-02\n", "a key or a value is neither text nor a number"),
    "with bytes": ("client_id: !!binary aHVudGVyMg==\n", "a key or a value is neither"),
    "with itself inside": ("client_id: &a [*a]\n", "a key or a value is neither"),
    "with a slip": (f"a: {SECRET}\nb: [", "line "),
    "with a text that is no number": (f"client_id: !!int {SECRET}\n", "does not parse"),
    "with a control character": (f'client_id: "\x00{SECRET}"', "does not parse"),
    "nested beyond reason": ("[" * 5_000, "does not parse"),
}


@pytest.mark.parametrize("suffix", [".yaml", ".json"])
@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_credentials_file_that_does_not_fit_is_told(name: str, suffix: str, folder: Path) -> None:
    content, expected = CREDENTIALS[name]
    file = folder / f"own{suffix}"
    if content is not None:
        file.write_text(content)
    said = told(target=None, credentials=str(file))
    assert str(file) in said
    if suffix == ".yaml":
        assert expected in said


def test_a_credential_of_half_a_character_is_told(folder: Path) -> None:
    (folder / "own.json").write_text(f'{{"client_id": "{SECRET}\\ud800"}}')
    assert "own.json, client_id: is not text that UTF-8 can hold" in told(
        target=None, credentials="own.json"
    )


def test_a_credentials_file_that_is_not_text_is_told(folder: Path) -> None:
    (folder / "own.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileUnreadable, match=r"own\.yaml: does not parse"):
        resolve("maib", None, Path("own.yaml"))
