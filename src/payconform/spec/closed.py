"""
Reads a data file and holds it against its closed schema (fixtures/schemas/).
"""

import json
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from payconform.errors import FileUnreadable
from payconform.spec import rows

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path, schema: str) -> Any:
    """
    The content of a YAML, JSON or TOML file that fits `fixtures/schemas/<schema>.json`.

    Raises:
        FileUnreadable: naming file, field and remedy; never quoting a value of the file.

    """
    document = parse(path)
    validate(document, schema, path)
    return document


def parse(path: Path) -> Any:
    """
    The content of a YAML, JSON or TOML file, whatever it holds.

    Raises:
        FileUnreadable: it is missing, not UTF-8, or does not parse.

    """
    load: Callable[[str], Any] = _yaml
    if path.suffix == ".toml":
        load = _toml
    elif path.suffix == ".json":
        load = json.loads
    try:
        return load(path.read_text("utf-8"))
    except OSError as error:
        raise FileUnreadable(
            path, "", f"cannot be read ({error.strerror})", "Check the path."
        ) from None
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise FileUnreadable(
            path, _place(error), "does not parse", "Mend its syntax there."
        ) from None


def validate(document: Any, schema: str, path: object) -> None:
    """
    Hold a parsed document against a closed schema.

    Raises:
        FileUnreadable: naming the first field that does not fit.

    """
    for error in _errors(document, schema, path):
        field = ".".join(str(part) for part in error.instance_path)
        problem, remedy = _explain(error)
        raise FileUnreadable(path, field or "top level", problem, remedy)


def _errors(document: Any, schema: str, path: object) -> Iterator[jsonschema_rs.ValidationError]:
    try:
        yield from _validator(schema).iter_errors(document)
    except ValueError:
        # YAML and TOML have dates, bytes, numbers as keys; the validator will not touch them.
        problem = "a key or a value is neither text nor a number nor true nor false"
        raise FileUnreadable(path, "", problem, "Put it in quotes.") from None


def _explain(error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    kind = error.kind.as_dict()
    match error.kind.name:
        case "required":
            return f"`{kind['property']}` is missing", "Add it."
        case "additionalProperties":
            names = ", ".join(f"`{name}`" for name in kind["unexpected"])
            return f"{names} is not a known key", "Check the spelling, or remove it."
        case "enum":
            return "is not one of the known values", f"Use one of {kind['options']}."
        case "pattern":
            return "does not have the required form", f"It must match {kind['pattern']}."
        case "minLength":
            return "is too short", f"Give at least {kind['limit']} characters."
        case "minItems":
            return "has too few entries", f"Give at least {kind['limit']}."
        case "type":
            return "has the wrong type", "See the closed schemas in fixtures/schemas."
        case name:
            return f"does not fit (`{name}`)", "See the closed schemas in fixtures/schemas."


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return f"line {mark.line + 1}"
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}"
    if isinstance(error, tomllib.TOMLDecodeError):
        return str(error).rpartition("(at ")[2].rstrip(")")
    return ""  # other errors quote what they stumbled over


def _toml(text: str) -> Any:
    return _plain(tomllib.loads(text))


def _plain(value: Any) -> Any:
    """
    The same with each TOML date as text; an hour of the day stays what no schema takes.
    """
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if type(value) is date else value


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - the C twin of SafeLoader


@cache
def _validator(schema: str) -> Any:
    source = json.loads(rows.find("fixtures", "schemas", f"{schema}.json").read_text("utf-8"))
    return jsonschema_rs.validator_for(source)
