"""
Fuzzing one operation: cases that a machine makes up, judged by every rule they come under.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis.strategies import SearchStrategy

from payconform.catalog import Slice
from payconform.checks.weighing import weigh
from payconform.errors import AmountTooLarge
from payconform.exercise import oracle
from payconform.exercise.attribution import rule_broken
from payconform.exercise.breach import Breach, Effort
from payconform.exercise.case import Case
from payconform.exercise.ground import Ground
from payconform.exercise.seeded import explore, smallest
from payconform.model import Caller, Exchange, Mismatch

EVIDENCE = 6  # exchanges before the one that shows a breach


@dataclass(frozen=True)
class Trial:
    """
    What became of a case: its exchange, those before it, and what is wrong, by rule.
    """

    case: Case
    exchange: Exchange
    before: tuple[str, ...]
    wrong: dict[str, Mismatch] = field(default_factory=dict)


class Bench:
    """
    Tries cases of one operation; `reads` compares what they stand on before and after a refusal.
    """

    def __init__(self, caller: Caller, slice_: Slice, operation: str, *, reads: bool) -> None:
        self._caller = caller
        self._slice = slice_
        self.operation = operation
        self._reads = reads
        self._ground: Ground | None = None

    def try_alone(self, case: Case) -> Trial | None:
        """
        Try a case on resources made for it.
        """
        self._ground = None
        return self.try_next(case)

    def try_next(self, case: Case) -> Trial | None:
        """
        Try a case on what refused ones before it left as it was; None where it must not be sent.
        """
        if self._ground is None or not self._ground.holds:
            self._ground = Ground(self._caller, self._slice, self.operation)
        ground = self._ground
        call = case.applied(ground.call)
        try:
            exchange = ground.send(call)
        except AmountTooLarge:
            return None
        wrong = dict(self._wrong(ground, exchange))
        rule = rule_broken(self._slice, case, call)
        if rule is not None and (found := oracle.not_refused(self._slice, exchange)):
            wrong[rule] = found
        before = tuple(one.id for one in ground.seen if one is not exchange)
        return Trial(case, exchange, before[-EVIDENCE:], wrong)

    def _wrong(self, ground: Ground, exchange: Exchange) -> Iterator[tuple[str, Mismatch]]:
        slice_ = self._slice
        known = [*oracle.survival(slice_)]
        if exchange.request.method == slice_.document.operations[self.operation].method:
            known += oracle.judgements(slice_, ground.seen, self._caller.credentials)
        for rule, judged in weigh(slice_.rules.by_id, known, [exchange]).items():
            if found := judged.get(exchange.id):
                yield rule, found
        if self._reads and slice_.profile.succeeded(exchange) and (told := ground.changed()):
            for one in slice_.rules.implementing("COMMON-FUZZ-02"):
                yield one.id, told


def fuzz(bench: Bench, strategy: SearchStrategy[Case], effort: Effort) -> list[Breach]:
    """
    Every rule that some case shows broken, each with the smallest case that was found for it.

    Raises:
        NotOffered: the target serves another operation in its place.
        Unexercised: the run is to end.
        Inconclusive: the target does not answer.

    """
    seed = zlib.crc32(f"{effort.seed} {bench.operation}".encode())
    first: dict[str, Trial] = {}
    for trial in _tried(bench, strategy, effort, seed):
        for rule in trial.wrong:
            first.setdefault(rule, trial)
    alone: dict[str, Trial | None] = {}

    def by_itself(case: Case) -> Trial | None:
        if case.key not in alone:
            effort.go_on()
            alone[case.key] = bench.try_alone(case)
        return alone[case.key]

    def breach(rule: str, trial: Trial) -> Breach:
        def fails(case: Case) -> bool:
            again = by_itself(case)
            return again is not None and rule in again.wrong

        small = smallest(strategy, trial.case, fails, seed=seed, cases=effort.cases)
        told = by_itself(small) if small else None
        return _breach(rule, told or trial, unstable=told is None)

    return [breach(rule, trial) for rule, trial in first.items()]


def _tried(bench: Bench, strategy: SearchStrategy[Case], effort: Effort, seed: int) -> list[Trial]:
    tried: dict[str, Trial | None] = {}

    def use(case: Case) -> None:
        effort.go_on()
        if case.key not in tried:  # some come more than once
            tried[case.key] = bench.try_next(case)

    explore(strategy, use, seed=seed, cases=effort.cases)
    return [trial for trial in tried.values() if trial is not None]


def _breach(rule: str, trial: Trial, *, unstable: bool) -> Breach:
    return Breach(
        rule,
        trial.exchange,
        (trial.wrong[rule],),
        (*trial.before, trial.exchange.id),
        f"the smallest case: {trial.case.says}",
        trial.case.document(),
        unstable,
    )
