"""
A simulator is a callable: request in, response out. Knows no provider.
"""

import random
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from payconform.model import Request, Response
from payconform.simulator.clock import Clock, WallClock
from payconform.simulator.faults import Fault, Faults, Proceed
from payconform.simulator.outbox import Accepts
from payconform.simulator.routing import Router
from payconform.simulator.session import Session
from payconform.simulator.visit import NO_OPERATION, Handler, Step, Visit
from payconform.spec.openapi import Operation
from payconform.spec.rules import Rulebook

SESSIONS = 256


@dataclass(frozen=True)
class Behaviour:
    """
    What makes the engine one provider: data and functions, no subclass.

    `steps` is the order in which this provider looks at a request before the handler acts.
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
    accepts: Accepts
    capabilities: frozenset[str]
    faults: Faults = field(default_factory=Faults)


class Engine:
    """
    Holds the sessions of one provider's simulator and answers requests.
    """

    def __init__(self, behaviour: Behaviour, standing: Mapping[str, str] | None = None) -> None:
        self.behaviour = behaviour
        self.switches = behaviour.rules.switches
        self._assumptions = {
            rule.switch.name: rule.id for rule in behaviour.rules.rules if rule.switch
        }
        self._router = Router(behaviour.operations.values())
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._stranger = self._session(behaviour.mint(lambda: secrets.token_hex(16)), WallClock())
        self.standing: Session | None = None
        if standing is not None:
            self.standing = self._session(standing, WallClock())
            self._sessions[behaviour.account(standing)] = self.standing

    def __call__(self, request: Request) -> Response:
        """
        Answer one request as the session that its credentials select.
        """
        account = self.behaviour.identify(request)
        session = self._sessions.get(account or "") or self._stranger
        route = self._router.find(request)
        visit = Visit(session, request, route.operation, route.path, None, route.allowed)
        response = self._way(session)(visit)
        session.log.append((session.clock.now(), request, response))
        return response

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
            seed: decides its ids.
            flipped: switches that are not at their default.
            faults: the lies it tells.
            strangers: it also refuses the requests that name no merchant, its way: nothing on the
                wire tells whose they are.

        """
        chance = random.Random(seed)  # noqa: S311 - ids of a simulator, reproducible by seed
        # Credentials are new each time: the seed decides what the merchant does, not who it is.
        credentials = self.behaviour.mint(lambda: secrets.token_hex(16))
        session = self._session(credentials, clock, chance, flipped, tuple(faults))
        self._sessions[self.behaviour.account(credentials)] = session
        if strangers:
            self._stranger = session
        minted = [key for key, known in self._sessions.items() if known is not self.standing]
        if len(minted) > SESSIONS:
            del self._sessions[minted[0]]
        return session

    def close(self, session: Session) -> None:
        """
        Forget a merchant.
        """
        self._sessions.pop(self.behaviour.account(session.credentials), None)

    def find(self, account: str) -> Session | None:
        """
        The session of an account.
        """
        return self._sessions.get(account)

    def _session(
        self,
        credentials: Mapping[str, str],
        clock: Clock,
        chance: random.Random | None = None,
        flipped: Mapping[str, str] = {},
        faults: tuple[Fault, ...] = (),
    ) -> Session:
        return Session(
            credentials,
            clock,
            chance or random.Random(),  # noqa: S311
            self.behaviour.state(),
            self.switches,
            flipped,
            self._assumptions,
            faults,
        )

    def _way(self, session: Session) -> Proceed:
        if not session.faults:
            return self._honest
        lies = [fault.answer for fault in session.faults if fault.answer]
        return reduce(lambda inner, lie: lambda visit: lie(visit, inner), lies, self._honest)

    def _honest(self, visit: Visit) -> Response:
        if visit.operation is NO_OPERATION:
            return self.behaviour.unrouted(visit)
        for step in self.behaviour.steps:
            learned = step(visit)
            if isinstance(learned, Response):
                return learned
            visit = learned
        return self.behaviour.handlers[visit.operation.id](visit)
