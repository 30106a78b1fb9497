"""
The control API under /_payconform/: mint merchants, move their time, route their callbacks.

It is found by a handshake, never assumed, and answers only requests that name a loopback host, so
that no page in a browser can reach it through a name of its own.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import unquote, urlsplit

from payconform import __version__
from payconform.addresses import is_base_url, is_loopback
from payconform.model import Request, Response
from payconform.simulator import mishaps
from payconform.simulator.clock import VirtualClock, WallClock
from payconform.simulator.courier import Courier
from payconform.simulator.engine import Engine
from payconform.simulator.images import TYPES, image
from payconform.simulator.session import Condition, Session
from payconform.simulator.visit import Visit
from payconform.spec.routing import NO_OPERATION

PREFIX = "/_payconform/"
MOST_TIMES = 1000
LATEST = 253_370_764_800.0  # the first second of the year 9999
ENGINE_CAPABILITIES = frozenset(
    {
        "answer_callbacks",
        "control_clock",
        "inject_faults",
        "races",
        "receive_callbacks",
        "second_merchant",
    }
)


class Refused(Exception):
    """
    The control API was asked for something it cannot do.
    """

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.status = status


class Control:
    """
    Answers the control API of one engine.
    """

    def __init__(self, engine: Engine, courier: Courier) -> None:
        self._engine = engine
        self._courier = courier

    async def __call__(self, request: Request) -> Response:
        """
        Answer one control request; what it cannot do is said in `problem`.
        """
        try:
            host = urlsplit(f"//{request.header('host')}").hostname or ""
            if not is_loopback(host):
                raise Refused(403, "the control API answers on loopback only")
            asked = json.loads(request.body or b"{}")
            if not isinstance(asked, dict):
                raise Refused(400, "the body must be a JSON object")
            steps = request.target.removeprefix(PREFIX).partition("?")[0].strip("/").split("/")
            if request.method == "GET" and steps[2:3] == ["qrs"]:
                return self._draw(steps)
            return _json(200, await self._route(request.method, steps, asked))
        except Refused as refused:
            return _json(refused.status, {"problem": str(refused)})
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            return _json(400, {"problem": f"{type(error).__name__}: {error}"})

    async def _route(self, method: str, steps: list[str], asked: dict[str, Any]) -> Any:
        match method, steps:
            case "GET", [""]:
                return self._handshake()
            case "POST", ["sessions"]:
                return self._mint(asked)
            case "GET", ["sessions", account]:
                return self._describe(self._find(account))
            case "DELETE", ["sessions", account]:
                self._engine.close(self._find(account))
                return {}
            case "POST", ["sessions", account, deed]:
                return await self._do(self._find(account), deed, asked)
        raise Refused(404, "no such control operation")

    async def _do(self, session: Session, deed: str, asked: dict[str, Any]) -> Any:
        match deed:
            case "clock":
                return await self._advance(session, _finite(asked["advance"]))
            case "conditions":
                return self._lay(session, asked)
            case "events":
                return self._happen(session, asked)
            case "callbacks":
                return self._map(session, str(asked["from"]), str(asked["to"]))
        raise Refused(404, "no such control operation")

    def _handshake(self) -> Any:
        behaviour = self._engine.behaviour
        return {
            "payconform": __version__,
            "provider": behaviour.rules.provider,
            "capabilities": sorted(ENGINE_CAPABILITIES | behaviour.capabilities),
            "switches": {
                name: known.choices for name, known in self._engine.behaviour.rules.switches.items()
            },
            "faults": [fault.id for fault in behaviour.faults],
            "conditions": sorted({*behaviour.conditions, *mishaps.known(behaviour.conditions)}),
            "events": sorted(behaviour.events),
        }

    def _mint(self, asked: dict[str, Any]) -> Any:
        flipped, wanted = asked.get("switches", {}), asked.get("faults", [])
        if not isinstance(flipped, dict) or not isinstance(wanted, list):
            raise Refused(400, "switches is an object, faults is a list")
        for name, choice in flipped.items():
            known = self._engine.behaviour.rules.switches.get(name)
            if known is None or choice not in known.choices:
                raise Refused(400, f"no switch {name} with the choice {choice}")
        catalogue = {fault.id: fault for fault in self._engine.behaviour.faults}
        if unknown := [fault for fault in wanted if fault not in catalogue]:
            raise Refused(400, f"no fault {unknown[0]}")
        clock = VirtualClock(_finite(asked.get("now", WallClock().now())))
        faults = [catalogue[fault] for fault in wanted]
        session = self._engine.mint(
            clock,
            str(asked.get("seed", "")),
            flipped,
            faults,
            strangers=asked.get("strangers") is True,
        )
        account = self._engine.behaviour.account(session.credentials)
        return {"session": account, "credentials": session.credentials, "now": clock.now()}

    def _draw(self, steps: list[str]) -> Response:
        name, _, kind = unquote("/".join(steps[3:])).rpartition(".")
        if steps[0] != "sessions" or kind not in TYPES:
            raise Refused(404, f"a QR is drawn as one of {', '.join(TYPES)}")
        content = self._engine.behaviour.shown(self._find(steps[1]).state, name)
        if content is None:
            raise Refused(404, "no such QR")
        return image(content, kind)

    def _find(self, account: str) -> Session:
        session = self._engine.find(account)
        if session is None:
            raise Refused(404, "no such session")
        return session

    def _describe(self, session: Session) -> Any:
        return {
            "now": session.clock.now(),
            "exercised": session.exercised,
            "deliveries": [asdict(delivery) for delivery in session.outbox.deliveries()],
            "requests": session.requests,
            "waiting": _waiting(session),
        }

    async def _advance(self, session: Session, seconds: float) -> Any:
        if not isinstance(session.clock, VirtualClock):
            raise Refused(409, "the time of this session passes by itself")
        if seconds < 0:
            raise Refused(400, "time does not run backwards")
        _finite(session.clock.now() + seconds)
        session.clock.advance(seconds)
        deliver: Callable[[Session], Any] = self._courier.deliver
        made = await asyncio.to_thread(deliver, session)
        return {"now": session.clock.now(), "deliveries": [asdict(delivery) for delivery in made]}

    def _lay(self, session: Session, asked: dict[str, Any]) -> Any:
        behaviour, seconds = self._engine.behaviour, _finite(asked.get("seconds", mishaps.SECONDS))
        conditions, operations = behaviour.conditions, behaviour.operations
        befalling = mishaps.known(conditions, seconds)
        name, operation = str(asked["condition"]), str(asked.get("operation", ""))
        times = asked.get("times", 1)
        if name not in conditions and name not in befalling:
            names = ", ".join(sorted({*conditions, *befalling}))
            raise Refused(400, f"no condition {name}; there are {names}")
        if operation and operation not in operations:
            raise Refused(400, f"no operation {operation}; there are {', '.join(operations)}")
        if not isinstance(times, int) or not 1 <= times <= MOST_TIMES:
            raise Refused(400, f"times must be 1 to {MOST_TIMES}")
        if seconds < 0:
            raise Refused(400, "seconds must not be negative")
        if _waiting(session) >= MOST_TIMES:
            raise Refused(409, "too many conditions lie in wait")
        if name in conditions:
            session.conditions.append(Condition(conditions[name], operation, times))
        else:
            session.mishaps.append(Condition(befalling[name], operation, times))
        return {"waiting": _waiting(session)}

    def _happen(self, session: Session, asked: dict[str, Any]) -> Any:
        known, name = self._engine.behaviour.events, str(asked.pop("event"))
        if name not in known:
            raise Refused(400, f"no event {name}; there are {', '.join(sorted(known)) or 'none'}")
        visit = Visit(session, Request("POST", ""), NO_OPERATION, {}, asked)
        answer = known[name](visit)
        if answer.status != 200:
            raise Refused(409, answer.body.decode("utf-8"))
        return json.loads(answer.body)

    def _map(self, session: Session, origin: str, address: str) -> Any:
        if not is_base_url(address) or not is_loopback(urlsplit(address).hostname or ""):
            raise Refused(400, "callbacks are delivered on loopback only")
        session.callback_routes[origin] = address
        return {}


def _waiting(session: Session) -> int:
    return len(session.conditions) + len(session.mishaps)


def _finite(value: Any) -> float:
    seconds = float(value)
    if not abs(seconds) <= LATEST:
        raise Refused(400, "a time must lie before the year 9999")
    return seconds


def _json(status: int, document: Any) -> Response:
    body = json.dumps(document).encode("utf-8")
    return Response(status, (("content-type", "application/json"),), body)
