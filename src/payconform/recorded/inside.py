"""
What stands in a list or an object under a JSON member, found without a parser: a document that is
cut short holds it too.
"""

import re
from collections.abc import Callable, Iterator

OPENING = re.compile(r'"([\w.-]{1,64})"\s*:\s*(?=[\[{])', re.ASCII)
TOKEN = re.compile(
    r'(?P<text>"(?:[^"\\]|\\.)*(?:"|$))(?P<name>\s*:)?|(?P<open>[\[{])|(?P<close>[\]}])'
    r"|(?P<other>-?[\w.+-]+)",
    re.DOTALL,
)


def inside(text: str, is_wanted: Callable[[str], bool]) -> Iterator[tuple[str, int, int]]:
    """
    The name of each wanted member that holds more than one value, with start and end of every text,
    number or word in it, at whatever depth.
    """
    place = 0
    while opening := OPENING.search(text, place):
        place = opening.end()
        if is_wanted(opening[1]):
            for start, end, is_value in _tokens(text, place):
                place = end
                if is_value:
                    yield opening[1], start, end


def _tokens(text: str, start: int) -> Iterator[tuple[int, int, bool]]:
    """
    From a bracket to the one that closes it, or to the end of the text.
    """
    depth = 0
    for found in TOKEN.finditer(text, start):
        depth += bool(found["open"]) - bool(found["close"])
        is_value = bool(found["other"] or (found["text"] and not found["name"]))
        yield found.start(), found.end(), is_value
        if depth == 0:
            return
