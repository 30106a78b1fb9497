"""
What the profile of a provider with signatures offers besides.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from payconform.model import Exchange, Request
from payconform.signing.doctor import Case


@runtime_checkable
class Explains(Protocol):
    """
    For whoever makes a wrong signature.

    `SIGNED` is what is signed: request, answer, callback.
    """

    SIGNED: frozenset[str]

    def cases(self, exchange: Exchange, credentials: Mapping[str, str]) -> Iterable[Case[Any]]:
        """
        The signatures of a request, of its answer, or of a callback, as they were received.

        Raises:
            Unusable: there is none.

        """


@runtime_checkable
class Expires(Protocol):
    """
    Where a signature is good for some time only.
    """

    def valid_until(self, request: Request) -> datetime | None:
        """
        The last moment at which a signed request is taken; None where it does not say.
        """


def valid_until(profile: object, request: Request) -> datetime | None:
    """
    The same of any profile; None where signatures do not expire.
    """
    return profile.valid_until(request) if isinstance(profile, Expires) else None
