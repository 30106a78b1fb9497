"""
A session is a minted merchant: its credentials select it, and sessions never see each other.
"""

import random
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from payconform.simulator.clock import Clock
from payconform.simulator.outbox import Letter, Outbox

KEPT = 10_000

T = TypeVar("T")

Rewrite = Callable[["Session", Letter], Letter | None]
"""What a fault makes of a callback: another letter, or None for none."""


@dataclass(frozen=True, slots=True)
class Condition:
    """
    What lies in wait for `left` calls of an operation, of any where that is empty.
    """

    answer: Callable[..., Any]
    operation: str
    left: int


class Ring(OrderedDict[str, T]):
    """
    A mapping that forgets its oldest entry when it holds more than `KEPT`: what state is made of.
    """

    def __setitem__(self, key: str, value: T) -> None:
        """
        Add an entry.
        """
        super().__setitem__(key, value)
        if len(self) > KEPT:
            self.popitem(last=False)


class Session:
    """
    One merchant: credentials, time, chance, choices, and the provider's own state.

    `tally` counts how often behaviours were used, by the rules that they obey. `conditions` lie in
    wait for calls before they do anything, `mishaps` for their answers.

    Args:
        credentials: select the session.
        clock: its time.
        chance: where its ids come from.
        state: the provider's own.
        choices: by switch, what it does and the assumed rule that leaves the choice.
        rewrites: what its faults make of its callbacks.

    """

    def __init__(
        self,
        credentials: Mapping[str, str],
        clock: Clock,
        chance: random.Random,
        state: Any,
        choices: Mapping[str, tuple[str, str]],
        rewrites: tuple[Rewrite, ...] = (),
    ) -> None:
        self.credentials = credentials
        self.clock = clock
        self.state = state
        self.outbox = Outbox()
        self.callback_routes: dict[str, str] = {}
        self.conditions: list[Condition] = []
        self.mishaps: list[Condition] = []
        self.requests = 0
        self._chance = chance
        self._choices = choices
        self._rewrites = rewrites
        self.tally: defaultdict[tuple[str, ...], int] = defaultdict(int)

    def choice(self, switch: str) -> str:
        """
        What this session does where the documents leave a choice; counts as exercised.
        """
        choice, rule = self._choices[switch]
        self.tally[rule,] += 1
        return choice

    @property
    def exercised(self) -> dict[str, int]:
        """
        How often each rule's behaviour was used.
        """
        counts: Counter[str] = Counter()
        for rules, times in self.tally.items():
            for rule in rules:
                counts[rule] += times
        return counts

    def met(self, waiting: list[Condition], operation: str) -> Callable[..., Any] | None:
        """
        What lies in wait for a call of an operation, which meets it once less from now on.
        """
        for number, known in enumerate(waiting):
            if known.operation in ("", operation):
                if known.left > 1:
                    waiting[number] = Condition(known.answer, known.operation, known.left - 1)
                else:
                    del waiting[number]
                return known.answer
        return None

    def post(self, letter: Letter) -> None:
        """
        Send a callback, as this session's faults would have it.
        """
        for rewrite in self._rewrites:
            rewritten = rewrite(self, letter)
            if rewritten is None:
                return
            letter = rewritten
        self.outbox.post(letter)

    def guid(self) -> str:
        """
        A random GUID of version 4, from the session's own chance.
        """
        digits = f"{self._chance.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"
