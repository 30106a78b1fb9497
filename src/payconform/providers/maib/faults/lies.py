"""
The shapes that most of maib's liars have, and the catalogue they register in.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from payconform.model import Response
from payconform.providers.maib.simulation.refusals import refusal
from payconform.providers.maib.simulation.state import Payment, Qr, iso, seconds
from payconform.simulator.faults import Answer, Faults, Proceed, edited
from payconform.simulator.session import Ring
from payconform.simulator.visit import Visit

FAULTS = Faults()
answering, posting, yielding = FAULTS.answering, FAULTS.posting, FAULTS.yielding

EVERYONES_QRS: Ring[Qr] = Ring()
EVERYONES_PAYMENTS: Ring[Payment] = Ring()

T = TypeVar("T")

Seconds = tuple[float, float]
IN_THE_PAST: Seconds = (-1e9, 0)
SOON: Seconds = (1, 59)
LATE: Seconds = (60 * 86400 + 1, 1e9)


def changed(visit: Visit, **members: Any) -> Visit:
    """
    The visit as if the body had held these members; `...` takes one away.
    """
    body = {**asked(visit), **members}
    body = {name: value for name, value in body.items() if value is not ...}
    return visit.with_request(replace(visit.request, body=json.dumps(body).encode("utf-8")))


def asked(visit: Visit) -> dict[str, Any]:
    """
    The body of a request, empty where it is no JSON object.
    """
    try:
        body = json.loads(visit.request.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def asked_for(visit: Visit) -> dict[str, str]:
    """
    The query of a request.
    """
    return dict(parse_qsl(visit.request.target.partition("?")[2], keep_blank_values=True))


def instead(visit: Visit, **parameters: Any) -> Visit:
    """
    The visit as if the query had held these parameters; `...` takes one away.
    """
    path = visit.request.target.partition("?")[0]
    query = {**asked_for(visit), **parameters}
    query = {name: value for name, value in query.items() if value is not ...}
    target = f"{path}?{urlencode(query)}" if query else path
    return visit.with_request(replace(visit.request, target=target))


def held(visit: Visit, path: str) -> Any:
    """
    The member at a dotted path of a body, `...` where there is none.
    """
    value: Any = asked(visit)
    for step in path.split("."):
        if not isinstance(value, dict) or step not in value:
            return ...
        value = value[step]
    return value


def holding(visit: Visit, path: str, value: Any) -> Visit:
    """
    The visit as if the body had held a value at a dotted path, where there is a place for it.
    """
    outer, _, name = path.rpartition(".")
    if not outer:
        return changed(visit, **{name: value})
    inner = held(visit, outer)
    return holding(visit, outer, {**inner, name: value}) if isinstance(inner, dict) else visit


@contextmanager
def adopting(mine: Ring[T], everyones: Ring[T], ids: Iterable[str]) -> Iterator[bool]:
    """
    Let a merchant have other merchants' things for the visit; tells whether any of them is foreign.
    """
    foreign = {one: everyones[one] for one in ids if one in everyones and one not in mine}
    mine.update(foreign)
    try:
        yield bool(foreign)
    finally:
        for one in foreign:
            mine.pop(one, None)
        everyones.update(mine)


def on_success(visit: Visit, proceed: Proceed, path: str, value: Any) -> Response:
    response = proceed(visit)
    return edited(response, path, value) if response.status == 200 else response


def _register(name: str, rule: str, operation: str, lie: Answer) -> None:
    lie.__name__ = name
    answering(rule, operation)(lie)


def tells(name: str, rule: str, operation: str, path: str, value: Any, where: bytes = b"") -> None:
    """
    Register a liar whose answer has a value at a dotted path, `...` for none: on success, or where
    some bytes are in the body.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        concerned = where in response.body if where else response.status == 200
        return edited(response, path, value) if concerned else response

    _register(name, rule, operation, lie)


def takes(
    name: str, rule: str, operation: str, path: str, wrong: Callable[[Any], bool], good: Any
) -> None:
    """
    Register a liar that takes a wrong value at a dotted path, `...` for none, as if it were good.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        mistaken = wrong(held(visit, path))
        return proceed(holding(visit, path, good) if mistaken else visit)

    _register(name, rule, operation, lie)


def tolerates(name: str, rule: str, operation: str, path: str, good: Any) -> None:
    """
    Register a liar that takes a request without a member as if it had held `good`.
    """
    takes(name, rule, operation, path, lambda value: value is ..., good)


def cuts(name: str, rule: str, operation: str, path: str, limit: int) -> None:
    """
    Register a liar that silently cuts a text that is too long.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        text = held(visit, path)
        long = isinstance(text, str) and len(text) > limit
        return proceed(holding(visit, path, text[:limit]) if long else visit)

    _register(name, rule, operation, lie)


def postpones(name: str, rule: str, operation: str, path: str, ahead: Seconds) -> None:
    """
    Register a liar that takes an expiry so many seconds ahead as if it were an hour ahead.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        text = held(visit, path)
        moment = seconds(text) if isinstance(text, str) else None
        now = visit.session.clock.now()
        if moment is not None and ahead[0] <= moment - now <= ahead[1]:
            return proceed(holding(visit, path, iso(now + 3600)))
        return proceed(visit)

    _register(name, rule, operation, lie)


def declines(
    name: str, rule: str, operation: str, parameter: str, good: Callable[[Visit], bool]
) -> None:
    """
    Register a liar that refuses what is good, and blames a parameter.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        if response.status == 200 and good(visit):
            return refusal(visit, "12000", parameter=parameter)
        return response

    _register(name, rule, operation, lie)


def ignores(name: str, rule: str, operation: str, parameter: str, always: object = ...) -> None:
    """
    Register a liar that never looks at one parameter of the query; where that must be sent, it
    takes it as if it `always` were the same.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        sent = parameter in asked_for(visit)
        return proceed(instead(visit, **{parameter: always}) if sent else visit)

    _register(name, rule, operation, lie)


def misreads(name: str, rule: str, operation: str, value: str, other: object, by: str) -> None:
    """
    Register a liar that takes a query whose `by` is `value` as if it were `other`; `...` as if it
    had none.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        concerned = asked_for(visit).get(by) == value
        return proceed(instead(visit, **{by: other}) if concerned else visit)

    _register(name, rule, operation, lie)


def reverses(name: str, rule: str, operation: str) -> None:
    """
    Register a liar that lists the newest first where no order is asked for.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        return proceed(visit if "order" in asked_for(visit) else instead(visit, order="desc"))

    _register(name, rule, operation, lie)


def overlooks(name: str, rule: str, operation: str, parameter: str) -> None:
    """
    Register a liar that leaves a text of the query aside where its schema rejects it.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        errors = visit.operation.query_validator.iter_errors(asked_for(visit))
        mistaken = any(list(error.instance_path) == [parameter] for error in errors)
        return proceed(instead(visit, **{parameter: ...}) if mistaken else visit)

    _register(name, rule, operation, lie)


def fails_over(
    name: str, rule: str, operation: str, path: str, strange: Callable[[Any], bool]
) -> None:
    """
    Register a liar that answers a strange value at a dotted path of the body with a server error.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        return refusal(visit, "10000") if strange(held(visit, path)) else proceed(visit)

    _register(name, rule, operation, lie)


def fails_when_asked(
    name: str, rule: str, operation: str, parameter: str, strange: Callable[[str], bool]
) -> None:
    """
    Register a liar that answers a strange parameter of the query with a server error.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        value = asked_for(visit).get(parameter)
        return refusal(visit, "10000") if value and strange(value) else proceed(visit)

    _register(name, rule, operation, lie)
