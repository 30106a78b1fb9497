"""
A JSON body as the paths to its values: what names a member, and what two answers are compared by.
"""

import json
from collections.abc import Iterator
from typing import Any


def leaves(body: bytes) -> dict[str, str] | None:
    """
    The values that hold no others, as JSON, by the path to each; None where it is no JSON.
    """
    try:
        return {path or "the body": value for path, value in _leaves(json.loads(body), "")}
    except (ValueError, RecursionError):
        return None


def _leaves(document: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(document, dict) and document:
        for name, value in document.items():
            yield from _leaves(value, f"{path}.{name}" if path else name)
    elif isinstance(document, list) and document:
        for number, value in enumerate(document):
            yield from _leaves(value, f"{path}[{number}]")
    else:
        yield path, json.dumps(document, ensure_ascii=False)
