"""
Fuzzing some operations of one target, round after round, until it is enough.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from payconform.errors import Blocked, NotOffered
from payconform.exercise.bench import Bench, Trial, reduced
from payconform.exercise.breach import Breach, Effort
from payconform.exercise.case import Case, from_document
from payconform.exercise.fuzz import Shrinking, try_each
from payconform.exercise.making import Maker
from payconform.exercise.novelty import Signature, signature
from payconform.nightly.fingerprint import fingerprint
from payconform.target import Target

ROUND = 100  # cases of an operation, before the next one has its turn
NIGHT = 10_000_000  # seeds that belong to one night
MOST_TOLD = 10  # breaches of a rule by an operation, after which it is left alone


Wrong = list[tuple[str, Trial]]  # rules and the trials that showed them broken


class Enough(Exception):
    """
    The time is up, or somebody wants an end.
    """


@dataclass
class Log:
    """
    What a shift has done: cases by operation, and what kept it from going on with one.
    """

    cases: dict[str, int] = field(default_factory=dict)
    blocked: dict[str, str] = field(default_factory=dict)


class Shift:
    """
    Fuzzes operations in turn. What it sees first it remembers; what is wrong it makes small.

    Args:
        target: where.
        night: number of the night, of which seeds are made.
        enough: whether to end.
        kept: gets each case that has shown something new.
        found: gets each breach, with its fingerprint and case, once.

    """

    def __init__(
        self,
        target: Target,
        night: int,
        enough: Callable[[], bool],
        kept: Callable[[Case], None],
        found: Callable[[str, Breach, Case], None],
    ) -> None:
        self._target = target
        self._night = night
        self._enough = enough
        self._kept = kept
        self._found = found
        self._told: set[str] = set()
        self._explained: dict[tuple[str, str], set[Signature]] = {}
        self.known: set[Signature] = set()
        self.log = Log()

    @property
    def explained(self) -> set[tuple[str, Signature]]:
        """
        The rules that cases of a signature were seen to break.
        """
        return {(rule, one) for (rule, _), seen in self._explained.items() for one in seen}

    def take_over(
        self, known: Iterable[Signature], explained: Iterable[tuple[str, Signature]]
    ) -> None:
        """
        Begin with what an earlier shift has seen.
        """
        self.known |= set(known)
        for rule, shown in explained:
            self._explained.setdefault((rule, shown[0]), set()).add(shown)

    def replay(self, cases: Sequence[Case]) -> None:
        """
        Send cases of the corpus again. All of them are known afterwards.

        Raises:
            Enough: before all of them were sent.
            Inconclusive: the target does not answer.

        """
        for operation in dict.fromkeys(case.operation for case in cases):
            own = [case for case in cases if case.operation == operation]
            self._replay(operation, own)

    def _replay(self, operation: str, cases: Sequence[Case]) -> None:
        bench, wrong = self._bench(operation, reads=True), Wrong()

        def send() -> None:
            for case in cases:
                if trial := bench.try_next(case):
                    self._take(trial, wrong, new=False)

        if self._goes(operation, send):
            self._explain(operation, wrong, lambda rule, trial: reduced(bench, rule, trial))

    def fuzz(self, operations: Sequence[str]) -> None:
        """
        Fuzz operations in turn until it is enough, or none is left.

        Raises:
            Inconclusive: the target does not answer.

        """
        document, fields = self._target.slice.document, self._target.slice.fields
        maker, number, left = Maker(document, fields.kept), 0, list(operations)
        while left:
            for operation in tuple(left):
                try:
                    if not self._round(maker, operation, number):
                        left.remove(operation)
                except Enough:
                    return
            number += 1

    def _round(self, maker: Maker, operation: str, number: int) -> bool:
        effort = Effort(self._night * NIGHT + number, ROUND)
        strategy = (maker.allowed if number % 3 == 2 else maker.anything)(operation)
        bench = self._bench(operation, reads=number % 3 == 1)
        wrong = Wrong()

        def use(trial: Trial) -> None:
            self._take(trial, wrong, new=True)

        goes = self._goes(operation, lambda: try_each(bench, strategy, effort, use))
        self._explain(operation, wrong, Shrinking(bench, strategy, effort))
        return goes

    def _bench(self, operation: str, *, reads: bool) -> Bench:
        return Bench(self._target, self._target.slice, operation, reads=reads)

    def _goes(self, operation: str, send: Callable[[], Any]) -> bool:
        """
        Whether an operation can be called at all, once `send` has tried to.
        """
        try:
            send()
        except NotOffered:
            return False
        except Blocked as error:
            self.log.blocked[operation] = str(error)
            return False
        return True

    def _take(self, trial: Trial, wrong: Wrong, *, new: bool) -> None:
        operation, shown = trial.case.operation, signature(self._target.slice, trial)
        self.log.cases[operation] = self.log.cases.get(operation, 0) + 1
        if shown not in self.known:
            self.known.add(shown)
            if new:
                self._kept(trial.case)
        for rule in trial.wrong:
            seen = self._explained.setdefault((rule, operation), set())
            if shown not in seen and len(seen) < MOST_TOLD:
                seen.add(shown)
                wrong.append((rule, trial))
        if self._enough():
            raise Enough

    def _explain(self, operation: str, wrong: Wrong, small: Callable[[str, Trial], Breach]) -> None:
        def explain() -> None:
            for rule, trial in wrong:
                self._tell(small(rule, trial))

        self._goes(operation, explain)

    def _tell(self, breach: Breach) -> None:
        case = from_document(breach.case)
        name = fingerprint(self._target.slice, breach, case)
        if name not in self._told:
            self._told.add(name)
            self._found(name, breach, case)
