"""
The suite's side of the control API: handshake, minted merchants, their time, their callbacks.
"""

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from payconform.errors import Blocked, TargetSilent
from payconform.model import Request
from payconform.wire.transport import Transport

PREFIX = "/_payconform/"
PATIENCE, TICK = 10.0, 0.002  # seconds until a call is met that was sent, and between two looks
START = 1767225600.0  # 2026-01-01, midnight UTC: where minted time begins, the same in each run


@dataclass(frozen=True)
class Handshake:
    """
    What a simulator says of itself.
    """

    provider: str
    capabilities: frozenset[str]


class Control:
    """
    Speaks to the control API of one simulator.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def handshake(self) -> Handshake | None:
        """
        What the target says of itself; None if it has no control API.

        Raises:
            TargetSilent: it gives no answer at all.

        """
        exchange = self._transport.send("handshake", Request("GET", PREFIX))
        if exchange.response is None:
            raise TargetSilent(f"{self._transport.base_url}: {exchange.failure}.")
        try:
            said = json.loads(exchange.response.body)
            return Handshake(said["provider"], frozenset(said["capabilities"]))
        except (ValueError, KeyError, TypeError):
            return None

    def mint(
        self, seed: str, switches: Mapping[str, str], faults: tuple[str, ...], *, strangers: bool
    ) -> "Merchant":
        """
        A merchant of our own, whose time stands still until it is moved.

        `strangers`: it also answers requests that name no merchant, so that its faults show there.
        """
        asked = {
            "seed": seed,
            "now": START,
            "switches": dict(switches),
            "faults": list(faults),
            "strangers": strangers,
        }
        said = self.ask("POST", "sessions", asked)
        return Merchant(self, said["session"], said["credentials"], said["now"])

    def ask(self, method: str, path: str, asked: Any = None) -> Any:
        """
        One control request.

        Raises:
            TargetSilent: it is refused or fails; the simulator's own words say why.

        """
        body = json.dumps(asked).encode("utf-8") if asked is not None else b""
        exchange = self._transport.send("control", Request(method, PREFIX + path, (), body))
        if exchange.response is None or exchange.response.status != 200:
            said = exchange.response.body.decode("utf-8", "replace") if exchange.response else ""
            raise TargetSilent(f"the simulator's control API: {exchange.failure or said}")
        return json.loads(exchange.response.body)


class Merchant:
    """
    One minted merchant: credentials, and a time that is ours to move.
    """

    def __init__(
        self, control: Control, session: str, credentials: Mapping[str, str], now: float
    ) -> None:
        self.credentials = credentials
        self._control = control
        self._path = f"sessions/{session}"
        self._start = now
        self._passed = 0.0

    def now(self) -> datetime:
        """
        The merchant's present.
        """
        return datetime.fromtimestamp(self._start, UTC) + timedelta(seconds=self._passed)

    def advance(self, seconds: float) -> None:
        """
        Let time pass; callbacks that fall due are delivered before this returns.
        """
        self._control.ask("POST", f"{self._path}/clock", {"advance": seconds})
        self._passed += seconds

    def route_callbacks(self, origin: str, address: str) -> None:
        """
        Have callbacks to an origin delivered to a loopback address.
        """
        self._control.ask("POST", f"{self._path}/callbacks", {"from": origin, "to": address})

    def cause(self, event: str, details: Mapping[str, object]) -> Any:
        """
        Have something happen that no request of the merchant brings about; what came of it.

        Raises:
            Blocked: it cannot happen; the simulator's own words say why.

        """
        try:
            return self._control.ask("POST", f"{self._path}/events", {"event": event, **details})
        except TargetSilent as error:
            raise Blocked(f"{event}: {error}") from None

    def lay(self, condition: str, operation: str) -> None:
        """
        Have the next call of an operation meet a condition.
        """
        asked = {"condition": condition, "operation": operation}
        self._control.ask("POST", f"{self._path}/conditions", asked)

    def met(self) -> None:
        """
        Wait until nothing lies in wait any more.

        Raises:
            Blocked: no call meets it.

        """
        until = time.monotonic() + PATIENCE
        while self._control.ask("GET", self._path)["waiting"]:
            if time.monotonic() > until:
                raise Blocked("the simulator's control API: no call met what lies in wait")
            time.sleep(TICK)

    def exercised(self) -> dict[str, int]:
        """
        How often each rule's simulated behaviour was used.
        """
        counts: dict[str, int] = self._control.ask("GET", self._path)["exercised"]
        return counts

    def close(self) -> None:
        """
        Give the merchant up, if its simulator is still there.
        """
        with suppress(TargetSilent):
            self._control.ask("DELETE", self._path)
