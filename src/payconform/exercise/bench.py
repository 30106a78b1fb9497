"""
Where cases are tried: on a ground made for them, judged by every rule they come under.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from payconform.catalog import Slice
from payconform.checks.weighing import Judged
from payconform.errors import AmountTooLarge
from payconform.exercise.breach import Breach
from payconform.exercise.case import Case
from payconform.exercise.ground import Ground
from payconform.exercise.judging import Judge
from payconform.model import Call, Caller, Exchange, Mismatch

EVIDENCE = 6  # exchanges before the one that shows a breach


@dataclass(frozen=True)
class Trial:
    """
    What became of a case: the call it made, its exchange, those before it, and what is wrong, by
    the rules that it came under, None where one holds.
    """

    case: Case
    call: Call
    exchange: Exchange
    before: tuple[str, ...]
    judged: Judged = field(default_factory=dict)

    @property
    def wrong(self) -> dict[str, Mismatch]:
        """
        What is wrong, by the rules that it breaks.
        """
        return {rule: found for rule, found in self.judged.items() if found}


class Bench:
    """
    Tries cases of one operation; `reads` compares what they stand on before and after a refusal.
    """

    def __init__(self, caller: Caller, slice_: Slice, operation: str, *, reads: bool) -> None:
        self._caller = caller
        self._slice = slice_
        self.operation = operation
        self._reads = reads
        self._judge = Judge(slice_, operation)
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
        ground = self._standing()
        call = case.applied(ground.call)
        try:
            exchange = ground.send(call)
        except AmountTooLarge:
            return None
        judged = self._judge.judged(ground, case, call, exchange)
        if self._reads:
            judged |= self._judge.changed(ground, exchange)
        before = tuple(one.id for one in ground.seen if one is not exchange)
        return Trial(case, call, exchange, before[-EVIDENCE:], judged)

    def _standing(self) -> Ground:
        if self._ground is None or not self._ground.holds:
            self._ground = Ground(self._caller, self._slice, self.operation)
            self._judge.prepare(self._ground)
        return self._ground


def replay(bench: Bench, cases: Iterable[Case]) -> list[Breach]:
    """
    Try cases that were found earlier: every rule that one of them shows broken, with what of the
    first such case is needed for it.

    Raises:
        NotOffered: the target serves another operation in its place.
        Inconclusive: the target does not answer.

    """
    first: dict[str, Trial] = {}
    for trial in filter(None, map(bench.try_next, cases)):
        for rule in trial.wrong:
            first.setdefault(rule, trial)
    return [reduced(bench, rule, trial) for rule, trial in first.items()]


def reduced(bench: Bench, rule: str, trial: Trial) -> Breach:
    """
    The breach that a trial has shown, with those changes left out without which it stands as well.
    """

    def again(case: Case) -> Trial | None:
        tried = bench.try_alone(case)
        return tried if tried and rule in tried.wrong else None

    alone = again(trial.case)
    if alone is None:
        return breach_of(rule, trial, unstable=True)
    return breach_of(rule, barest(alone, again), unstable=False)


def once_more(bench: Bench, rule: str, trial: Trial) -> Breach:
    """
    The breach that a trial has shown, with its case as it is, tried once alone.
    """
    tried = bench.try_alone(trial.case)
    if tried and rule in tried.wrong:
        return breach_of(rule, tried, unstable=False)
    return breach_of(rule, trial, unstable=True)


def barest(trial: Trial, again: Callable[[Case], Trial | None]) -> Trial:
    """
    A trial without the changes that it does not need; `again` tries a case, None where it is none.
    """
    for one in trial.case.changes:
        kept = tuple(change for change in trial.case.changes if change is not one)
        trial = again(replace(trial.case, changes=kept)) or trial
    return trial


def breach_of(rule: str, trial: Trial, *, unstable: bool) -> Breach:
    """
    The breach of a rule that a trial has shown.
    """
    return Breach(
        rule,
        trial.exchange,
        (trial.wrong[rule],),
        (*trial.before, trial.exchange.id),
        f"the smallest case: {trial.case.says}",
        trial.case.document(),
        unstable,
    )
