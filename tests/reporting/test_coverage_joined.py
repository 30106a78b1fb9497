"""
What several processes saw of a document adds up to what one would have seen.
"""

from collections.abc import Callable
from typing import Any

import pytest
from tests.reporting.seen import Seen

from payconform.model import Exchange

SENT: list[dict[str, Any]] = [
    {"query": "count=1&hot=true&part=1", "body": b'{"lumps": 1, "notes": [{"text": "abc"}]}'},
    {"query": "count=x&part=2", "body": b'{"lumps": "1", "kind": "brown"}', "code": 503},
    {"path": "/cups/77/sugar", "answer": b'{"cup": {"id": 1}, "leaves": [{"x": 1}]}'},
    {"body": b'{"lumps": 0}', "code": 404, "answer": b'{"error": ""}'},
    {"headers": (("X-Mood", "bad"),), "method": "PUT", "code": 405},
    {"answered": False},
]


@pytest.mark.parametrize("shares", [2, 3])
def test_what_several_processes_saw_is_what_one_would_have_seen(
    shares: int, exchange: Callable[..., Exchange]
) -> None:
    alone, parts = Seen(exchange), [Seen(exchange) for _ in range(shares)]
    for number, one in enumerate(SENT):
        alone.send(**one)
        parts[number % shares].send(**one)
    first, *others = parts
    assert first.told != alone.told
    for other in others:
        first.join(other)
    assert first.told == alone.told
    assert first.missing == alone.missing
