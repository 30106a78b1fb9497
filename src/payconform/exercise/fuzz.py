"""
Fuzzing one operation: cases that a machine makes up, each rule they break, the smallest that does.
"""

import zlib
from collections.abc import Callable

from hypothesis.strategies import SearchStrategy

from payconform.errors import Unexercised
from payconform.exercise.bench import Bench, Trial, barest, breach_of
from payconform.exercise.breach import Breach, Effort
from payconform.exercise.case import Case
from payconform.exercise.seeded import explore, smallest


def fuzz(bench: Bench, strategy: SearchStrategy[Case], effort: Effort) -> list[Breach]:
    """
    Every rule that some case shows broken, each with the smallest case that was found for it.

    Raises:
        NotOffered: the target serves another operation in its place.
        Unexercised: the run was ended meanwhile, and nothing was found by then.
        Inconclusive: the target does not answer.

    """
    first: dict[str, Trial] = {}

    def use(trial: Trial) -> None:
        for rule in trial.wrong:
            first.setdefault(rule, trial)

    try:
        try_each(bench, strategy, effort, use)
    except Unexercised:  # the run is to end: what was seen is told as it was seen
        if not first:
            raise
    if effort.ended() or not effort.repeat:
        return [breach_of(rule, trial, unstable=False) for rule, trial in first.items()]
    shrink = Shrinking(bench, strategy, effort)
    return [shrink(rule, trial) for rule, trial in first.items()]


def try_each(
    bench: Bench, strategy: SearchStrategy[Case], effort: Effort, use: Callable[[Trial], None]
) -> None:
    """
    Try the cases that an effort stands for, each once; `use` gets what became of them.
    """
    tried: set[str] = set()

    def run(case: Case) -> None:
        effort.go_on()
        if case.key in tried:  # some come more than once
            return
        tried.add(case.key)
        if trial := bench.try_next(case):
            use(trial)

    explore(strategy, run, seed=_seed(bench, effort), cases=effort.cases)


class Shrinking:
    """
    Makes the cases of an effort smaller that show a rule broken; none is tried alone twice.
    """

    def __init__(self, bench: Bench, strategy: SearchStrategy[Case], effort: Effort) -> None:
        self._bench, self._strategy, self._effort = bench, strategy, effort
        self._alone: dict[str, Trial | None] = {}

    def __call__(self, rule: str, trial: Trial) -> Breach:
        """
        The breach that a trial showed, with the smallest case that shows it too.
        """

        def again(case: Case) -> Trial | None:
            tried = self._by_itself(case)
            return tried if tried and rule in tried.wrong else None

        def fails(case: Case) -> bool:
            return again(case) is not None

        seed, cases = _seed(self._bench, self._effort), self._effort.cases
        try:
            small = smallest(self._strategy, trial.case, fails, seed=seed, cases=cases)
        except Unexercised:  # the run is to end: as it was seen is as small as it gets
            return breach_of(rule, trial, unstable=False)
        told = None if small is None else again(small)
        if told is None:
            return breach_of(rule, trial, unstable=True)
        return breach_of(rule, barest(told, again), unstable=False)

    def _by_itself(self, case: Case) -> Trial | None:
        if case.key not in self._alone:
            self._effort.go_on()
            self._alone[case.key] = self._bench.try_alone(case)
        return self._alone[case.key]


def _seed(bench: Bench, effort: Effort) -> int:
    return zlib.crc32(f"{effort.seed} {bench.operation}".encode())
