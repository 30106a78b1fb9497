"""
Draws a QR with half-block characters, two modules to a character.
"""

from collections.abc import Sequence

import segno

BORDER = 2  # modules; the standard asks for 4, cameras do with 2, and a terminal is small
BLOCKS = " ▄▀█"  # by lower and upper half: neither, the lower, the upper, both

Rows = Sequence[Sequence[int]]


def drawn(content: str, *, inverse: bool = False) -> list[str]:
    """
    The lines of a QR. Each character stands for a module above another one.

    Args:
        content: what a scanner reads.
        inverse: draw the light modules instead of the dark ones, for light text on a dark ground.

    Raises:
        ValueError: no QR holds as much.

    """
    try:
        rows = [list(row) for row in segno.make_qr(content).matrix_iter(border=BORDER)]
    except segno.DataOverflowError:
        raise ValueError("no QR holds as much") from None
    return halved([[bool(module) != inverse for module in row] for row in rows])


def halved(rows: Rows) -> list[str]:
    """
    Rows of modules, two to a line; a last row without another below it stands above nothing.
    """
    below = [*rows[1::2], [0] * len(rows[0])] if len(rows) % 2 else rows[1::2]
    return [
        "".join(BLOCKS[2 * upper + lower] for upper, lower in zip(*pair, strict=True))
        for pair in zip(rows[::2], below, strict=True)
    ]


def drawable(encoding: str) -> bool:
    """
    Whether an encoding has the characters of a drawing.
    """
    try:
        BLOCKS.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
