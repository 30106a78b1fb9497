"""
Fuzzing some operations of one target, round after round, until it is enough.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from payconform.errors import Blocked, NotOffered, Unexercised
from payconform.exercise.bench import Bench, Trial, breach_of, once_more, reduced
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
Small = Callable[[str, Trial], Breach]  # makes a case smaller that showed a rule broken


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
        self._broken: set[tuple[str, str]] = set()  # rules and operations, once somebody was told
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
            self._broken.add((rule, shown[0]))

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

        self._spend(bench, send, wrong, partial(reduced, bench))

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
        effort = Effort(self._night * NIGHT + number, ROUND, ended=self._enough)
        strategy = (maker.allowed if number % 3 == 2 else maker.anything)(operation)
        bench = self._bench(operation, reads=number % 3 == 1)
        wrong = Wrong()

        def use(trial: Trial) -> None:
            self._take(trial, wrong, new=True)

        def send() -> None:
            try_each(bench, strategy, effort, use)

        return self._spend(bench, send, wrong, Shrinking(bench, strategy, effort))

    def _bench(self, operation: str, *, reads: bool) -> Bench:
        return Bench(self._target, self._target.slice, operation, reads=reads)

    def _spend(self, bench: Bench, send: Callable[[], Any], wrong: Wrong, small: Small) -> bool:
        """
        Send, then tell what was wrong, also at the end; whether the operation can be called.
        """
        try:
            goes = self._goes(bench.operation, send)
        except (Enough, Unexercised):
            self._explain(bench, wrong, small)
            raise Enough from None
        self._explain(bench, wrong, small)
        return goes

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

    def _explain(self, bench: Bench, wrong: Wrong, small: Small) -> None:
        for rule, trial in wrong:
            explain = partial(self._explain_one, bench, rule, trial, small)
            if not self._goes(bench.operation, explain):
                self._tell(breach_of(rule, trial, unstable=True))

    def _explain_one(self, bench: Bench, rule: str, trial: Trial, small: Small) -> None:
        if not self._enough():
            with suppress(Unexercised):  # it is enough meanwhile
                self._tell(small(rule, trial))
                return
        # A case that is not made small has a fingerprint of its own: where the rule is known to be
        # broken, it would look like something new.
        if (rule, bench.operation) not in self._broken:
            self._tell(once_more(bench, rule, trial))

    def _tell(self, breach: Breach) -> None:
        case = from_document(breach.case)
        name = fingerprint(self._target.slice, breach, case)
        if name in self._told:
            return
        self._broken.add((breach.rule, case.operation))
        if not breach.unstable:  # else it may still be seen for sure
            self._told.add(name)
        self._found(name, breach, case)
