"""
A person at a terminal, who is shown QRs to pay.
"""

import os
import select
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext

from rich.console import Console
from rich.text import Text

from payconform.model import Bill
from payconform.reporting.asked import Asked, Question
from payconform.reporting.drawing import drawable, drawn
from payconform.reporting.visible import visible

INK = "black on bright_white"  # dark on light, whatever the terminal's colours
SKIP = (b"s", b"S")


class Person:
    """
    Shows QRs on a console and listens to a keyboard. `pause` keeps all else off the screen.

    Args:
        console: of a terminal.
        keys: file descriptor of the keyboard, where `s` and Enter skip a QR.

    """

    def __init__(self, console: Console, keys: int) -> None:
        self.pause: Callable[[], AbstractContextManager[None]] = nullcontext
        self._console = console
        self._keys: int | None = keys
        self._paused = ExitStack()

    def show(self, question: Question) -> None:
        """
        Ask for a payment.
        """
        bill, number = question.bill, f"{question.number} of {question.total}"
        self._paused.close()
        self._paused.enter_context(self.pause())
        self._forget_typed()  # was meant for nothing that is shown
        self._console.bell()
        self._say(f"\nPay QR {number}: {money(bill)}. {question.what}", "bold")
        until = f"until {bill.deadline.astimezone():%H:%M:%S}; " if bill.deadline else ""
        self._say(f"{until}s and Enter skip it")
        lines = picture(self._console, bill.content)
        for line in lines:
            self._console.print(line, no_wrap=True, overflow="ignore", crop=False)
        if not lines:
            self._say("It cannot be drawn here: the terminal is too narrow, or has no blocks.")
        self._say(bill.content)

    def wait(self, seconds: float) -> bool:
        """
        Let time pass; tells whether the person skips the QR.
        """
        return self._typed(seconds).strip() in SKIP

    def settled(self, asked: Asked) -> None:
        """
        Say what became of it.
        """
        after = f" after {asked.seconds:.0f} s" if asked.fate == "paid" else ""
        self._say(f"{asked.fate}{after}", "green" if asked.fate == "paid" else "yellow")
        self._paused.close()

    def _forget_typed(self) -> None:
        while self._keys is not None and select.select([self._keys], [], [], 0)[0]:
            self._typed(0)

    def _typed(self, seconds: float) -> bytes:
        """
        What is typed within some time, up to the first line.
        """
        if self._keys is None:
            time.sleep(seconds)
            return b""
        try:
            ready, _, _ = select.select([self._keys], [], [], seconds)
            typed = os.read(self._keys, 1024) if ready else b"\n"
        except OSError:
            typed = b""
        if not typed:  # the keyboard is gone; the phone may still be there
            self._keys = None
        return typed

    def _say(self, text: str, style: str = "") -> None:
        self._console.print(Text(visible(text), style), soft_wrap=True, highlight=False)


def money(bill: Bill) -> str:
    """
    An amount with its currency.
    """
    return f"{bill.amount:.2f} {bill.currency}"


def picture(console: Console, content: str) -> list[Text]:
    """
    The lines of a QR as this console can show them; none where it cannot.

    Without colours it is drawn for light text on a dark ground, as terminals mostly are.
    """
    plain = console.no_color or console.color_system is None
    if not drawable(console.encoding):
        return []
    try:
        lines = drawn(content, inverse=plain)
    except ValueError:
        return []
    if len(lines[0]) > _columns(console):
        return []
    return [Text(line, "" if plain else INK) for line in lines]


def _columns(console: Console) -> int:
    """
    The width of the console's own terminal: rich looks at the standard streams, which may be
    somewhere else while stories run.
    """
    try:
        return os.get_terminal_size(console.file.fileno()).columns or console.width
    except (OSError, ValueError):  # no terminal
        return console.width
