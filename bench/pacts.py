"""
A pact of the two interactions, for pact's stub server.
"""

import json
from typing import Any

from bench.merchant import CANCELLATION, CREATE_PATH, CREATION, cancel_path

GUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def pact(created: str, cancelled: str) -> str:
    """
    A pact file whose answers have these bodies; requests are matched by their types.
    """
    any_qr = {"path": _matches("regex", regex=f"^{CREATE_PATH}/{GUID}/cancel$")}
    document = {
        "consumer": {"name": "bench"},
        "provider": {"name": "maib"},
        "interactions": [
            _interaction("create a QR", CREATE_PATH, CREATION, created, {}),
            _interaction("cancel a QR", cancel_path(created), CANCELLATION, cancelled, any_qr),
        ],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    return json.dumps(document, indent=2)


def _interaction(
    name: str, path: str, asked: str, answered: str, rules: dict[str, Any]
) -> dict[str, Any]:
    members = {f"$.{member}": _matches("type") for member in json.loads(asked)}
    headers = {"Authorization": _matches("regex", regex="^Bearer .+$")}
    return {
        "type": "Synchronous/HTTP",
        "description": name,
        "request": {
            "method": "POST",
            "path": path,
            "headers": {"Authorization": ["Bearer token"], "Content-Type": ["application/json"]},
            "body": _body(asked),
            "matchingRules": {**rules, "header": headers, "body": members},
        },
        "response": {
            "status": 200,
            "headers": {"Content-Type": ["application/json"]},
            "body": _body(answered),
        },
    }


def _body(text: str) -> dict[str, Any]:
    return {"content": json.loads(text), "contentType": "application/json", "encoded": False}


def _matches(match: str, **options: str) -> dict[str, Any]:
    return {"combine": "AND", "matchers": [{"match": match, **options}]}
