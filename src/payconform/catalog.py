"""
The slice of one provider, put together from its folders. No list of providers exists.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

import payconform.providers
from payconform.errors import NoSuchProvider
from payconform.profiles import Profile
from payconform.simulator.engine import Behaviour
from payconform.spec import rows
from payconform.spec.fields import Fields, fields
from payconform.spec.openapi import Document, document
from payconform.spec.rules import Rulebook, rulebook


@dataclass(frozen=True, eq=False)
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
