"""
What requests and answers show of what a document says of them, from the bytes alone.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.reporting.seen import EVERYTHING, Seen

from payconform.model import Exchange


@pytest.fixture
def seen(exchange: Callable[..., Exchange]) -> Seen:
    return Seen(exchange)


@pytest.fixture
def shows(exchange: Callable[..., Exchange]) -> Callable[..., dict[str, set[str]]]:
    """
    What one exchange shows that nothing had shown before.
    """
    nothing = Seen(exchange).unseen

    def shows(*words: Any, **parts: Any) -> dict[str, set[str]]:
        unseen = Seen(exchange).send(*words, **parts).unseen
        new = {name: nothing[name] - unseen[name] for name in nothing}
        return {name: found for name, found in new.items() if found}

    return shows


Shows = Callable[..., dict[str, set[str]]]
ALWAYS = {"sent": {"path.cup"}, "statuses": {"200"}}


def test_nothing_is_seen_before_anything_is_sent(seen: Seen) -> None:
    assert {name: len(names) for name, names in seen.unseen.items()} == EVERYTHING
    told = seen.told
    assert told["parameters"] == {"seen": 0, "total": 5}
    assert told["members"] == {"seen": 0, "total": 4}
    assert told["kept"] == {"seen": 0, "total": EVERYTHING["kept"]}
    assert told["statuses"] == {"seen": 0, "total": 3}
    assert told["answered"] == {}


def test_what_is_left_out_breaks_that_it_is_required(shows: Shows) -> None:
    assert shows() == ALWAYS | {
        "broken": {"query.count required", "body required", "path.cup minLength"}
    }


QUERIES: dict[str, tuple[str, dict[str, set[str]]]] = {
    "a number": ("count=1", {"kept": {"query.count required", "query.count type"}}),
    "no number": (
        "count=many",
        {"kept": {"query.count required"}, "broken": {"query.count type"}},
    ),
    "nothing": ("count=", {"kept": {"query.count required"}, "broken": {"query.count type"}}),
    "twice": (
        "count=1&count=2",
        {"kept": {"query.count required"}, "broken": {"query.count type"}},
    ),
    "percent-encoded": ("%63ount=%31", {"kept": {"query.count required", "query.count type"}}),
    "true": ("hot=true", {"kept": {"query.hot type"}, "broken": {"query.count required"}}),
    "a fraction": (
        "part=1.5",
        {"kept": {"query.part type"}, "broken": {"query.part maximum", "query.count required"}},
    ),
    "something else": ("cold=1", {"broken": {"query.count required"}}),
    "half a surrogate": (
        "count=\ud800",
        {"kept": {"query.count required"}},
    ),
}


@pytest.mark.parametrize(("query", "facts"), QUERIES.values(), ids=QUERIES)
def test_a_query_shows(query: str, facts: dict[str, set[str]], shows: Shows) -> None:
    new = shows(
        query, b"{", path="/cups/77/sugar"
    )  # a body that shows nothing but that it is there
    assert new["kept"] == {"path.cup minLength", "body required"} | facts.get("kept", set())
    assert new.get("broken", set()) == facts.get("broken", set())


BODIES: dict[str, tuple[bytes, set[str], set[str]]] = {
    "an array": (b"[]", set(), {"body type"}),
    "no JSON": (b"{lumps: 1}", set(), set()),
    "no end of it": (b"[" * 100_000, set(), set()),
    "no UTF-8": (b'{"lumps": "\xff"}', set(), set()),
    "an empty object": (b"{}", {"body type"}, {"body.lumps required"}),
    "a whole one": (
        b'{"lumps": 2, "kind": "brown"}',
        {
            "body type",
            "body.lumps required",
            "body.lumps type",
            "body.lumps minimum",
            'body.kind enum "brown"',
        },
        set(),
    ),
    "a wrong one": (
        b'{"lumps": 0, "kind": "black"}',
        {"body type", "body.lumps required", "body.lumps type"},
        {"body.lumps minimum", "body.kind enum"},
    ),
    "items": (
        b'{"lumps": "1", "notes": [{"text": "abc"}, 1, {"text": "abcd"}]}',
        {
            "body type",
            "body.lumps required",
            "body.notes type",
            "body.notes[].text maxLength",
        },
        {"body.lumps type", "body.notes[].text maxLength"},
    ),
}


@pytest.mark.parametrize(("body", "kept", "broken"), BODIES.values(), ids=BODIES)
def test_a_body_shows(body: bytes, kept: set[str], broken: set[str], shows: Shows) -> None:
    new = shows("count=1", body, path="/cups/77/sugar")
    always = {"body required", "query.count required", "query.count type", "path.cup minLength"}
    assert new["kept"] == kept | always
    assert new.get("broken", set()) == broken


def test_headers_are_found_in_any_case(shows: Shows) -> None:
    assert 'header.x-mood enum "good"' in shows(headers=(("x-MOOD", "good"),))["kept"]
    assert "header.x-mood enum" in shows(headers=(("X-Mood", "bad"),))["broken"]


def test_of_a_masked_secret_only_that_it_is_text_is_known(shows: Shows) -> None:
    masked = '{"lumps": "‹TEA_SECRET›", "notes": [{"text": "‹TEA_SECRET›"}]}'.encode()
    new = shows("count=1", masked)
    assert "body.lumps type" in new["broken"]
    assert "body.notes[].text" in new["sent"]
    assert "body.notes[].text maxLength" not in new["broken"]


def test_what_was_not_answered_or_has_another_verb_shows_nothing(shows: Shows) -> None:
    assert shows("count=1", b"{}", answered=False) == {}
    assert shows("count=1", b"{}", method="PUT", code=404) == {"statuses": {"404"}}


def test_facts_add_up_until_nothing_is_left(seen: Seen) -> None:
    whole = {"lumps": 1, "kind": "white", "notes": [{"text": "abc"}]}
    other = {"lumps": "1", "kind": "brown", "notes": [{"text": "abcd"}]}
    mood = (("X-Mood", "good"),), (("X-Mood", "bad"),)
    seen.send("count=1&hot=true&part=1", json.dumps(whole).encode(), headers=mood[0])
    seen.send("count=x&hot=x&part=2", json.dumps(other).encode(), headers=mood[1])
    seen.send("part=x", b"[]", path="/cups/77/sugar")
    seen.send(body=b'{"lumps": 0}')
    assert seen.missing == set()
    assert seen.unseen["broken"] == {
        "body required",
        "body.lumps required",
        "body.kind enum",
        "body.notes type",
    }
    seen.send(body=b"").send(body=b'{"notes": 1, "kind": 1}', code=503, answer=b"tea")
    answer = {"cup": {"id": 1}, "leaves": [{}, {"x": None}]}
    seen.send(answer=json.dumps(answer).encode())
    seen.send(code=404, answer=b'\xef\xbb\xbf{"error": ""}')
    assert seen.unseen == {name: set() for name in EVERYTHING}
    assert seen.told["answered"] == {"200": 6, "404": 1, "503": 1}


ANSWERS: dict[str, tuple[int, bytes, set[str]]] = {
    "a member": (200, b'{"cup": 1}', {"cup"}),
    "a member of a member": (200, b'{"cup": {"id": null}}', {"cup", "cup.id"}),
    "a name elsewhere": (200, b'{"id": 1, "x": ["leaves", {"cup": 1}]}', set()),
    "another answer's member": (404, b'{"leaves": [], "cup": 1}', {"cup"}),
    "of an unknown status": (418, b'{"cup": 1}', set()),
    "no JSON": (200, b'{"cup": ', set()),
}


@pytest.mark.parametrize(("code", "answer", "members"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_brings(code: int, answer: bytes, members: set[str], shows: Shows) -> None:
    assert shows(code=code, answer=answer).get("answers", set()) == members


def test_a_status_that_is_not_documented_is_counted_and_covers_nothing(seen: Seen) -> None:
    seen.send(code=418)
    assert seen.told["answered"] == {"418": 1}
    assert seen.told["statuses"]["seen"] == 0


def test_what_is_required_and_never_sent_is_missing(seen: Seen) -> None:
    seen.send("count=1", b'{"kind": "white"}')
    assert seen.missing == {"query.hot", "query.part", "header.x-mood", "body.lumps"}
