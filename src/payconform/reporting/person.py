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
from payconform.reporting.drawing import drawable, drawn
from payconform.reporting.summary import Asked
from payconform.reporting.visible import visible

INK = "black on bright_white"  # dark on light, whatever the terminal's colours
SKIP = (b"s", b"S")


class Person:
    """
    Shows QRs on a console and listens to a keyboard.

    Args:
        console: of a terminal.
        keys: file descriptor of the keyboard, in whose lines `s` skips a QR.
        pause: keeps everything else off the screen while the person is asked.

    """

    def __init__(
        self,
        console: Console,
        keys: int,
        pause: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._console = console
        self._keys: int | None = keys
        self._pause = pause
        self._paused = ExitStack()

    def show(self, what: str, bill: Bill, number: int, total: int) -> None:
        """
        Ask for a payment.
        """
        self._paused.enter_context(self._pause())
        self._console.bell()
        self._say(f"\nPay QR {number} of {total}: {money(bill)}. {what}", "bold")
        if bill.deadline:
            until = bill.deadline.astimezone()
            self._say(f"until {until:%H:%M:%S}; s and Enter skips it")
        for line in picture(self._console, bill.content):
            self._console.print(line, no_wrap=True, overflow="ignore", crop=False)
        self._say(bill.content)

    def wait(self, seconds: float) -> bool:
        """
        Let time pass; tells whether the person skips the QR.
        """
        if self._keys is None:
            time.sleep(seconds)
            return False
        try:
            ready, _, _ = select.select([self._keys], [], [], seconds)
            typed = os.read(self._keys, 1024) if ready else None
        except OSError:
            typed = b""
        if typed == b"":  # the keyboard is gone; the phone may still be there
            self._keys = None
        return bool(typed) and typed.strip() in SKIP

    def settled(self, asked: Asked) -> None:
        """
        Say what became of it.
        """
        after = f" after {asked.seconds:.0f} s" if asked.fate == "paid" else ""
        self._say(f"{asked.fate}{after}", "green" if asked.fate == "paid" else "yellow")
        self._paused.close()

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
    if len(lines[0]) > console.width:
        return []
    return [Text(line, "" if plain else INK) for line in lines]
