"""
The slice of one provider, put together from its folders. No list of providers exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast, runtime_checkable

import payconform.providers
from payconform.errors import NoSuchProvider
from payconform.model import Call, Caller, Exchange, Headers, Identity, Mismatch, Request
from payconform.simulator.engine import Behaviour
from payconform.spec import rows
from payconform.spec.fields import Fields, fields
from payconform.spec.openapi import Document, document
from payconform.spec.rules import Rulebook, rulebook


@runtime_checkable
class Profile(Protocol):
    """
    What `providers/<provider>/profile.py` offers: how to speak to this provider.

    `CREDENTIALS` are the names a merchant must give, `SECRET_MEMBERS` the JSON members of answers
    that hold secrets.
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
class CallsBack(Protocol):
    """
    What the profile of a provider that sends callbacks offers besides.
    """

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

    def traced(self, answer: Exchange) -> list[Call]:
        """
        The calls that take back what such a call found.
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


@dataclass(frozen=True)
class Slice:
    """
    Everything known of one provider but its simulator, which is loaded when it is needed.
    """

    key: str
    rules: Rulebook
    document: Document
    fields: Fields
    profile: Profile


def load(key: str) -> Slice:
    """
    The slice of a provider.

    Raises:
        NoSuchProvider: a row has no such folder; the message lists the providers there are.

    """
    profile = cast("Profile", _module(key, "profile"))
    return Slice(key, rulebook(key), document(key), fields(key), profile)


def behaviour(key: str) -> Behaviour:
    """
    What makes the engine this provider's simulator.
    """
    loaded: Behaviour = _module(key, "simulator").behaviour()
    return loaded


class _Loaded(Protocol):
    def behaviour(self) -> Behaviour: ...


def _module(key: str, name: str) -> _Loaded:
    for folder in rows.every("providers"):
        if str(folder) not in payconform.providers.__path__:
            payconform.providers.__path__.append(str(folder))
    try:
        return cast("_Loaded", import_module(f"payconform.providers.{key}.{name}"))
    except ModuleNotFoundError as error:
        if not str(error.name).startswith(f"payconform.providers.{key}"):
            raise
        raise NoSuchProvider(f"provider {key} has rules but no {error.name}.") from None
