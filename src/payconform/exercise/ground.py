"""
What cases stand on: a call that succeeds, on resources of its own, and how these read.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from payconform.catalog import Slice
from payconform.errors import NotOffered
from payconform.model import Call, Caller, Check, Exchange, Mismatch, Signer
from payconform.profiles import Reads
from payconform.wire.leaves import leaves

MOST_NAMED = 3  # members that a difference names
MOST_USES = 40  # of one ground: what stands on a clock does not stand for ever


class Witness:
    """
    A caller that remembers what it sent, for whoever judges it afterwards.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.seen: list[Exchange] = []

    @property
    def credentials(self) -> Mapping[str, str]:
        """
        The merchant that calls.
        """
        return self._caller.credentials

    def send(self, call: Call, signer: Signer | None = None) -> Exchange:
        """
        Send one request and remember what became of it.
        """
        self.seen.append(self._caller.send(call, signer))
        return self.seen[-1]

    def race(self, calls: Sequence[Call]) -> list[Exchange]:
        """
        Send requests at the same moment and remember what became of them.
        """
        exchanges = self._caller.race(calls)
        self.seen += exchanges
        return exchanges

    def now(self) -> datetime:
        """
        The target's present.
        """
        return self._caller.now()

    def until(self, read: Callable[[], Exchange], holds: Check, seconds: int) -> Exchange:
        """
        Read again each second until a check holds.
        """
        return self._caller.until(read, holds, seconds)

    def wait(self, seconds: float) -> None:
        """
        Let time pass at the target.
        """
        self._caller.wait(seconds)

    def fresh(self, prefix: str) -> str:
        """
        A name that nothing else in this run bears.
        """
        return self._caller.fresh(prefix)

    def cause(self, event: str, **details: object) -> Any:
        """
        Have something happen that no request of the merchant brings about.
        """
        return self._caller.cause(event, **details)

    def alternative(self, group: str, probe: Callable[[str], Exchange]) -> str:
        """
        The operation of a group of alternatives that the target serves.
        """
        return self._caller.alternative(group, probe)


class Ground:
    """
    A valid call of an operation, with what it stands on. It holds for any number of calls that are
    refused, as these change nothing; one that may have changed something uses it up.

    Raises:
        NotOffered: the target serves another operation in its place.

    """

    def __init__(self, caller: Caller, slice_: Slice, operation: str) -> None:
        self._witness = Witness(caller)
        self._slice = slice_
        self._uses = 0
        self._before: Mapping[str, str] | None = None
        self.call = slice_.profile.valid(operation, self._witness)
        if self.call.operation != operation:
            raise NotOffered(f"the target serves {self.call.operation} instead")
        self._reading = self._read_by()
        if self._reading is not None:
            self._before = self._read(self._reading)

    @property
    def credentials(self) -> Mapping[str, str]:
        """
        The merchant that stands on it.
        """
        return self._witness.credentials

    @property
    def seen(self) -> Sequence[Exchange]:
        """
        All that was sent on it, oldest first.
        """
        return self._witness.seen

    @property
    def holds(self) -> bool:
        """
        Whether it can bear another call.
        """
        return self._uses < MOST_USES

    @property
    def can_be_read(self) -> bool:
        """
        Whether a call has told how it stands.
        """
        return self._before is not None

    def send(self, call: Call) -> Exchange:
        """
        Send a call that stands on it.
        """
        self._uses += 1
        exchange = self._witness.send(call)
        if self._slice.profile.succeeded(exchange) is None:
            self._uses = MOST_USES
        return exchange

    def changed(self) -> Mismatch | None:
        """
        What of it reads otherwise than before; None where nothing does, or it cannot be read.
        """
        if self._reading is None or self._before is None:
            return None
        now = self._read(self._reading)
        if now is None:
            return None
        others = [
            name for name in {**self._before, **now} if self._before.get(name) != now.get(name)
        ]
        if not others:
            return None
        self._uses = MOST_USES
        then, told = (
            "; ".join(f"{name} = {held.get(name, 'nothing there')}" for name in others[:MOST_NAMED])
            for held in (self._before, now)
        )
        return Mismatch(f"as before the refusal: {then}", told)

    def _read(self, reading: Call) -> Mapping[str, str] | None:
        exchange = self._witness.send(reading)
        if self._slice.profile.succeeded(exchange) or exchange.response is None:
            return None
        return leaves(exchange.response.body)

    def _read_by(self) -> Call | None:
        profile = self._slice.profile
        return profile.reading(self.call) if isinstance(profile, Reads) else None
