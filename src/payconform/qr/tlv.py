"""
Data objects of EMVCo payloads: two digits of tag, two of length, and so many characters of value.
"""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Union

from payconform.qr.content import Fault
from payconform.qr.forms import Form

SOURCE = "EMVCo"
CRC = "63"
HEAD = 4  # characters of tag and length
DIGITS = frozenset("0123456789")
MOST = 99

Tree = Mapping[str, Union[str, "Tree"]]
"""Values by tag, in the order in which they are written; a template holds another tree."""


@dataclass(frozen=True, slots=True)
class DataObject:
    """
    One data object as it stands in a text; a template has `parts`, the other ones none.
    """

    position: int
    path: str
    value: str
    parts: tuple["DataObject", ...] = ()

    @property
    def tag(self) -> str:
        """
        Its own two digits.
        """
        return self.path[-2:]

    @property
    def inside(self) -> int:
        """
        Where its value begins.
        """
        return self.position + HEAD


def scanned(
    text: str, forms: Mapping[str, Form], start: int = 0, within: str = ""
) -> tuple[list[DataObject], list[Fault]]:
    """
    The data objects of a text, those of its templates inside them, and where a level cannot be read
    any further.

    Args:
        text: the payload, or the value of a template.
        forms: tells which tags are templates.
        start: where in the whole payload this text begins.
        within: the path of the template.

    """
    found: list[DataObject] = []
    faults: list[Fault] = []
    at = 0
    while at < len(text):
        tag = text[at : at + 2]
        path = f"{within}.{tag}" if within else tag
        if wrong := _unreadable(text, at):
            return found, [*faults, Fault(start + at, path, wrong, SOURCE)]
        value = text[at + HEAD : at + HEAD + int(text[at + 2 : at + HEAD])]
        one = DataObject(start + at, path, value)
        if tag in forms and forms[tag].parts:
            parts, wrongs = scanned(value, forms[tag].parts, one.inside, path)
            one = replace(one, parts=tuple(parts))
            faults += wrongs
        found.append(one)
        at += HEAD + len(value)
    return found, faults


def build(tree: Tree) -> str:
    """
    The payload of a tree, with its checksum at the end; nothing else is added or checked.

    Raises:
        ValueError: a tag is not two digits, or a value has no character, or more than 99.

    """
    return sealed(_written(tree))


def sealed(text: str) -> str:
    """
    Data objects with the checksum behind them.
    """
    return f"{text}{CRC}04{crc(f'{text}{CRC}04')}"


def crc(text: str) -> str:
    """
    CRC-16/CCITT-FALSE over the UTF-8 bytes of a text, as four upper-case hexadecimal digits.
    """
    return f"{binascii.crc_hqx(text.encode('utf-8', 'surrogatepass'), 0xFFFF):04X}"


def _written(tree: Tree) -> str:
    written = ""
    for tag, held in tree.items():
        value = held if isinstance(held, str) else _written(held)
        if len(tag) != 2 or not DIGITS.issuperset(tag):
            raise ValueError(f"{tag} is no tag of two digits")
        if not 1 <= len(value) <= MOST:
            raise ValueError(f"tag {tag}: {len(value)} characters, 1 to {MOST} can be written")
        written += f"{tag}{len(value):02}{value}"
    return written


def _unreadable(text: str, at: int) -> str:
    tag, length = text[at : at + 2], text[at + 2 : at + HEAD]
    rest = len(text) - at - HEAD
    if len(tag) < 2 or not DIGITS.issuperset(tag):
        return "a tag of two digits must begin here"
    if len(length) < 2 or not DIGITS.issuperset(length):
        return "two digits of length must follow the tag"
    if length == "00":
        return "has the length 00: a data object has at least one character"
    if int(length) > rest:
        return f"has the length {length}, and {rest} characters follow"
    return ""
