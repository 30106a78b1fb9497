import json
from pathlib import Path

import jsonschema_rs
import pytest

from payconform.errors import FileUnreadable
from payconform.spec import closed, rows

SCHEMAS = sorted(path.stem for path in rows.find("fixtures", "schemas").glob("*.json"))
OTHERS = {"pact"}  # what a pact may hold beside is pact's own to say
TOKEN = "s3cr3t-value"


def told(file: Path, schema: str = "credentials") -> str:
    with pytest.raises(FileUnreadable) as error:
        closed.read(file, schema)
    assert error.value.exit_code == 2
    return str(error.value)


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".yaml", f"key: {TOKEN}\n"),
        (".yml", f"key: {TOKEN}\n"),
        (".json", f'{{"key": "{TOKEN}"}}'),
        (".toml", f'key = "{TOKEN}"\n'),
    ],
)
def test_yaml_json_and_toml_say_the_same(tmp_path: Path, suffix: str, content: str) -> None:
    file = tmp_path / f"file{suffix}"
    file.write_text(content)
    assert closed.read(file, "credentials") == {"key": TOKEN}


def test_text_is_read_as_utf8(tmp_path: Path) -> None:
    file = tmp_path / "file.yaml"
    file.write_bytes("key: Plăcintă cu brânză\n".encode())
    assert closed.read(file, "credentials") == {"key": "Plăcintă cu brânză"}


SLIPS = {
    "a bracket in YAML": (".yaml", f"key: {TOKEN}\nother: [\n", ", line 3: does not parse"),
    "two documents": (".yaml", f"key: {TOKEN}\n---\nkey: {TOKEN}\n", ", line 2: does not parse"),
    "an object of a programming language": (
        ".yaml",
        f"key: !!python/object/apply:os.system [{TOKEN}]\n",
        ", line 1: does not parse",
    ),
    "a date that is none": (".yaml", "key: 2026-99-99\n", ": does not parse"),
    "a number that is none": (".yaml", f"key: !!int {TOKEN}\n", ": does not parse"),
    "a number of too many digits": (".yaml", f"key: {'9' * 5000}\n", ": does not parse"),
    "a comma in JSON": (".json", f'{{\n"key": "{TOKEN}",\n}}', ", line 3: does not parse"),
    "an empty file as JSON": (".json", "", ", line 1: does not parse"),
    "an open text in TOML": (
        ".toml",
        f'a = 1\nkey = "{TOKEN}\n',
        ", line 2, column 20: does not parse",
    ),
    "the same key in TOML": (
        ".toml",
        f'key = "{TOKEN}"\nkey = "{TOKEN}"\n',
        ", line 2, column 21: does not parse",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_with_its_place_and_without_a_value(name: str, tmp_path: Path) -> None:
    suffix, content, expected = SLIPS[name]
    file = tmp_path / f"file{suffix}"
    file.write_text(content)
    said = told(file)
    assert said == f"{file}{expected}. Mend its syntax there."
    assert TOKEN not in said


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    file = tmp_path / "nowhere.yaml"
    assert told(file) == f"{file}: cannot be read (No such file or directory). Check the path."


def test_a_folder_is_told(tmp_path: Path) -> None:
    assert told(tmp_path) == f"{tmp_path}: cannot be read (Is a directory). Check the path."


MISFITS = {
    "required": (
        {"areas": []},
        "top level: `abstract` is missing. Add it.",
    ),
    "additionalProperties": (
        {"areas": [], "abstract": [], "extra": TOKEN},
        "top level: `extra` is not a known key. Check the spelling, or remove it.",
    ),
    "type": (
        {"areas": TOKEN, "abstract": []},
        "areas: has the wrong type. See the closed schemas in fixtures/schemas.",
    ),
    "pattern": (
        {"areas": [{"code": TOKEN, "chapter": 1, "title": "Tea"}], "abstract": []},
        "areas.0.code: does not have the required form. It must match ^[A-Z]+$.",
    ),
    "minLength": (
        {"areas": [{"code": "TEA", "chapter": 1, "title": "x"}], "abstract": []},
        "areas.0.title: is too short. Give at least 3 characters.",
    ),
    "minimum": (
        {"areas": [{"code": "TEA", "chapter": 0, "title": "Tea"}], "abstract": []},
        "areas.0.chapter: does not fit (`minimum`). See the closed schemas in fixtures/schemas.",
    ),
}


@pytest.mark.parametrize("name", MISFITS)
def test_a_misfit_is_told_with_its_field_and_without_its_value(name: str) -> None:
    document, expected = MISFITS[name]
    with pytest.raises(FileUnreadable) as error:
        closed.validate(document, "areas", "areas.yaml")
    assert str(error.value) == f"areas.yaml, {expected}"
    assert TOKEN not in str(error.value)


def test_a_word_that_is_not_one_of_the_known_is_told_with_those() -> None:
    document = {
        "targets": {"tea": {"provider": "tea", "base_url": "http://a", "environment": "live"}}
    }
    with pytest.raises(FileUnreadable, match=r"Use one of .*sandbox.*simulator") as error:
        closed.validate(document, "config", "payconform.toml")
    assert "targets.tea.environment: is not one of the known values" in str(error.value)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_of_ours_is_a_valid_schema(name: str) -> None:
    schema = json.loads(rows.find("fixtures", "schemas", f"{name}.json").read_text("utf-8"))
    jsonschema_rs.meta.validate(schema)


@pytest.mark.parametrize("name", sorted({*SCHEMAS} - OTHERS))
def test_a_schema_of_ours_is_closed_at_every_object_with_properties(name: str) -> None:
    schema = json.loads(rows.find("fixtures", "schemas", f"{name}.json").read_text("utf-8"))
    open_objects = []

    def walk(node: object, path: str) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object" and "additionalProperties" not in node:
                open_objects.append(path)
            for key, value in node.items():
                walk(value, f"{path}/{key}")
        elif isinstance(node, list):
            for number, value in enumerate(node):
                walk(value, f"{path}/{number}")

    walk(schema, "")
    assert open_objects == []
