"""
How Python shows a text: in tracebacks, and wherever a value is put into a message as it is.
"""

from collections.abc import Iterator

BOTH = "\"'"  # a text with both quotes is shown between single ones, and those in it are escaped


def in_python(text: str) -> Iterator[str]:
    """
    The text as `repr` and `ascii` show it inside whatever text or bytes, without the quotes.
    """
    raw = text.encode("utf-8", "surrogatepass")
    for whole in (repr(BOTH + text), ascii(BOTH + text), repr(BOTH.encode() + raw)[1:]):
        shown = whole.removeprefix("'\"\\'")[:-1]
        yield from (shown, shown.replace("\\'", "'"))
