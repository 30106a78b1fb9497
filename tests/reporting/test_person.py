"""
A person at a keyboard: what they are shown, and what they type.
"""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from rich.console import Console

from payconform.model import Bill, Exchange
from payconform.reporting.asked import Asked, Fate, Question
from payconform.reporting.drawing import drawn
from payconform.reporting.person import Person, picture
from payconform.reporting.terminal import Ticker

URL = "https://tea.example/pay/1"
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


class Typist:
    """
    A keyboard: what is typed can be read, until it is unplugged.
    """

    def __init__(self) -> None:
        self.keys, self._fingers = os.pipe()

    def type(self, text: bytes) -> None:
        os.write(self._fingers, text)

    def unplug(self) -> None:
        os.close(self._fingers)


@pytest.fixture
def typist() -> Iterator[Typist]:
    typist = Typist()
    yield typist
    os.close(typist.keys)


def console_of(width: int = 100, encoding: str = "utf-8", **options: bool) -> Console:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    return Console(file=file, width=width, **options)  # type: ignore[arg-type]


def screen(console: Console) -> str:
    assert isinstance(console.file, io.TextIOWrapper)
    raw = console.file.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode(console.file.encoding)


def question(created: Exchange, content: str = URL, currency: str = "MDL") -> Question:
    return Question("a cup", created, Bill(content, Decimal("1.5"), currency, NOON), 2, 5)


def asked(fate: Fate) -> Asked:
    return Asked("a cup", Decimal("1.5"), "MDL", NOON, fate, 12.3)


Make = Callable[..., Exchange]


def test_a_question_names_what_how_much_and_how_long(typist: Typist, exchange: Make) -> None:
    console = console_of()
    Person(console, typist.keys).show(question(exchange()))
    said = screen(console)
    assert "Pay QR 2 of 5: 1.50 MDL. a cup" in said
    assert f"until {NOON.astimezone():%H:%M:%S}; s and Enter skip it" in said
    assert "\n".join(drawn(URL, inverse=True)) in said
    assert said.endswith(f"{URL}\n")


def test_text_of_others_commands_no_terminal(typist: Typist, exchange: Make) -> None:
    console = console_of()
    Person(console, typist.keys).show(question(exchange(), "\x1b[2J[red]x", "\x1b]0;M"))
    said = screen(console)
    assert "\x1b" not in said
    assert "\\x1b[2J[red]x" in said


@pytest.mark.parametrize(
    ("typed", "skips"), [(b"s\n", True), (b" S \n", True), (b"\n", False), (b"sugar\n", False)]
)
def test_only_an_s_skips(typist: Typist, typed: bytes, skips: bool) -> None:
    typist.type(typed)
    assert Person(console_of(), typist.keys).wait(1) is skips


def test_what_was_typed_before_skips_nothing(typist: Typist, exchange: Make) -> None:
    person = Person(console_of(), typist.keys)
    typist.type(b"s\n")
    person.show(question(exchange()))
    assert person.wait(0) is False


def test_a_keyboard_that_is_gone_is_not_asked_again(typist: Typist) -> None:
    person = Person(console_of(), typist.keys)
    typist.unplug()
    assert [person.wait(0), person.wait(0)] == [False, False]
    assert person._keys is None


@pytest.mark.parametrize("fate", ["paid", "expired"])
def test_what_became_of_it_is_said(typist: Typist, fate: Fate) -> None:
    console = console_of()
    Person(console, typist.keys).settled(asked(fate))
    assert screen(console) == {"paid": "paid after 12 s\n", "expired": "expired\n"}[fate]


def test_the_screen_is_the_persons_while_one_is_asked(typist: Typist, exchange: Make) -> None:
    events: list[str] = []

    @contextmanager
    def pause() -> Iterator[None]:
        events.append("paused")
        yield
        events.append("goes on")

    person = Person(console_of(), typist.keys)
    person.pause = pause
    person.show(question(exchange()))
    assert events == ["paused"]
    person.show(question(exchange()))  # the one before came to no end
    person.settled(asked("paid"))
    assert events == ["paused", "goes on"] * 2


def test_a_bar_that_is_paused_moves_nothing() -> None:
    console = console_of(force_terminal=True)
    with Ticker(console, "tea") as ticker:
        with ticker.paused():
            assert not ticker._bars.live.is_started
        assert ticker._bars.live.is_started


def test_a_coloured_terminal_gets_dark_on_light() -> None:
    console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system="256")
    lines = picture(console, URL)
    assert [str(line) for line in lines] == drawn(URL)
    assert {str(line.style) for line in lines} == {"black on bright_white"}


@pytest.mark.parametrize(
    "console",
    [console_of(width=20), console_of(encoding="ascii")],
    ids=["too narrow", "without blocks"],
)
def test_what_cannot_be_drawn_is_not(console: Console) -> None:
    assert picture(console, URL) == []


def test_what_no_qr_holds_is_told_as_text(typist: Typist, exchange: Make) -> None:
    console = console_of()
    Person(console, typist.keys).show(question(exchange(), "x" * 3000))
    assert "It cannot be drawn here" in screen(console)
    assert "x" * 3000 in screen(console)
