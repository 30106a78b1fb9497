"""
Text of others, made fit for a terminal.
"""


def visible(text: str) -> str:
    """
    The text without anything that a terminal would obey.
    """
    return "".join(
        letter if letter.isprintable() or letter == "\n" else repr(letter)[1:-1] for letter in text
    )
