"""
Puts what a state created in the place of a pact's examples, by the names of members.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from payconform.contracts.pacts import Interaction
from payconform.model import Request
from payconform.spec.routing import Route

BY_STATE = "ProviderState"  # the generator with which a pact says itself where a value belongs


def in_full(interaction: Interaction) -> bool:
    """
    Whether the pact says itself where the values of its states belong.
    """
    asked = interaction.content.get("request", {})
    return BY_STATE in json.dumps(asked.get("generators", {}))


def filled(request: Request, route: Route, values: Mapping[str, Any]) -> Request:
    """
    The request with these values as its parameters, and members of its body, of the same names.
    """
    path, _, query = request.target.partition("?")
    if route.path.keys() & values.keys():
        path = route.operation.target({**route.path, **_texts(route.path, values)})
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(name in values for name, _ in pairs):
        query = urlencode([(name, str(values.get(name, value))) for name, value in pairs])
    target = f"{path}?{query}" if query else path
    return replace(request, target=target, body=_body(request.body, values))


def _body(body: bytes, values: Mapping[str, Any]) -> bytes:
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        return body
    if not isinstance(members, dict) or not members.keys() & values.keys():
        return body
    whole = {name: values.get(name, value) for name, value in members.items()}
    return json.dumps(whole, ensure_ascii=False).encode("utf-8")


def _texts(names: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(values[name]) for name in names if name in values}
