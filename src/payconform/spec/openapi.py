"""
A provider's hand-written OpenAPI 3.1 document, as far as the machinery needs it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlsplit

import jsonschema_rs

from payconform.spec import closed, elements, rows

VERBS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True)
class Operation:
    """
    One verb on one path. `validator` judges a parsed JSON body; None where no body is defined.
    """

    id: str
    method: str
    path: str
    definition: Mapping[str, Any]
    components: Mapping[str, Any]

    def target(self, values: Mapping[str, str]) -> str:
        """
        The path with its parameters filled in, percent-encoded.
        """
        return re.sub(r"\{(\w+)\}", lambda name: quote(values[name[1]], safe=""), self.path)

    @cached_property
    def validator(self) -> Any:
        """
        The request body's schema, compiled.
        """
        return self._compile(self._body or None)

    @cached_property
    def _answers(self) -> dict[int, Any]:
        return {}

    @property
    def statuses(self) -> tuple[str, ...]:
        """
        The statuses that the document lists for its answers.
        """
        return tuple(self.definition.get("responses", ()))

    def listed(self, status: int) -> str | None:
        """
        A status of an answer as the document lists it: by itself, with all of its hundred, or by
        default; None where it does not.
        """
        names = (str(status), f"{status // 100}XX", "default")
        return next((name for name in names if name in self.statuses), None)

    @property
    def takes_body(self) -> bool:
        """
        Whether the document gives the request a body in JSON.
        """
        return bool(self._body)

    @cached_property
    def asked(self) -> elements.Element:
        """
        What is said of its requests, place by place.
        """
        return elements.request(self.definition, self.components)

    @cached_property
    def answered(self) -> Mapping[str, frozenset[elements.Path]]:
        """
        The paths of the members of its answers by status, as the document writes the status.
        """
        return elements.answers(self.definition, self.components)

    @property
    def needs(self) -> tuple[str, ...]:
        """
        The capabilities without which a target does not have this operation (`x-needs`).
        """
        return tuple(self.definition.get("x-needs", ()))

    @property
    def pays(self) -> bool:
        """
        Whether a sandbox pays a QR by this operation (`x-pays`).
        """
        return bool(self.definition.get("x-pays", False))

    @property
    def identifies(self) -> tuple[str, ...]:
        """
        The members of the body that name what the operation acts on (`x-identifies`).
        """
        return tuple(self.definition.get("x-identifies", ()))

    @property
    def alternative(self) -> str | None:
        """
        The group of operations of which a target serves one (`x-alternative`), if it is in any.
        """
        group: str | None = self.definition.get("x-alternative")
        return group

    @property
    def money(self) -> str | None:
        """
        The member of the body that says how much money a call moves (`x-money`), if any does.
        """
        member: str | None = self.definition.get("x-money")
        return member

    @cached_property
    def amounts(self) -> Mapping[str, Decimal]:
        """
        The members of the body that are amounts, by their paths, each with what one of it is in the
        currency's main unit (`x-amounts`).
        """
        named = self.definition.get("x-amounts", {})
        return {path: Decimal(str(unit)) for path, unit in named.items()}

    @cached_property
    def properties(self) -> Mapping[str, Any]:
        """
        The request body's members by name, as the schema's own level defines them.
        """
        return self._members(self._body)

    @cached_property
    def query(self) -> Mapping[str, Any]:
        """
        The parameters of the query by name.
        """
        parameters = [self._resolved(one) for one in self.definition.get("parameters", ())]
        return {one["name"]: one for one in parameters if one["in"] == "query"}

    @cached_property
    def query_validator(self) -> Any:
        """
        The query as an object of typed values, compiled; None where the operation has no query.
        """
        if not self.query:
            return None
        properties = {name: one["schema"] for name, one in self.query.items()}
        required = [name for name, one in self.query.items() if one.get("required")]
        schema = {"type": "object", "properties": properties, "required": required}
        return self._compile(schema)

    def rules_at(self, path: Sequence[str | int]) -> tuple[str, ...]:
        """
        The rules that stand at one member of the request body (`x-rules`), or at one of the query.
        """
        node = self.query.get(str(path[0])) if path else None
        return tuple((self._within(path) if node is None else node).get("x-rules", ()))

    def schema_at(self, place: str, path: Sequence[str]) -> Mapping[str, Any]:
        """
        The schema of a member of the request body (`place` body), or of a query's or path's.
        """
        if place == "body":
            return self._resolved(self._within(path))
        parameters = (self._resolved(one) for one in self.definition.get("parameters", ()))
        named = (one for one in parameters if (one["in"], one["name"]) == (place, path[0]))
        found: Mapping[str, Any] = next(named, {}).get("schema", {})
        return self._resolved(found)

    def _within(self, path: Sequence[str | int]) -> Mapping[str, Any]:
        node = self._body
        for step in path:
            node = self._members(node).get(str(step), {})
        return node

    @property
    def _body(self) -> Mapping[str, Any]:
        content = self.definition.get("requestBody", {}).get("content", {})
        schema: Mapping[str, Any] = content.get("application/json", {}).get("schema", {})
        return schema

    def _members(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._resolved(schema).get("properties", {})
        return found

    def answer(self, status: int) -> Any:
        """
        The schema of a documented answer, compiled; None where the document gives none.
        """
        if status not in self._answers:
            responses = self.definition.get("responses", {})
            response = self._resolved(responses.get(self.listed(status), {}))
            content = response.get("content", {}).get("application/json", {})
            self._answers[status] = self._compile(content.get("schema"))
        return self._answers[status]

    def _resolved(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        return elements.resolved(node, self.components)

    def _compile(self, schema: Any) -> Any:
        if schema is None:
            return None
        whole = {"allOf": [schema], "components": self.components}
        return jsonschema_rs.validator_for(whole, validate_formats=True)


@dataclass(frozen=True)
class Document:
    """
    Operations by id, and the hosts that the document marks as production and as sandboxes.
    """

    operations: Mapping[str, Operation]
    callbacks: Mapping[str, Operation]
    production: frozenset[str]
    raw: Mapping[str, Any]
    sandboxes: frozenset[str] = frozenset()


def document(provider: str) -> Document:
    """
    `specs/<provider>/openapi.yaml`.

    Raises:
        NoSuchProvider: no such folder.
        FileUnreadable: the file does not parse.

    """
    raw = closed.parse(rows.find("specs", provider, "openapi.yaml"))
    components = raw.get("components", {})
    return Document(
        operations={op.id: op for op in _operations(raw.get("paths", {}), components)},
        callbacks={op.id: op for op in _operations(raw.get("webhooks", {}), components)},
        production=_hosts(raw, "production"),
        raw=raw,
        sandboxes=_hosts(raw, "sandbox"),
    )


def _hosts(raw: Mapping[str, Any], environment: str) -> frozenset[str]:
    items = [item for item in raw.get("paths", {}).values() if isinstance(item, dict)]
    verbs = [item[verb] for item in items for verb in VERBS if verb in item]
    return frozenset(
        (urlsplit(server["url"]).hostname or "").rstrip(".")
        for place in (raw, *items, *verbs)
        for server in place.get("servers", ())
        if server.get("x-environment") == environment
    )


def _operations(paths: Mapping[str, Any], components: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in paths.items():
        for verb in VERBS:
            if verb in item:
                definition = item[verb]
                if shared := item.get("parameters"):
                    own = definition.get("parameters", ())
                    definition = definition | {"parameters": [*shared, *own]}
                yield Operation(
                    definition["operationId"], verb.upper(), path, definition, components
                )
