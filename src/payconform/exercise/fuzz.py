"""
Fuzzing one operation: cases that a machine makes up, each rule they break, the smallest that does.
"""

import zlib
from collections.abc import Callable

from hypothesis.strategies import SearchStrategy

from payconform.exercise.bench import Bench, Trial, breach_of
from payconform.exercise.breach import Breach, Effort
from payconform.exercise.case import Case
from payconform.exercise.seeded import explore, smallest


def fuzz(
    bench: Bench, strategy: SearchStrategy[Case], operation: str, effort: Effort
) -> list[Breach]:
    """
    Every rule that some case shows broken, each with the smallest case that was found for it.

    Raises:
        NotOffered: the target serves another operation in its place.
        Inconclusive: the target does not answer.

    """
    first: dict[str, Trial] = {}

    def use(trial: Trial) -> None:
        for rule in trial.wrong:
            first.setdefault(rule, trial)

    try_each(bench, strategy, operation, effort, use)
    return [
        shrunk(bench, strategy, operation, effort, rule, trial) for rule, trial in first.items()
    ]


def try_each(
    bench: Bench,
    strategy: SearchStrategy[Case],
    operation: str,
    effort: Effort,
    use: Callable[[Trial], None],
) -> int:
    """
    Try the cases that a seed stands for, each once, and tell how many were sent.
    """
    tried: set[str] = set()
    sent = 0

    def run(case: Case) -> None:
        nonlocal sent
        if case.key in tried:  # some come more than once
            return
        tried.add(case.key)
        if trial := bench.try_next(case):
            sent += 1
            use(trial)

    explore(strategy, run, seed=_seed(operation, effort), cases=effort.cases)
    return sent


def shrunk(
    bench: Bench,
    strategy: SearchStrategy[Case],
    operation: str,
    effort: Effort,
    rule: str,
    trial: Trial,
) -> Breach:
    """
    The breach that a trial of these cases showed, with the smallest case that shows it too.
    """
    memory: dict[str, Trial | None] = {}

    def fails(case: Case) -> bool:
        if case.key not in memory:
            memory[case.key] = bench.try_alone(case)
        again = memory[case.key]
        return again is not None and rule in again.wrong

    seed = _seed(operation, effort)
    small = smallest(strategy, trial.case, fails, seed=seed, cases=effort.cases)
    told = trial if small is None else memory[small.key] or trial
    return breach_of(rule, told, unstable=small is None)


def _seed(operation: str, effort: Effort) -> int:
    return zlib.crc32(f"{effort.seed} {operation}".encode())
