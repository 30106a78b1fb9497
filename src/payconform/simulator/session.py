"""
A session is a minted merchant: its credentials select it, and sessions never see each other.
"""

import random
import uuid
from collections import Counter, deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from payconform.model import Request, Response, Switch
from payconform.simulator.clock import Clock
from payconform.simulator.outbox import Letter, Outbox

if TYPE_CHECKING:
    from payconform.simulator.faults import Fault

LOGGED = 1000


class Session:
    """
    One merchant: credentials, time, chance, choices, faults, and the provider's own state.
    """

    def __init__(
        self,
        credentials: Mapping[str, str],
        clock: Clock,
        chance: random.Random,
        state: Any,
        switches: Mapping[str, Switch],
        flipped: Mapping[str, str],
        assumptions: Mapping[str, str],
        faults: tuple["Fault", ...] = (),
    ) -> None:
        self.credentials = credentials
        self.clock = clock
        self.state = state
        self.faults = faults
        self.outbox = Outbox()
        self.callback_routes: dict[str, str] = {}
        self.log: deque[tuple[float, Request, Response]] = deque(maxlen=LOGGED)
        self._chance = chance
        self._choices = {
            name: flipped.get(name, known.choices[0]) for name, known in switches.items()
        }
        self._assumptions = assumptions
        self._used: Counter[tuple[str, ...]] = Counter()

    def choice(self, switch: str) -> str:
        """
        What this session does where the documents leave a choice; counts as exercised.
        """
        self.note(self._assumptions[switch])
        return self._choices[switch]

    def note(self, *rules: str) -> None:
        """
        Count one use of the behaviour of these rules.
        """
        self._used[rules] += 1

    @property
    def exercised(self) -> dict[str, int]:
        """
        How often each rule's behaviour was used.
        """
        counts: Counter[str] = Counter()
        for rules, times in self._used.items():
            for rule in rules:
                counts[rule] += times
        return counts

    def post(self, letter: Letter) -> None:
        """
        Send a callback, as this session's faults would have it.
        """
        for fault in self.faults:
            if fault.letter is not None:
                rewritten = fault.letter(self, letter)
                if rewritten is None:
                    return
                letter = rewritten
        self.outbox.post(letter)

    def guid(self) -> str:
        """
        A random GUID, from the session's own chance.
        """
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
