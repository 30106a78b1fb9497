"""
A simulator is a callable: request in, response out. Knows no provider.
"""

import random
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from payconform.model import Request, Response
from payconform.simulator import mishaps
from payconform.simulator.clock import Clock, WallClock
from payconform.simulator.faults import Fault, Faults, Later
from payconform.simulator.mishaps import Way
from payconform.simulator.outbox import Accepts, delivered_on_success
from payconform.simulator.session import Session
from payconform.simulator.visit import Handler, Step, Visit
from payconform.spec.openapi import Operation
from payconform.spec.routing import NO_OPERATION, Router
from payconform.spec.rules import Rulebook

SESSIONS = 256


@dataclass(frozen=True)
class Behaviour:
    """
    What makes the engine one provider: data and functions, no subclass.

    `steps` is the order in which this provider looks at a request before the handler acts;
    `conditions` are answers by name that no request brings about, `events` what happens by name
    without a request of the merchant: a customer pays. `shown` finds in a state what the QR of some
    id shows, None where there is no such QR.
    """

    rules: Rulebook
    operations: Mapping[str, Operation]
    handlers: Mapping[str, Handler]
    steps: tuple[Step, ...]
    unrouted: Handler
    identify: Callable[[Request], str | None]
    account: Callable[[Mapping[str, str]], str]
    mint: Callable[[Callable[[], str]], Mapping[str, str]]
    state: Callable[[], Any]
    capabilities: frozenset[str] = frozenset()
    accepts: Accepts = delivered_on_success
    faults: Faults = field(default_factory=Faults)
    conditions: Mapping[str, Handler] = field(default_factory=dict)
    events: Mapping[str, Handler] = field(default_factory=dict)
    shown: Callable[[Any, str], str | None] = lambda state, name: None


Resident = tuple[Session, Way]
"""A session, and the way a visit takes through its faults: those that yield come first."""


class Engine:
    """
    Holds the sessions of one provider's simulator and answers requests.
    """

    def __init__(
        self,
        behaviour: Behaviour,
        standing: Mapping[str, str] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.behaviour = behaviour
        self._router = Router(behaviour.operations.values())
        self._residents: OrderedDict[str, Resident] = OrderedDict()
        self._nobody = self._resident(self._credentials(), WallClock())
        self._stranger = self._nobody
        self.standing: Session | None = None
        if standing is not None:
            resident = self._resident(standing, clock or WallClock())
            self.standing = resident[0]
            self._residents[behaviour.account(standing)] = resident

    def __call__(self, request: Request) -> Response | Awaitable[Response]:
        """
        Answer one request as the session that its credentials select; awaitable if a fault yields,
        or a mishap lies in wait.

        Raises:
            ConnectionAbortedError: it is not to be answered.

        """
        account = self.behaviour.identify(request)
        session, way = self._residents.get(account or "") or self._stranger
        route = self._router.find(request)
        visit = Visit(session, request, route.operation, route.path, None, route.allowed)
        answer = mishaps.through(session, visit, way)
        if not isinstance(answer, Response):
            return _later(session, request, answer)
        session.requests += 1
        return answer

    def mint(
        self,
        clock: Clock,
        seed: str,
        flipped: Mapping[str, str],
        faults: Iterable[Fault],
        *,
        strangers: bool = False,
    ) -> Session:
        """
        A new merchant with credentials of its own; the oldest makes room when there are too many.

        Args:
            clock: its time.
            seed: decides its ids, not its credentials: those are new each time.
            flipped: switches that are not at their default.
            faults: the lies it tells.
            strangers: it also refuses the requests that name no merchant, its way: nothing on the
                wire tells whose they are.

        """
        chance = random.Random(seed)  # noqa: S311 - ids of a simulator, reproducible by seed
        resident = self._resident(self._credentials(), clock, chance, flipped, tuple(faults))
        session = resident[0]
        self._residents[self.behaviour.account(session.credentials)] = resident
        if strangers:
            self._stranger = resident
        minted = [key for key, (known, _) in self._residents.items() if known is not self.standing]
        if len(minted) > SESSIONS:
            self._forget(minted[0])
        return session

    def close(self, session: Session) -> None:
        """
        Forget a merchant, and answer strangers in nobody's way again if it was in this one's.
        """
        self._forget(self.behaviour.account(session.credentials))

    def find(self, account: str) -> Session | None:
        """
        The session of an account.
        """
        resident = self._residents.get(account)
        return resident[0] if resident else None

    def _forget(self, account: str) -> None:
        if self._residents.pop(account, None) is self._stranger:
            self._stranger = self._nobody

    def _credentials(self) -> Mapping[str, str]:
        return self.behaviour.mint(lambda: secrets.token_hex(16))

    def _resident(
        self,
        credentials: Mapping[str, str],
        clock: Clock,
        chance: random.Random | None = None,
        flipped: Mapping[str, str] | None = None,
        faults: tuple[Fault, ...] = (),
    ) -> Resident:
        chosen = flipped or {}
        choices = {
            rule.switch.name: (chosen.get(rule.switch.name, rule.switch.choices[0]), rule.id)
            for rule in self.behaviour.rules.rules
            if rule.switch
        }
        session = Session(
            credentials,
            clock,
            chance or random.Random(),  # noqa: S311 - as above
            self.behaviour.state(),
            choices,
            tuple(fault.letter for fault in faults if fault.letter),
        )
        lies = [fault.answer for fault in faults if fault.answer]
        way = reduce(lambda inner, lie: lambda visit: lie(visit, inner), lies, self._honest)
        yielding = [fault.yielding for fault in faults if fault.yielding]
        if not yielding:
            return session, way

        async def at_once(visit: Visit) -> Response:
            return way(visit)

        later: Later = at_once
        return session, reduce(lambda inner, lie: lambda visit: lie(visit, inner), yielding, later)

    def _honest(self, visit: Visit) -> Response:
        if visit.operation is NO_OPERATION:
            return self.behaviour.unrouted(visit)
        for step in self.behaviour.steps:
            learned = step(visit)
            if isinstance(learned, Response):
                return learned
            visit = learned
        return self.behaviour.handlers[visit.operation.id](visit)


async def _later(session: Session, request: Request, answer: Awaitable[Response]) -> Response:
    response = await answer
    session.requests += 1
    return response
