"""
What a run would ask of a target, told by rehearsing it on a simulator that can do no more.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from payconform.catalog import Slice
from payconform.certify import certify
from payconform.config import TargetSettings, resolve
from payconform.model import Outcome
from payconform.plan import Plan
from payconform.run import Run
from payconform.spec.openapi import Operation
from payconform.target.callbacks import vet_callbacks
from payconform.target.opening import vet


@dataclass(frozen=True)
class Forecast:
    """
    The requests of a run by operation, its writes among them, and what they move.

    `money` is the sum of the payments it simulates, in the currency's main unit; `seconds` how long
    it takes at the target's pace; `tests` how many run, `skipped` how many by what is missing.
    """

    requests: Mapping[str, int]
    writes: int
    money: Decimal
    seconds: float
    tests: int
    skipped: Mapping[str, int]


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
    able = None if ours else settings.capabilities | plan.allow
    with tempfile.TemporaryDirectory() as folder:
        rehearsal = replace(plan, folder=Path(folder), latest=False, capabilities=able)
        simulator = replace(resolve(slice_.key, None, None), max_amount=settings.max_amount)
        run = Run(slice_, simulator, rehearsal, "forecast")
        certify(run)
        with (Path(folder) / "exchanges.ndjson").open(encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines]
    sent = [record for record in records if record["direction"] == "outbound"]
    skipped = Counter(one.reason for one in run.findings if one.outcome is Outcome.SKIPPED)
    return Forecast(
        requests=dict(Counter(record["operation"] for record in sent).most_common()),
        writes=sum(record["request"]["method"] != "GET" for record in sent),
        money=_moved(slice_.document.operations, sent),
        seconds=0.0 if settings.loopback else len(sent) / settings.requests_per_second,
        tests=len(run.findings) - skipped.total(),
        skipped=dict(skipped.most_common()),
    )


def _moved(operations: Mapping[str, Operation], sent: Iterable[Mapping[str, Any]]) -> Decimal:
    total = Decimal(0)
    for record in sent:
        operation = operations.get(record["operation"])
        if operation is None or operation.money is None or record["response"]["status"] >= 300:
            continue
        body = json.loads(record["request"]["body"], parse_float=Decimal)
        total += Decimal(body.get(operation.money, 0))
    return total
