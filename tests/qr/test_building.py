"""
What is built reads back as it was given, and what was read is built again to the letter.
"""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payconform.qr import Part, Tree, build, decode
from payconform.spec import rows

PAYLOADS = json.loads((rows.find("fixtures", "qr") / "payloads.json").read_text("utf-8"))
SOUND = [one["text"] for one in PAYLOADS["vectors"] if one["result"] == "valid"]
TEMPLATES = [f"{tag:02}" for tag in (*range(26, 52), 62, 64, *range(80, 100))]
PLAIN = [
    "01",
    "02",
    "25",
    *(f"{tag}" for tag in range(52, 62)),
    *(f"{tag}" for tag in range(65, 80)),
]

values = st.text(min_size=1, max_size=20)
leaves = st.dictionaries(
    st.sampled_from([f"{tag:02}" for tag in range(50)]), values, min_size=1, max_size=4
)
trees = st.builds(
    lambda plain, templates: {"00": "01", **plain, **templates},
    st.dictionaries(st.sampled_from(PLAIN), values, max_size=6),
    st.dictionaries(st.sampled_from(TEMPLATES), leaves, max_size=3),
)


def tree_of(parts: tuple[Part, ...]) -> Tree:
    """
    The tree that a payload's parts were built from, its checksum left out.
    """
    outer: dict[str, Any] = {part.path: part.value for part in parts if "." not in part.path}
    templates = {part.path.partition(".")[0] for part in parts if "." in part.path}
    outer |= {tag: {} for tag in templates}
    for part in parts:
        tag, dot, inner = part.path.partition(".")
        if dot and "." not in inner:
            outer[tag][inner] = part.value
    return {tag: held for tag, held in outer.items() if tag != "63"}


@pytest.mark.parametrize("text", SOUND)
def test_a_sound_payload_is_built_again_to_the_letter(text: str) -> None:
    assert build(tree_of(decode(text).parts)) == text


@given(trees)
@settings(max_examples=100, deadline=None, database=None)
def test_a_tree_reads_back_as_it_was_built(tree: Tree) -> None:
    content = decode(build(tree), "emvco")
    assert tree_of(content.parts) == tree
    assert all(fault.path != "63" for fault in content.faults)


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None, database=None)
def test_what_was_not_built_is_not_accepted(text: str) -> None:
    assert decode(text).faults or text.partition(":")[0].lower() in ("upi", "https", "mobilepaypos")


@pytest.mark.parametrize(
    ("tree", "problem"),
    [
        ({"5": "a"}, "no tag of two digits"),
        ({"5²": "a"}, "no tag of two digits"),
        ({"59": ""}, "0 characters"),
        ({"59": "a" * 100}, "100 characters"),
        ({"62": {"01": "a" * 96}}, "100 characters"),
        ({"62": {}}, "0 characters"),
    ],
)
def test_what_cannot_be_written_is_refused(tree: Tree, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        build(tree)
