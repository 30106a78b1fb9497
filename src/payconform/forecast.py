"""
What a run would ask of a target, told by rehearsing it on a simulator that can do no more.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from payconform.catalog import Slice
from payconform.certify import certify
from payconform.config import TargetSettings, resolve
from payconform.model import Outcome
from payconform.plan import Plan
from payconform.profiles import ShowsQr
from payconform.reporting.asked import Asked, Question
from payconform.run import Run
from payconform.spec.openapi import Operation
from payconform.target.callbacks import vet_callbacks
from payconform.target.opening import vet
from payconform.target.permission import PAYMENTS, with_payments


@dataclass(frozen=True)
class Forecast:
    """
    The requests of a run by operation, its writes among them, and what they move.

    `money` is the sum of the payments it simulates, in the currency's main unit; `seconds` how long
    it takes at the target's pace; `tests` how many run, `skipped` how many by what is missing.
    `asked` has the amounts that a person will be asked to pay, by currency.
    """

    requests: Mapping[str, int]
    writes: int
    money: Decimal
    seconds: float
    tests: int
    skipped: Mapping[str, int]
    asked: Mapping[str, Sequence[Decimal]]


def forecast(slice_: Slice, settings: TargetSettings, plan: Plan) -> Forecast:
    """
    Rehearse a run. Nothing is sent to the target.

    Args:
        slice_: the provider.
        settings: of the target: what it can do, and how fast it may be asked.
        plan: what would be run there.

    Raises:
        NothingSelected: the plan leaves no test.
        Unusable: no run could begin there.

    """
    vet(slice_, settings)
    vet_callbacks(slice_, settings)
    ours = settings.published_credentials and not settings.blind
    able = None if ours else with_payments(settings.capabilities | plan.allow)
    if able is not None and settings.operator:
        able |= {PAYMENTS}
    with tempfile.TemporaryDirectory() as folder:
        rehearsal = replace(plan, folder=Path(folder), latest=False, capabilities=able)
        simulator = replace(resolve(slice_.key, None, None), max_amount=settings.max_amount)
        run = Run(slice_, simulator, rehearsal, "forecast")
        payer = _Payer(run)
        certify(run, operator=payer if settings.operator else None)
        with (Path(folder) / "exchanges.ndjson").open(encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines]
    sent = [
        record
        for record in records
        if record["direction"] == "outbound" and record["id"] not in payer.made
    ]
    asked: dict[str, list[Decimal]] = {}
    for one in run.asked:
        asked.setdefault(one.currency, []).append(one.amount)
    skipped = Counter(one.reason for one in run.findings if one.outcome is Outcome.SKIPPED)
    return Forecast(
        requests=dict(Counter(record["operation"] for record in sent).most_common()),
        writes=sum(record["request"]["method"] != "GET" for record in sent),
        money=_moved(slice_.document.operations, sent),
        seconds=0.0 if settings.loopback else len(sent) / settings.requests_per_second,
        tests=len(run.findings) - skipped.total(),
        skipped=dict(skipped.most_common()),
        asked=asked,
    )


class _Payer:
    """
    The person of a rehearsal: pays at once, by the simulator's own operation. `made` are the ids of
    these exchanges, which no target will see.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self.made: list[str] = []

    def show(self, question: Question) -> None:
        """
        Pay.
        """
        profile = cast("ShowsQr", self._run.slice.profile)
        with self._run.recorder.listening() as made:
            profile.pay(self._run.target, question.created)
        self.made += made

    def wait(self, seconds: float) -> bool:
        """
        Never wait for what was paid at once.
        """
        del seconds
        return True

    def settled(self, asked: Asked) -> None:
        """
        Say nothing.
        """


def _moved(operations: Mapping[str, Operation], sent: Iterable[Mapping[str, Any]]) -> Decimal:
    total = Decimal(0)
    for record in sent:
        operation = operations.get(record["operation"])
        if operation is None or operation.money is None or record["response"]["status"] >= 300:
            continue
        body = json.loads(record["request"]["body"], parse_float=Decimal)
        unit = operation.amounts.get(operation.money, Decimal(1))
        total += Decimal(body.get(operation.money, 0)) * unit
    return total
