"""
A target: calls are built, signed, sent and recorded here; no call is ever repeated unasked.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from payconform.catalog import Slice
from payconform.checks.verbs import UNAVAILABLE
from payconform.errors import Blocked, TargetSilent
from payconform.model import Call, Check, Exchange, Request, Signer
from payconform.simulator.mishaps import LATE
from payconform.target.control import Merchant
from payconform.target.inbox import Inbox
from payconform.target.leftovers import Leftovers
from payconform.target.writing import written
from payconform.wire.dates import skew, wait_asked
from payconform.wire.transport import Transport

PATIENCE = 2  # times a request that was answered 429 is sent again, after the wait asked for
LEAST_SKEW = 2.0  # seconds: a Date tells whole ones, and the way of an answer takes its time
MOST_SKEW = 86400.0  # a Date that is further off tells nothing of the clock that judges requests
TAKING = partial(time.sleep, 0.2)  # while a real target takes a call, before we hang up
BUSY = "the target answers 429, asking for fewer requests"


class Target:
    """
    One merchant of one provider, as stories call it.

    Args:
        slice_: the provider.
        transport: the one way out.
        credentials: of the merchant.
        capabilities: what this target can do; stories ask for these, never for names.
        chance: where fresh names come from.
        merchant: its control, where the target is a simulator that has one.
        inboxes: makes an address for callbacks from a name that nobody else bears.
        second: opens another merchant of the same provider.

    """

    def __init__(
        self,
        slice_: Slice,
        transport: Transport,
        credentials: Mapping[str, str],
        capabilities: frozenset[str],
        chance: random.Random,
        merchant: Merchant | None = None,
        inboxes: Callable[[str], Inbox] | None = None,
        second: Callable[[], "Target"] | None = None,
    ) -> None:
        self.slice = slice_
        self.credentials = credentials
        self.capabilities = capabilities
        self._others: list[Target] = []
        self._served: dict[str, str] = {}
        self._leftovers = Leftovers(slice_, self)
        self.unhealthy = 0
        self._ahead: timedelta | None = None
        self._transport = transport
        self._chance = chance
        self._merchant = merchant
        self._inboxes = inboxes
        self._second = second
        self._identity = slice_.profile.identity(self)

    def send(self, call: Call, signer: Signer | None = None) -> Exchange:
        """
        Send one call. `signer` replaces the merchant's own; `unsigned` sends no credentials.

        Raises:
            TargetSilent: no answer came.
            Blocked: the target answers 429 again and again.

        """
        return self.repeat(call.operation, self._request(call), signer)

    def lose(self, call: Call, condition: str = "") -> Exchange:
        """
        Send one call whose answer gets lost: nothing is made of it, and it is not sent again.

        `condition` is what the target is made to do (capability `inject_faults`); without one we
        hang up once the call is sent.

        Raises:
            Blocked: the target cannot be made to do that.

        """
        merchant, operation, heard = self._merchant, call.operation, self._leftovers.notice
        if condition and merchant is None:
            raise Blocked(f"{condition}: nothing can be injected at this target")
        request = self._identity(self._request(call))
        if condition and merchant is not None:
            merchant.lay(condition, operation)
        if condition not in ("", LATE):
            return self._transport.send(operation, request, heard)
        meanwhile = TAKING if merchant is None else merchant.met
        return self._transport.abandon(operation, request, meanwhile, heard)

    def repeat(self, operation: str, request: Request, signer: Signer | None = None) -> Exchange:
        """
        Send a request that is bytes already; for the rest as `send`.
        """
        for _ in range(PATIENCE + 1):
            signed = (signer or self._identity)(request)
            exchange = self._transport.send(operation, signed, self._leftovers.notice)
            self._set_clock(exchange)
            if not self._asks_for_time(exchange):
                break
        else:
            self.unhealthy += 1
            raise Blocked(f"{operation}: {BUSY}")
        self._identity.notice(exchange)
        return exchange

    def sign(self, request: Request) -> Request:
        """
        The request with the merchant's own proof of who sends it.
        """
        return self._identity(request)

    def race(self, calls: Sequence[Call]) -> list[Exchange]:
        """
        Send calls at the same moment, each over a connection of its own (capability `races`).

        All are signed before the first is sent. Where the pace has a limit per second, the calls
        wait together until the last of them has its turn. None is sent again, whatever it brings.

        Raises:
            TargetSilent: an answer did not come; those that came are recorded.
            Blocked: the target answers 429 to one of them, so nobody knows who would have won.

        """
        requests = [(call.operation, self._identity(self._request(call))) for call in calls]
        exchanges = self._transport.race(requests, self._leftovers.notice)
        for exchange in exchanges:
            if exchange.response is not None:
                self._identity.notice(exchange)
        busy = [exchange.operation for exchange in exchanges if self._asks_for_time(exchange)]
        if busy:
            raise Blocked(f"{busy[0]}: {BUSY}")
        return exchanges

    def now(self) -> datetime:
        """
        The target's present, in UTC: by the Date of its first answer, where it is not ours to set.
        """
        if self._merchant:
            return self._merchant.now()
        return datetime.now(UTC) + (self._ahead or timedelta())

    def advance(self, seconds: float) -> None:
        """
        Let the target's time pass (capability `control_clock`).
        """
        if self._merchant is None:
            raise Blocked("the time of this target cannot be moved")
        self._merchant.advance(seconds)

    def until(self, read: Callable[[], Exchange], holds: Check, seconds: int) -> Exchange:
        """
        Read again each second until a check holds; the last answer where it never does.
        """
        exchange = read()
        for _ in range(seconds):
            if holds(exchange) is None:
                break
            self.wait(1)
            exchange = read()
        return exchange

    def wait(self, seconds: float) -> None:
        """
        Let time pass: the merchant's own where it can be moved, else everybody's.
        """
        if self._merchant:
            self._merchant.advance(seconds)
        else:
            time.sleep(seconds)

    def fresh(self, prefix: str) -> str:
        """
        A name that nothing else in this run bears.
        """
        return f"{prefix}-{self._chance.getrandbits(48):012x}"

    def alternative(self, group: str, probe: Callable[[str], Exchange]) -> str:
        """
        The operation of an `x-alternative` group that this target serves, found once.

        Args:
            group: as the document names it.
            probe: calls an operation; those of the group are tried in document order.

        Raises:
            Blocked: none of them succeeds.

        """
        if group not in self._served:
            self._served[group] = self._find_served(group, probe)
        return self._served[group]

    def cause(self, event: str, **details: object) -> Any:
        """
        Have something happen that no request of the merchant brings about: a customer pays.

        Raises:
            Blocked: the target is no simulator of ours, or it cannot happen there.

        """
        if self._merchant is None:
            raise Blocked(f"{event}: nobody can make that happen at this target")
        return self._merchant.cause(event, details)

    @property
    def minted(self) -> bool:
        """
        Whether the merchant was made for this run alone: what others left is not its own.
        """
        return self._merchant is not None

    def inbox(self) -> Inbox:
        """
        A new address for callbacks (capability `receive_callbacks`).
        """
        if self._inboxes is None:
            raise Blocked("this target cannot reach a callback receiver")
        return self._inboxes(self.fresh("callback"))

    def second(self) -> "Target":
        """
        Another merchant of the same provider (capability `second_merchant`).
        """
        if self._second is None:
            raise Blocked("there is no second merchant")
        other = self._second()
        if self._merchant:
            other.advance((self.now() - other.now()).total_seconds())  # one world, one present
        if other not in self._others:
            self._others.append(other)
        return other

    def settle(self) -> list[str]:
        """
        Take back what this merchant and its seconds created; tells what could not be.
        """
        self._transport.lift_ceiling()
        left = self._leftovers.settle()
        for other in self._others:
            left += other.settle()
        return left

    def exercised(self) -> dict[str, int]:
        """
        How often each simulated behaviour was used, by rule; empty for a real target.
        """
        return self._merchant.exercised() if self._merchant else {}

    def _find_served(self, group: str, probe: Callable[[str], Exchange]) -> str:
        told = []
        for operation in self.slice.document.operations.values():
            if operation.alternative == group:
                wrong = self.slice.profile.succeeded(probe(operation.id))
                if wrong is None:
                    return operation.id
                told.append(f"{operation.id}: expected {wrong.expected}, got {wrong.got}")
        raise Blocked(f"no operation of {group} succeeds: {'; '.join(told)}")

    def _asks_for_time(self, exchange: Exchange) -> bool:
        response = exchange.response
        if response is None or response.status in UNAVAILABLE:
            self.unhealthy += 1
        elif response.status != 429:
            self.unhealthy = 0
        if response is None:
            raise TargetSilent(f"{exchange.operation}: {exchange.failure}")
        if response.status != 429:
            return False
        self._transport.hold(wait_asked(exchange))
        return True

    def _set_clock(self, exchange: Exchange) -> None:
        if self._ahead is None and (ahead := skew(exchange)) is not None:
            believed = LEAST_SKEW <= abs(ahead) <= MOST_SKEW
            self._ahead = timedelta(seconds=ahead if believed else 0)

    def _request(self, call: Call) -> Request:
        return written(call, self.slice.document.operations[call.operation])
