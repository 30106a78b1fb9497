"""
One request on its way through the simulator, and how behaviours say which rules they obey.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar, cast

from payconform.model import Request, Response
from payconform.simulator.session import Session
from payconform.spec.openapi import Operation

P = ParamSpec("P")
T = TypeVar("T")


class Visit(NamedTuple):
    """
    A request, the session it belongs to, and what the steps so far have learned of it.

    `operation` is `NO_OPERATION` where the request leads nowhere; `allowed` are then the verbs that
    its path does have. `lost`: its answer does not reach whoever asked; `late` are seconds by which
    it comes too late.
    """

    session: Session
    request: Request
    operation: Operation
    path: Mapping[str, str]
    body: Any = None
    allowed: tuple[str, ...] = ()
    lost: bool = False
    late: float = 0.0

    def with_body(self, body: Any) -> "Visit":
        """
        The same visit with its body parsed.
        """
        return self._replace(body=body)

    def with_request(self, request: Request) -> "Visit":
        """
        The same visit as if another request had come: how a fault looks away.
        """
        return self._replace(request=request)


Step = Callable[[Visit], Visit | Response]
"""A stage of the way: hands on what it learned, or answers and so ends it."""

Handler = Callable[[Visit], Response]

OBEYED: dict[str, list[str]] = {}
"""Rule id to the behaviours that are registered for it."""


def obeys(
    *rules: str,
) -> Callable[[Callable[Concatenate[Visit, P], T]], Callable[Concatenate[Visit, P], T]]:
    """
    Register a behaviour for the rules it obeys, and count each use in the session's provenance.
    """

    def register(
        behaviour: Callable[Concatenate[Visit, P], T],
    ) -> Callable[Concatenate[Visit, P], T]:
        for rule in rules:
            OBEYED.setdefault(rule, []).append(f"{behaviour.__module__}.{behaviour.__qualname__}")

        @wraps(behaviour)
        def counted(visit: Visit, *args: P.args, **kwargs: P.kwargs) -> T:
            visit.session.tally[rules] += 1
            return behaviour(visit, *args, **kwargs)

        return cast("Callable[Concatenate[Visit, P], T]", counted)

    return register
