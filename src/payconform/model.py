"""
The values that flow through every row: rules, exchanges, findings. All frozen, none with a verb.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, Protocol

Level = Literal["must", "should", "may"]
Basis = Literal["documented", "standard", "observed", "assumed"]
Party = Literal["provider", "integrator"]
Headers = tuple[tuple[str, str], ...]


class Outcome(StrEnum):
    """
    What became of one test of one rule. Only `passed`, `recorded` and `waived` are good news.
    """

    PASSED = "passed"
    FAILED = "failed"
    WARNED = "warned"
    RECORDED = "recorded"
    SKIPPED = "skipped"
    WAIVED = "waived"
    BLOCKED = "blocked"
    BROKEN = "broken"
    UNEXERCISED = "unexercised"
    UNSTABLE = "unstable"


@dataclass(frozen=True, slots=True)
class Switch:
    """
    A choice the documents leave open; the first of `choices` is what our simulator does.
    """

    name: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One thing that can be checked. `specs/<provider>/rules.yaml` holds them.
    """

    id: str
    area: str
    level: Level
    basis: Basis
    party: Party
    operations: tuple[str, ...]
    says: str
    source: tuple[str, ...]
    implements: str | None = None
    outcomes: tuple[str, ...] = ()
    switch: Switch | None = None
    untested: str | None = None
    unbreakable: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """
    A chapter of rules, the same for every provider.
    """

    code: str
    chapter: int
    title: str


@dataclass(frozen=True, slots=True)
class Request:
    """
    A request as bytes: `target` is path and query exactly as on the wire.
    """

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """
        The first header of that name, whatever its case.
        """
        return _first(self.headers, name)


@dataclass(frozen=True, slots=True)
class Response:
    """
    An answer as bytes.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """
        The first header of that name, whatever its case.
        """
        return _first(self.headers, name)


@dataclass(frozen=True, slots=True)
class Exchange:
    """
    One request and what became of it. Outbound: we called. Inbound: they called us.

    `failure` says why there is no response; `at` is wall time, `seconds` how long it took.
    """

    id: str
    direction: Literal["outbound", "inbound"]
    operation: str
    url: str
    request: Request
    response: Response | None
    failure: str | None
    at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Call:
    """
    A request before it is bytes: an operation of the spec and what goes into it.

    `query` holds the query's members in the order they are sent in; `body` is a JSON value, or
    bytes to be sent as they stand; `method` overrides the operation's.
    """

    operation: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, object] = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """
    One difference: what the rule asks for and what came, in words.
    """

    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What one test found out about one rule; `evidence` are ids of exchanges.
    """

    rule: str
    test: str
    outcome: Outcome
    expected: str = ""
    got: str = ""
    reason: str = ""
    evidence: tuple[str, ...] = ()
    curl: str = ""
    exercised: int = 0
    case: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """
    What a payer sees of a QR: its content as text, and an amount in the currency's main unit.

    `deadline` is the moment until which it can be paid; None where there is none.
    """

    content: str
    amount: Decimal
    currency: str
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Whether a QR was paid, or still can be; `payment` is empty where the target does not name it.
    """

    paid: bool
    payable: bool
    payment: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """
    A signature with its middle shown. `string_to_sign` may hold the key: never print it.
    """

    canonical: str | None
    string_to_sign: str | None = field(repr=False)
    value: str


Signer = Callable[[Request], Request]
"""Adds to a request whatever proves who sends it, over the exact bytes given."""


def unsigned(request: Request) -> Request:
    """
    The signer of a caller without credentials.
    """
    return request


Check = Callable[[Exchange], Mismatch | None]
"""Exchange in, difference out; pure."""


class Identity(Protocol):
    """
    A merchant's own signer, which sees what its calls bring.
    """

    def __call__(self, request: Request) -> Request:
        """
        Sign a request.
        """

    def notice(self, exchange: Exchange) -> None:
        """
        See an exchange of this merchant: it may hold a newer token.
        """


class Caller(Protocol):
    """
    What a story needs of a target: to call it, and to know its time.
    """

    @property
    def credentials(self) -> Mapping[str, str]:
        """
        The merchant that calls.
        """

    def send(self, call: Call, signer: Signer | None = None) -> Exchange:
        """
        Send one request, once, and return what became of it; `signer` replaces the merchant's own.
        """

    def race(self, calls: Sequence[Call]) -> list[Exchange]:
        """
        Send requests at the same moment, each once, and return what became of them, in their order.
        """

    def now(self) -> datetime:
        """
        The target's present, with its zone: virtual where the clock is ours.
        """

    def until(self, read: Callable[[], Exchange], holds: "Check", seconds: int) -> Exchange:
        """
        Read again each second until a check holds; the last answer where it never does.
        """

    def wait(self, seconds: float) -> None:
        """
        Let time pass at the target: virtual where the clock is ours.
        """

    def fresh(self, prefix: str) -> str:
        """
        A name that nothing else in this run bears, drawn from the run's seed.
        """

    def cause(self, event: str, **details: object) -> Any:
        """
        Have something happen that no request of the merchant brings about: a customer pays.
        """

    def alternative(self, group: str, probe: Callable[[str], Exchange]) -> str:
        """
        The operation of an `x-alternative` group that the target serves; `probe` calls one.
        """


def _first(headers: Headers, name: str) -> str | None:
    lowered = name.lower()
    for key, value in headers:
        if key == lowered or key.lower() == lowered:
            return value
    return None
