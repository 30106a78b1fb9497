"""
One night on one target: the corpus first, then new cases, then what came of it.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from payconform.config import TargetSettings
from payconform.errors import Blocked, Inconclusive, NothingSelected, NotOffered
from payconform.exercise.bench import Bench, breach_of
from payconform.exercise.breach import Breach
from payconform.exercise.case import Case, from_document
from payconform.exercise.corpus import corpus_of
from payconform.model import Finding, Outcome
from payconform.nightly.crew import Crew
from payconform.nightly.deviations import Deviation
from payconform.nightly.discovery import Discovery, Progress, aged
from payconform.nightly.fingerprint import fingerprint
from payconform.nightly.shift import Enough, Shift
from payconform.nightly.state import State
from payconform.nightly.worker import Task, Told, memory
from payconform.run import Run
from payconform.stopping import stopping_gently
from payconform.stories.machine import finding_of
from payconform.verdict import Verdict, grade

CLAIMED = ("COMMON-FUZZ-01", "COMMON-FUZZ-02", "COMMON-FUZZ-03")
GOOD = frozenset({Outcome.PASSED, Outcome.RECORDED})
EVERY = 5.0  # seconds between two words about how far it is

OWN = -1  # the number of this process among the workers


class Night:
    """
    A night on the target of a run that is not yet open. `stopped` says why it ended early.

    Args:
        run: gets the findings.
        settings: of its target.
        state: what earlier nights left.
        known: what somebody knows of.
        seconds: how long new cases are made up, once the corpus was sent.
        workers: processes that do so; 0 does it here.
        progress: told every few seconds.

    """

    def __init__(
        self,
        run: Run,
        settings: TargetSettings,
        state: State,
        known: Sequence[Deviation],
        *,
        seconds: float,
        workers: int,
        progress: Callable[[Progress], None],
    ) -> None:
        self.run, self._settings, self._state = run, settings, state
        self._deviations = known
        self._seconds, self._workers, self._progress = seconds, workers, progress
        self._cases: dict[int, Mapping[str, int]] = {}
        self._blocked: dict[str, str] = {}
        self._began = self._last = time.monotonic()
        self._fuzzing = 0.0
        self._told: set[tuple[str, str, bool]] = set()  # rule, fingerprint, whether unstable
        self.kept = 0
        self.memory = 0
        self.replayed = 0
        self.stopped = ""
        self.discoveries: list[Discovery] = []

    @property
    def target(self) -> str:
        """
        The name of the target.
        """
        return self._settings.name

    @property
    def number(self) -> int:
        """
        Which night it is there.
        """
        return self._state.night

    @property
    def cases(self) -> Counter[str]:
        """
        The cases that were sent, by operation.
        """
        return sum(map(Counter, self._cases.values()), Counter())

    def stop(self, reason: str) -> None:
        """
        End soon, with a verdict.
        """
        self.stopped = self.stopped or reason

    def spend(self) -> Verdict:
        """
        Send the corpus again, fuzz until the time is up, and judge.

        Raises:
            Unusable: the settings do not fit, or the provider has no rule that fuzzing proves.
            Inconclusive: there is no target that can be judged.

        """
        operations = self._operations()
        self.run.open(callbacks=False)
        try:
            self._state.begin({"began": _instant(), "run": self.run.id})
            with stopping_gently(self):
                self._fuzz(operations)
            self._conclude(operations)
            reached = self.run.close(stopped=self.stopped)
        except BaseException as error:
            if self.run.is_open:
                self.run.close(stopped=str(error) or "interrupted")
            raise
        cases, found = self.cases.total(), len(self.discoveries)
        self._state.end({"ended": _instant(), "cases": cases, "kept": self.kept, "found": found})
        return reached

    def _operations(self) -> list[str]:
        rules = self.run.slice.rules.implementing(CLAIMED[0])
        claimed = {operation for rule in rules for operation in rule.operations}
        if not claimed:
            told = f"{self.run.slice.rules.title} has no rule of {CLAIMED[0]}"
            raise NothingSelected(f"{told}: nothing could be told of what fuzzing finds.")
        return [one for one in self.run.slice.document.operations if one in claimed]

    def _fuzz(self, operations: Sequence[str]) -> None:
        frozen = [one.case for one in corpus_of(self.run.slice.key)]
        corpus = {(one.operation, one.key): one for one in (*frozen, *self._state.corpus())}
        shift = Shift(self.run.target, self._state.night, self._enough, self._keep, self._take)
        self._cases[OWN] = shift.log.cases
        try:
            shift.replay([case for case in corpus.values() if case.operation in operations])
            self.replayed = self.cases.total()
            self._fuzzing = time.monotonic()  # the corpus is not taken out of the budget
            if self._workers:
                self._share(shift, operations)
            else:
                shift.fuzz(operations)
        except Enough:
            pass
        except Inconclusive as error:
            self.stop(str(error))
        self._blocked |= shift.log.blocked
        self.memory = max(self.memory, memory())

    def _share(self, shift: Shift, operations: Sequence[str]) -> None:
        known, explained = frozenset(shift.known), frozenset(shift.explained)
        crew = Crew(
            Task(
                self.run.slice.key,
                self._settings,
                self.run.plan.variation,
                tuple(operations[number :: self._workers]),
                self._state.night,
                known,
                explained,
            )
            for number in range(min(self._workers, len(operations)))
        )
        try:
            if trouble := crew.watch(self._seconds, lambda: bool(self.stopped), self._hear):
                self.stop(trouble)
        finally:
            crew.close()

    def _hear(self, number: int, told: Told) -> None:
        if told.cases:
            self._cases[number] = Counter(told.cases)
        self.memory = max(self.memory, told.memory)
        self._blocked |= told.blocked or {}
        if told.kept:
            self._keep(from_document(told.kept))
        if told.broken:
            self._confirm(*told.broken)
        self._say()

    def _confirm(self, name: str, breach: Breach) -> None:
        """
        Try here what a worker has found, so that its evidence is this run's.
        """
        slice_, target, case = self.run.slice, self.run.target, from_document(breach.case)
        try:
            again = Bench(target, slice_, case.operation, reads=True).try_alone(case)
        except (Blocked, NotOffered):
            again = None
        if again and breach.rule in again.wrong:
            breach = breach_of(breach.rule, again, unstable=False)
            self._take(fingerprint(slice_, breach, case), breach, case)
            return
        why = "and not again" if again else "and it could not be tried again"
        note, exchange = f"seen once, {why}: {case.says}", again.exchange if again else None
        self._take(name, replace(breach, exchange=exchange, note=note, unstable=True), case)

    def _keep(self, case: Case) -> None:
        self.kept += 1
        self._state.keep(case.document())

    def _take(self, name: str, breach: Breach, case: Case) -> None:
        if {(breach.rule, name, False), (breach.rule, name, breach.unstable)} & self._told:
            return
        self._told.add((breach.rule, name, breach.unstable))
        finding = finding_of(self.run, _test(case.operation), breach, self.cases[case.operation])
        self.run.add(finding)
        if finding.outcome in GOOD:
            return
        self._keep(case)
        self.discoveries.append(
            aged(finding, name, case, self.target, self._deviations, self._state.seen)
        )
        self._state.found(
            {
                "fingerprint": name,
                "at": _instant(),
                "rule": finding.rule,
                "outcome": finding.outcome.value,
                "run": self.run.id,
                "case": case.document(),
            }
        )

    def _enough(self) -> bool:
        self._say()
        fuzzing = bool(self._fuzzing) and time.monotonic() - self._fuzzing >= self._seconds
        return bool(self.stopped) or fuzzing

    def _say(self) -> None:
        now = time.monotonic()
        if now - self._last < EVERY:
            return
        self._last = now
        self._progress(self.progress())

    def progress(self) -> Progress:
        """
        How far the night is.
        """
        fresh, since = self.cases.total() - self.replayed, self._fuzzing or self._began
        seconds = time.monotonic() - since
        return Progress(
            time.monotonic() - self._began,
            self.cases.total(),
            (fresh if self._fuzzing else self.cases.total()) / seconds if seconds else 0.0,
            self.kept,
            len(self.discoveries),
            self.memory,
        )

    def _conclude(self, operations: Sequence[str]) -> None:
        """
        Add what holds: each rule of fuzzing for each operation that was fuzzed.
        """
        broken = {(one.rule, one.test) for one in self.run.findings}
        for abstract in CLAIMED:
            for rule in self.run.slice.rules.implementing(abstract):
                for operation in operations:
                    test, sent = _test(operation), self.cases[operation]
                    if operation not in rule.operations or (rule.id, test) in broken:
                        continue
                    if reason := self._blocked.get(operation):
                        self.run.add(Finding(rule.id, test, Outcome.BLOCKED, reason=reason))
                    elif sent:
                        held = grade(rule, holds=True)
                        self.run.add(Finding(rule.id, test, held, exercised=sent))


def _test(operation: str) -> str:
    return f"nightly::{operation}"


def _instant() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
