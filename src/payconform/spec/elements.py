"""
What a document says of each place of a request, keyword by keyword: what can be kept and broken.

What stands under a condition (`if`, `anyOf`, `oneOf`, `not`) counts as a whole, where it stands.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from payconform.spec.demands import Demand, Fact

Components = Mapping[str, Mapping[str, Any]]
Path = tuple[str, ...]

ITEMS = "[]"  # the step of a path that leads to the items of an array
ROOT: Path = ()
PARAMETERS = ("query", "path", "header")
KINDS: Mapping[str, tuple[type, ...]] = {
    "type": (object,),
    "enum": (object,),
    "const": (object,),
    "maxLength": (str,),
    "minLength": (str,),
    "pattern": (str,),
    "format": (str,),
    "maximum": (int, float),
    "minimum": (int, float),
    "exclusiveMaximum": (int, float),
    "exclusiveMinimum": (int, float),
    "multipleOf": (int, float),
    "maxItems": (list,),
    "minItems": (list,),
    "uniqueItems": (list,),
    "maxProperties": (dict,),
    "minProperties": (dict,),
    "anyOf": (object,),
    "oneOf": (object,),
    "not": (object,),
}
"""The keywords that count, and the values that each speaks of."""


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """
    One place of a request: the whole, a place of parameters, a parameter, the body, a member of it.
    """

    path: Path
    required: bool = False
    types: frozenset[str] = frozenset()
    demands: tuple[Demand, ...] = ()
    below: tuple["Element", ...] = ()

    @property
    def name(self) -> str:
        """
        As a person reads it: `query.count`, `body.items[].name`.
        """
        return written(self.path)

    @property
    def is_parameter(self) -> bool:
        """
        Whether it is a parameter as a whole.
        """
        return len(self.path) == 2 and self.path[0] in PARAMETERS

    @property
    def is_member(self) -> bool:
        """
        Whether it is a member of the body, at any depth.
        """
        return len(self.path) > 1 and self.path[0] == "body" and self.path[-1] != ITEMS


def written(path: Path) -> str:
    """
    A path as one word.
    """
    return ".".join(path).replace(f".{ITEMS}", ITEMS)


def request(definition: Mapping[str, Any], components: Components) -> Element:
    """
    Everything that an operation's definition says of its requests.
    """
    places: dict[str, list[Element]] = {}
    for one in definition.get("parameters", ()):
        parameter = resolved(one, components)
        place = parameter["in"]
        if place in PARAMETERS:
            name = parameter["name"].lower() if place == "header" else parameter["name"]
            required = bool(parameter.get("required")) and place != "path"  # or it is another path
            schemas = [parameter.get("schema", {})]
            found = _element((place, name), schemas, components, required=required)
            places.setdefault(place, []).append(found)
    below = [Element((place,), below=tuple(found)) for place, found in places.items()]
    body = resolved(definition.get("requestBody", {}), components)
    if body:
        schema, required = _json(body), bool(body.get("required"))
        below.append(_element(("body",), [schema], components, required=required))
    return Element(ROOT, below=tuple(below))


def answers(definition: Mapping[str, Any], components: Components) -> dict[str, frozenset[Path]]:
    """
    The paths of the members that answers have by status, as the document writes the status.
    """
    return {
        str(status): frozenset(
            _paths((), [_json(resolved(response, components))], components, frozenset())
        )
        for status, response in definition.get("responses", {}).items()
    }


def resolved(node: Mapping[str, Any], components: Components) -> Mapping[str, Any]:
    """
    What a node refers to, or itself.
    """
    while "$ref" in node:
        _, _, kind, name = node["$ref"].split("/")
        node = components[kind][name]
    return node


def _json(content: Mapping[str, Any]) -> Any:
    return content.get("content", {}).get("application/json", {}).get("schema", {})


def _element(
    path: Path,
    schemas: Iterable[Any],
    components: Components,
    above: frozenset[str] = frozenset(),
    *,
    required: bool,
) -> Element:
    layers, above = _layers(schemas, components, above)
    demands = list(_demands(layers, components))
    types = frozenset(name for layer in layers for name in _listed(layer.get("type", ())))
    if path[0] in PARAMETERS and types == {"string"}:  # whatever stands there is text
        demands = [one for one in demands if one.broken.what != "type"]
    asked = {name for layer in layers for name in layer.get("required", ())}
    below = tuple(
        _element((*path, name), found, components, above, required=name in asked)
        for name, found in _below(layers).items()
    )
    return Element(path, required, types, tuple(demands), below)


def _paths(
    path: Path, schemas: Iterable[Any], components: Components, above: frozenset[str]
) -> Iterator[Path]:
    layers, above = _layers(schemas, components, above)
    for name, found in _below(layers).items():
        if name != ITEMS:
            yield (*path, name)
        yield from _paths((*path, name), found, components, above)


def _layers(
    schemas: Iterable[Any], components: Components, above: frozenset[str]
) -> tuple[list[Mapping[str, Any]], frozenset[str]]:
    """
    The schemas that a value must all meet, and the references followed so far; none is followed
    into itself.
    """
    layers, left = [], list(schemas)
    while left:
        schema = left.pop(0)
        if not isinstance(schema, Mapping):
            continue
        layers.append(schema)
        left += schema.get("allOf", ())
        named = schema.get("$ref")
        if named is not None and named not in above:
            above |= {named}
            left.append(resolved(schema, components))
    return layers, above


def _below(layers: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for layer in layers:
        for name, schema in layer.get("properties", {}).items():
            found.setdefault(name, []).append(schema)
        if "items" in layer:
            found.setdefault(ITEMS, []).append(layer["items"])
    return found


def _demands(layers: Iterable[Mapping[str, Any]], components: Components) -> Iterator[Demand]:
    known: list[tuple[str, Any]] = []
    for layer in layers:
        for keyword, value in layer.items():
            if keyword in KINDS and (keyword, value) not in known:
                known.append((keyword, value))
                yield _demand(keyword, value, components)
        if "if" in layer:
            yield _conditional(layer, components)


def _demand(keyword: str, value: Any, components: Components) -> Demand:
    whole = _compiled({keyword: value}, components)
    ways = {Fact(kept=True, what=keyword): whole}
    if keyword == "enum":
        ways = {
            Fact(kept=True, what=f"enum {_shown(one)}"): _compiled({"const": one}, components)
            for one in value
        }
    elif keyword in ("anyOf", "oneOf"):
        ways = {
            Fact(kept=True, what=f"{keyword} {number}"): _compiled(one, components)
            for number, one in enumerate(value, 1)
        }
    return Demand(KINDS[keyword], ways, whole, Fact(kept=False, what=keyword))


def _conditional(layer: Mapping[str, Any], components: Components) -> Demand:
    whole = {name: layer[name] for name in ("if", "then", "else") if name in layer}
    what = f"if {_condition(layer['if'])}"
    compiled = _compiled(whole, components)
    gate = None if "else" in layer else _compiled(layer["if"], components)
    ways = {Fact(kept=True, what=what): compiled}
    return Demand((object,), ways, compiled, Fact(kept=False, what=what), gate)


def _condition(schema: Any) -> str:
    members = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    consts = {
        name: one["const"]
        for name, one in members.items()
        if isinstance(one, Mapping) and "const" in one
    }
    return " and ".join(f"{name} {_shown(one)}" for name, one in consts.items()) or _shown(schema)


def _compiled(schema: Any, components: Components) -> Any:
    refers = "$ref" in json.dumps(schema, default=str)
    whole = {"allOf": [schema], "components": components} if refers else schema
    return jsonschema_rs.validator_for(whole, validate_formats=True)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _listed(types: Any) -> Iterable[str]:
    return (types,) if isinstance(types, str) else types
