"""
schemathesis' state machine, which walks the links of a document, at a target.

Calls go out through the target alone. Of the machine's own cases no more is kept than what a link
provides; the rest comes from a call that is known to be valid.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from unittest.mock import patch

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis.errors import Flaky
from schemathesis.core.transport import Response
from schemathesis.generation.stateful import run_state_machine_as_test
from schemathesis.generation.stateful.state_machine import StepOutput
from schemathesis.specs.openapi import stateful

from payconform.errors import AmountTooLarge, Blocked, PayconformError, Unexercised
from payconform.exercise.breach import Breach, Effort
from payconform.exercise.seeded import no_words_of_ours
from payconform.exercise.walking import Merchant
from payconform.model import Call, Exchange, Mismatch

STEPS = 6  # of a history
IN_TEN = 2  # histories for ten cases
NOT_FOUND = 404
LAG = 30  # seconds until what was made can be read


@dataclass(slots=True)
class Trail:
    """
    What was followed: how each call came about, by the id of its case, and what broke the rule;
    the paths of what was deleted.
    """

    linked: int = 0
    deleted: set[str] = field(default_factory=set)
    told: dict[str, tuple[str, ...]] = field(default_factory=dict)
    broken: dict[str, tuple[Exchange, Mismatch, tuple[str, ...]]] = field(default_factory=dict)
    stopped: PayconformError | None = None


def follow(target: Merchant, rule: str, effort: Effort) -> list[Breach]:
    """
    Follow links at random; the breach of a rule that forbids a linked call to find nothing.

    Args:
        target: whose document has links.
        rule: the provider's own.
        effort: the seed that decides what is followed, and how much: two histories for ten cases.

    Raises:
        Unexercised: no link was ever followed, or the run was ended meanwhile.
        PayconformError: the target cannot be called any more.

    """
    first = followed(target, effort.seed, effort.cases)
    if not first.linked:
        raise Unexercised("no answer held anything that a link could take to the next call")
    if not first.broken:
        return []
    effort.go_on()
    again = followed(target, effort.seed, effort.cases)
    link = next((name for name in first.broken if name in again.broken), "")
    exchange, lost, told = again.broken[link] if link else next(iter(first.broken.values()))
    lines = [f"{number}. {line}" for number, line in enumerate(told, 1)]
    return [
        Breach(
            rule,
            exchange,
            (lost,),
            note="\n".join(["the history that shows it:", *lines]),
            unstable=not link,
        )
    ]


def followed(target: Merchant, seed: int, cases: int) -> Trail:
    """
    Follow links at random, from calls that need none.

    Raises:
        PayconformError: the target cannot be called any more.

    """
    trail = Trail()
    machine = _machine(target, trail)
    # Flaky: the target answered otherwise than before; what was followed until then counts.
    with no_words_of_ours(), suppress(Flaky):
        run_state_machine_as_test(
            seeded(seed)(machine),
            settings=settings(
                max_examples=max(1, cases * IN_TEN // 10),
                stateful_step_count=STEPS,
                database=None,
                deadline=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            ),
        )
    if trail.stopped:
        raise trail.stopped
    return trail


def _machine(target: Merchant, trail: Trail) -> Any:
    """
    The state machine of the operations that the target has, which asks the target alone.
    """
    document = target.slice.document
    schema: Any = schemathesis.openapi.from_dict(dict(document.raw))
    schema.config.generation.update(with_security_parameters=False, database="none")
    # Links that schemathesis infers lead to what is others': none but the document's are followed.
    schema.config.phases.stateful.inference.algorithms = []
    missing = [
        one.id for one in document.operations.values() if set(one.needs) - target.capabilities
    ]
    if missing:
        schema = schema.exclude(operation_id=missing)
    # It begins where random bodies have a chance; ours are valid, wherever it begins.
    with patch.object(stateful, "is_likely_root_transition", return_value=True):
        walked = schema.as_state_machine()

    class Linked(walked):  # type: ignore[valid-type, misc]
        def step(self, input: Any) -> Any:  # noqa: A002 - its name in the base class
            if trail.stopped:
                return None
            try:
                exchange = _stepped(target, trail, input)
            except (AmountTooLarge, Blocked):
                return None  # this way leads nowhere
            except PayconformError as error:
                trail.stopped = error
                return None
            return exchange and _output(input.case, exchange)

    return Linked


def _stepped(target: Merchant, trail: Trail, taken: Any) -> Exchange | None:
    """
    Send the call of a step; None where nothing may be linked from its answer.
    """
    case, transition = taken.case, taken.transition
    names = [str(name) for _, name in taken.applied_parameters]
    operation = str(case.operation.definition.raw["operationId"])
    document = target.slice.document
    call = target.slice.profile.valid(operation, target)
    if call.operation != operation:
        return None  # the target serves another in its place
    call = _grafted(call, taken)
    method = document.operations[operation].method
    path = document.operations[operation].target(call.path)
    reads = method == "GET" and not any(f"{path}/".startswith(gone) for gone in trail.deleted)
    if method == "DELETE":
        trail.deleted.add(f"{path}/")
    lost = partial(_lost, target)
    if names and reads:  # what was just made may take its time to be found
        exchange = target.until(lambda: target.send(call), lost, LAG)
    else:
        exchange = target.send(call)
    before = trail.told.get(transition.parent_id, ()) if names else ()
    trail.linked += bool(names)
    wrong = lost(exchange) if names and reads else None
    how = f" with its {' and '.join(names)}" if names else ""
    came = wrong.got if wrong else f"status {_status(exchange)}"
    trail.told[case.id] = (*before, f"{operation}{how}: {came}")
    if wrong:
        trail.broken.setdefault(transition.id, (exchange, wrong, trail.told[case.id]))
    _remember(case, call)
    return exchange if target.slice.profile.succeeded(exchange) is None else None


def _status(exchange: Exchange) -> int:
    return exchange.response.status if exchange.response else 0


def _lost(target: Merchant, exchange: Exchange) -> Mismatch | None:
    """
    What tells that a read finds nothing; refused otherwise than so, it may be there all the same.
    """
    refused, status = target.slice.profile.succeeded(exchange), _status(exchange)
    if refused is None or status not in (200, NOT_FOUND):
        return None
    told = f"status {status}" if status == NOT_FOUND else f"status {status}, {refused.got}"
    return Mismatch("an answer to what the id names", told)


def _grafted(call: Call, taken: Any) -> Call:
    """
    A valid call with that put into it which a link provides.
    """
    path, query, body = dict(call.path), dict(call.query), call.body
    for location, name in taken.applied_parameters:
        match location.value:
            case "path":
                path[name] = str(taken.case.path_parameters[name])
            case "query":
                query[name] = taken.case.query[name]
            case "body" if isinstance(body, dict) and name is not None:
                body = {**body, name: taken.case.body[name]}
    return replace(call, path=path, query=query, body=body)


def _remember(case: Any, call: Call) -> None:
    """
    Let the links that go on from a case see what was really sent.
    """
    case.path_parameters, case.query, case.body = dict(call.path), dict(call.query), call.body


def _output(case: Any, exchange: Exchange) -> Any:
    assert exchange.response is not None, "its operation succeeded"
    headers: dict[str, list[str]] = {}
    for name, value in exchange.response.headers:
        headers.setdefault(name.lower(), []).append(value)
    sent: Any = None  # links take what was sent from the case
    response = Response(
        exchange.response.status,
        headers,
        exchange.response.body,
        sent,
        exchange.seconds,
        verify=False,
    )
    return StepOutput(response, case)
