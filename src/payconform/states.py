"""
Provider states: what a consumer's pact stands on, as a provider's `states.py` brings it about.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from payconform.model import Caller, Request, Signer

CALLBACK = "callbackUrl"  # the parameter of a state that makes the provider call back


@dataclass(frozen=True, slots=True)
class Arranged:
    """
    What a state came to: `values` by name, which a pact's expressions may use and which members of
    that name are given. `terms` are for its expressions only, `hidden` ones for such members only:
    they are never told to a pact. `signer` replaces the merchant's own.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    terms: Mapping[str, Any] = field(default_factory=dict)
    hidden: Mapping[str, str] = field(default_factory=dict, repr=False)
    signer: Signer | None = None


Parameters = Mapping[str, Any]


class Place(Caller, Protocol):
    """
    What a state is arranged at: a caller that tells its own proof, and whom else there is.
    """

    def sign(self, request: Request) -> Request:
        """
        The request with the merchant's own proof of who sends it.
        """

    def second(self) -> Caller:
        """
        Another merchant of the same provider (capability `second_merchant`).
        """


@dataclass(frozen=True, slots=True)
class State:
    """
    How a state is arranged, from parameters by name.

    `needs` are the capabilities without which a target cannot be brought into it, `defaults` the
    parameters that it knows, with what they are where a pact does not give them.
    """

    arrange: Callable[[Place, Parameters], Arranged]
    needs: frozenset[str] = frozenset()
    defaults: Parameters = field(default_factory=dict)


@runtime_checkable
class Arranges(Protocol):
    """
    What the profile of a provider offers besides with which consumers have contracts.
    """

    STATES: Mapping[str, State]


def states_of(profile: object) -> Mapping[str, State]:
    """
    The states that a profile knows, none where it arranges none.
    """
    return profile.STATES if isinstance(profile, Arranges) else {}
