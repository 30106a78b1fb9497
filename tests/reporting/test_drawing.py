"""
What is drawn is the QR: turned back into modules, it is what the QR library made.
"""

import pytest
import segno

from payconform.reporting.drawing import BLOCKS, BORDER, drawable, drawn, halved

URL = "https://mia-qr.example/1/m/BNM/AGR0123456789abcdef0123456789abcdef"


def undrawn(lines: list[str]) -> list[list[bool]]:
    """
    The modules of a drawing, by the shape of each character.
    """
    halves = {" ": (False, False), "▄": (False, True), "▀": (True, False), "█": (True, True)}
    rows: list[list[bool]] = []
    for line in lines:
        rows += [[halves[one][upper] for one in line] for upper in (0, 1)]
    return rows


@pytest.mark.parametrize("content", [URL, "1", "ă" * 300, "A" * 1000])
@pytest.mark.parametrize("inverse", [False, True], ids=["dark", "light"])
def test_a_drawing_holds_every_module(content: str, inverse: bool) -> None:
    wanted = [
        [bool(module) != inverse for module in row]
        for row in segno.make_qr(content).matrix_iter(border=BORDER)
    ]
    found = undrawn(drawn(content, inverse=inverse))
    assert found[: len(wanted)] == wanted
    assert not any(any(row) for row in found[len(wanted) :])


def test_two_rows_make_a_line() -> None:
    assert halved([[0, 0, 1, 1], [0, 1, 0, 1]]) == [BLOCKS]
    assert halved([[1, 0]]) == ["▀ "]


def test_what_no_qr_holds_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="no QR holds as much"):
        drawn("x" * 3000)


@pytest.mark.parametrize(
    ("encoding", "able"), [("utf-8", True), ("cp437", True), ("ascii", False), ("tea", False)]
)
def test_blocks_need_an_encoding(encoding: str, able: bool) -> None:
    assert drawable(encoding) is able
