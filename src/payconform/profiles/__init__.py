"""
What `providers/<provider>/profile.py` offers: `Profile` all of them, the others some;
those about signatures stand in `signatures.py`, that about what a QR shows in `contents.py`.
`client.py` has what the reference clients share.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from payconform.checks import Contradiction, Judgement
from payconform.model import (
    Bill,
    Call,
    Caller,
    Exchange,
    Headers,
    Identity,
    Mismatch,
    Request,
    Standing,
)


@runtime_checkable
class Profile(Protocol):
    """
    What `providers/<provider>/profile.py` offers: how to speak to this provider.

    `CREDENTIALS` are the names a merchant must give, `SECRET_MEMBERS` the JSON members of answers
    and callbacks that hold secrets, or the headers of these and of requests.
    """

    CREDENTIALS: frozenset[str]
    SECRET_MEMBERS: frozenset[str]

    def preflight(self, credentials: Mapping[str, str]) -> Call:
        """
        The first call of a run, harmless and always possible; it is sent with the usual signer.
        """

    def identity(self, caller: Caller) -> Identity:
        """
        The merchant's own signer.
        """

    def stranger(self, request: Request) -> Request:
        """
        Signs with credentials that nobody issued.
        """

    def valid(self, operation: str, caller: Caller) -> Call:
        """
        A call that succeeds; what it stands on is created first.
        """

    def succeeded(self, exchange: Exchange) -> Mismatch | None:
        """
        What keeps an answer from being a success, as this provider tells success.
        """

    def undo(self, exchange: Exchange) -> Call | None:
        """
        The call that takes back what an exchange created; None where it created nothing.
        """

    def undone(self, exchange: Exchange) -> bool:
        """
        Whether the answer to an undo call shows that nothing is left.
        """


@runtime_checkable
class SaysOpenly(Protocol):
    """
    What the profile of a provider offers besides of whose credentials some are no secrets.

    `PUBLIC_CREDENTIALS` are those that every request carries in clear, such as a merchant's id.
    """

    PUBLIC_CREDENTIALS: frozenset[str]


@runtime_checkable
class CallsBack(Protocol):
    """
    What the profile of a provider that sends callbacks offers besides.

    `CALLBACK_CREDENTIALS` are the names without which a merchant cannot verify them.
    """

    CALLBACK_CREDENTIALS: frozenset[str]

    def verify_callback(
        self, body: bytes, headers: Headers, credentials: Mapping[str, str]
    ) -> Mismatch | None:
        """
        What is wrong with the signature of a callback as received.
        """

    def provoke_callback(self, caller: Caller, url: str) -> None:
        """
        Do what makes the provider call back to this URL.
        """


@runtime_checkable
class TakesSecret(Protocol):
    """
    What the profile of a provider that takes a secret in clear offers besides.
    """

    def wrong_secret(self, operation: str, caller: Caller) -> tuple[Call, str]:
        """
        A call that carries a wrong secret in clear, and that secret.
        """


@runtime_checkable
class Traces(Protocol):
    """
    What the profile of a provider offers that can tell what became of a call without an answer.

    `CREATES` are the operations that create what must be taken back.
    """

    CREATES: frozenset[str]

    def trace(self, sent: Exchange) -> Call | None:
        """
        The call that finds what this one created; None where nothing tells it from what is others'.
        """

    def traced(self, sent: Exchange, answer: Exchange) -> list[Call]:
        """
        The calls that take back what this one created, of all that such a call found.
        """


@runtime_checkable
class TellsLive(Protocol):
    """
    What the profile of a provider whose credentials show where they are good offers besides.
    """

    def looks_live(self, credentials: Mapping[str, str]) -> str | None:
        """
        The name of a credential that is one of production; None where none shows it.
        """


@runtime_checkable
class ShowsQr(Protocol):
    """
    What the profile of a provider offers besides whose QRs a person, or a sandbox, can pay.

    `created` is the answer to the call that created the QR.
    """

    def bill(self, created: Exchange) -> Bill:
        """
        What a payer sees of it. Raises Blocked where the answer holds nothing to be shown.
        """

    def standing(self, caller: Caller, created: Exchange) -> Standing:
        """
        Where it stands now, in as few requests as can tell.
        """

    def pay(self, caller: Caller, created: Exchange) -> str:
        """
        Pay it by the provider's own sandbox operation (`simulate_payment`): the payment's id.
        """


@runtime_checkable
class KnowsPeople(Protocol):
    """
    What the profile of a provider that tells who paid offers besides.

    `PERSONAL_MEMBERS` are the JSON members that hold names, accounts or telephone numbers.
    """

    PERSONAL_MEMBERS: frozenset[str]


@runtime_checkable
class Judges(Protocol):
    """
    What the profile of a provider offers besides whose rules can be judged on recorded traffic.
    """

    def judgements(
        self, recorded: Sequence[Exchange], credentials: Mapping[str, str]
    ) -> Iterable[Judgement]:
        """
        What can be judged, knowing all that was recorded, oldest first, and the merchant's
        credentials, empty where they are not given.
        """


@runtime_checkable
class Refuses(Protocol):
    """
    What the profile of a provider whose document says which requests are wrong offers besides.
    """

    def require_refused(self, exchange: Exchange) -> Exchange:
        """
        The rule under test: this request is refused for what it says.
        """

    def fate(self, exchange: Exchange) -> str:
        """
        What became of a request, in a few words: accepted, or refused and how.
        """


class History(Protocol):
    """
    What a merchant does from now on, each step held against what is known by then.
    """

    @property
    def told(self) -> Sequence[str]:
        """
        What was done and what came of it, in words.
        """

    @property
    def sent(self) -> Sequence[str]:
        """
        The ids of the exchanges.
        """

    def take(self, step: Mapping[str, Any]) -> Iterable[Contradiction]:
        """
        Take a step; one that is about nothing that was made is left out.
        """

    def look(self) -> Iterable[Contradiction]:
        """
        Read all that was made.
        """


@runtime_checkable
class Lives(Protocol):
    """
    What the profile of a provider offers besides whose documents tell how things live and end.
    """

    def offered(self, caller: Caller, able: frozenset[str]) -> frozenset[str]:
        """
        What histories can be made of at a target that is able to do so much.
        """

    def steps(
        self, chance: random.Random, offered: frozenset[str], length: int
    ) -> Iterable[dict[str, Any]]:
        """
        The steps of a history as plain JSON; they depend on nothing but chance.
        """

    def history(self, caller: Caller) -> History:
        """
        A history that begins now.
        """


@runtime_checkable
class Reads(Protocol):
    """
    What the profile of a provider offers besides that can tell how a resource stands.
    """

    def reading(self, call: Call) -> Call | None:
        """
        The call that reads what this one acts on, or would create; None where nothing does.
        """


@runtime_checkable
class TellsStates(Protocol):
    """
    What the profile of a provider offers besides whose documents tell what comes of each operation
    in each state.
    """

    def cells(self) -> Iterable[tuple[str, str, str]]:
        """
        Each operation and state, with the rule that says what the operation comes to in it.
        """
