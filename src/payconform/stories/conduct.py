"""
Runs each story: gives it the target, listens to its exchanges, and grades what it found.
"""

import traceback
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest

from payconform.contracts.pacts import Interaction
from payconform.errors import (
    AmountTooLarge,
    Blocked,
    CeilingReached,
    Inconclusive,
    NotOffered,
    Unexercised,
    Unwritable,
    Violation,
)
from payconform.model import Finding, Outcome
from payconform.reporting import labels
from payconform.run import Run
from payconform.stories.asking import Operator
from payconform.stories.contracts import Contracts, interaction_of
from payconform.stories.fixtures import CONTRACTS, DESK, HEARD, RECORDED, RUN
from payconform.stories.machine import FOUND, finding_of, is_machine, makes_up
from payconform.stories.payments import Desk
from payconform.stories.repeating import EVIDENCE, settled
from payconform.stories.selection import RULE, Selection, included, name_of, needs_of
from payconform.target.permission import lacking
from payconform.verdict import SEVERITY, grade

UNHEALTHY = 3  # answers in a row that tell of no health, after which the run ends

# A story that fails or skips by pytest's own means says nothing about its rule: it is broken.
STORY_ERRORS = (Exception, pytest.fail.Exception, pytest.skip.Exception)

CHANCE = "races"  # who wins one is chance: that it went well another time excuses nothing

LEFT = "a machine makes up its requests: left to `payconform certify`"

OBSERVED = pytest.StashKey[Finding]()
BESIDE = pytest.StashKey[list[Finding]]()  # of other rules than the story's own
TOLD: tuple[pytest.StashKey[Any], ...] = (OBSERVED, RECORDED, FOUND, BESIDE)
FIRST = pytest.StashKey[Finding]()  # the failure that is being repeated


class Stories:
    """
    A pytest plugin for one open run. `stopped` says why it ended before its end; `after` is called
    after each story, when its findings are taken in.
    """

    def __init__(
        self,
        run: Run,
        selection: Selection,
        after: Callable[[], None] = lambda: None,
        operator: Operator | None = None,
    ) -> None:
        self._run = run
        self._selection = selection
        self._after = after
        self._operator = operator
        self._allure = False
        self.stopped = ""

    def stop(self, reason: str) -> None:
        """
        End the run after the story that is running.
        """
        self.stopped = self.stopped or reason

    def pytest_configure(self, config: pytest.Config) -> None:
        """
        Give the stories their run.
        """
        config.stash[RUN] = self._run
        config.stash[CONTRACTS] = Contracts(self._run, self._relied_on, self._is_ending)
        config.stash[DESK] = Desk(self._operator, self._wanted, lambda: bool(self.stopped))

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """
        See whether Allure results are being written.
        """
        self._allure = session.config.pluginmanager.has_plugin("allure_listener")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, Any, Any]:
        """
        Listen to the exchanges of a story, and take in its finding when it is over.

        A failure is repeated once, on resources made anew: one that is not seen again is unstable.
        """
        if RULE not in item.stash:
            return (yield)
        _forget(item)
        with self._run.recorder.listening() as heard:
            item.stash[HEARD] = heard
            result = yield
        if OBSERVED not in item.stash:
            self._observe(item, Outcome.BROKEN, reason="the story ended without a finding")
        finding = item.stash[OBSERVED]
        if self._to_be_repeated(item, finding):
            item.stash[FIRST] = finding
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=nextitem)
            return result
        self._take_in(item, finding)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, None, None]:
        """
        Skip what the target cannot do; a failing step of preparation blocks the story.
        """
        if RULE not in item.stash:
            return (yield)
        if self._allure:
            labels.describe(self._run.slice.rules, item.stash[RULE])
        missing = needs_of(item) - self._run.target.capabilities
        if missing or (makes_up(item) and not self._run.plan.machines):
            reason = lacking(missing, operator=self._run.by_person) if missing else LEFT
            self._observe(item, Outcome.SKIPPED, reason=reason)
            pytest.skip(item.stash[OBSERVED].reason)
        try:
            return (yield)
        except STORY_ERRORS as error:
            self._conclude(item, error)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """
        Grade what a story found.
        """
        if RULE not in item.stash:
            return (yield)
        error: BaseException | None = None
        try:
            yield
        except STORY_ERRORS as raised:
            error = raised
        self._conclude(item, error)
        return None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, None, None]:
        """
        What breaks after a story is payconform's own fault, and the story's finding with it.
        """
        if RULE not in item.stash:
            return (yield)
        try:
            return (yield)
        except STORY_ERRORS as error:
            self._undecided(item, error)
            pytest.fail(self._told(item.stash[OBSERVED]), pytrace=False)

    def _to_be_repeated(self, item: pytest.Item, finding: Finding) -> bool:
        return (
            finding.outcome is Outcome.FAILED
            and self._run.plan.repeat
            and not self.stopped
            and FIRST not in item.stash
            and CHANCE not in needs_of(item)
            and not is_machine(item)
        )

    def _take_in(self, item: pytest.Item, finding: Finding) -> None:
        if FIRST in item.stash:
            del item.stash[FIRST]
        try:
            for one in (*item.stash.get(BESIDE, ()), finding):
                self._run.add(one)
        except Unwritable as error:
            self.stop(str(error))
        self._after()
        if self._run.target.unhealthy >= UNHEALTHY:
            self.stop(f"the target has stopped answering ({finding.reason})")
        if self.stopped:
            item.session.shouldstop = self.stopped

    def _wanted(self) -> list[str]:
        """
        The purchases of the stories that run.
        """
        markers = (one for item in self._able() for one in item.iter_markers("purchase"))
        return [name for marker in markers for name in marker.args]

    def _relied_on(self) -> Iterator[Interaction]:
        """
        The interactions of the stories that run.
        """
        found = (interaction_of(item) for item in self._able())
        yield from (one for one in found if one is not None and not one.pending)

    def _is_ending(self) -> bool:
        return bool(self.stopped) or self._run.target.unhealthy >= UNHEALTHY

    def _able(self) -> Iterator[pytest.Item]:
        able, plan = self._run.target.capabilities, self._run.plan
        for item in self._selection.chosen:
            if needs_of(item) <= able and included(plan, item):
                yield item

    def _conclude(self, item: pytest.Item, error: BaseException | None) -> None:
        if isinstance(error, Violation):
            self._violated(item, error)
        elif isinstance(error, NotOffered | AmountTooLarge):
            self._observe(item, Outcome.SKIPPED, reason=str(error))
        elif error is not None:
            self._undecided(item, error)
        else:
            self._held(item)
        if FIRST in item.stash:
            item.stash[OBSERVED] = settled(item.stash[FIRST], item.stash[OBSERVED])
        self._take_breaches(item)
        own, beside = item.stash[OBSERVED], item.stash.get(BESIDE, ())
        finding = min((own, *beside), key=lambda one: SEVERITY.index(one.outcome))
        if self._allure:
            labels.conclude(finding.outcome, self._run.recorder.evidence(finding.evidence))
        if finding.outcome is Outcome.SKIPPED:
            pytest.skip(finding.reason)
        if finding.outcome not in (Outcome.PASSED, Outcome.RECORDED, Outcome.WARNED):
            pytest.fail(self._told(finding), pytrace=False)

    def _take_breaches(self, item: pytest.Item) -> None:
        test, heard = name_of(item), len(item.stash[HEARD])
        found = [finding_of(self._run, test, one, heard) for one in item.stash.get(FOUND, ())]
        own = item.stash[RULE].id
        item.stash[BESIDE] = [one for one in found if one.rule != own]
        for one in found:
            if one.rule == own:
                item.stash[OBSERVED] = one

    def _held(self, item: pytest.Item) -> None:
        rule, seen = item.stash[RULE], item.stash.get(RECORDED, "")
        if not item.stash[HEARD]:
            self._observe(item, Outcome.UNEXERCISED, reason="the story made no exchange")
        elif rule.outcomes and not seen:
            self._observe(item, Outcome.BROKEN, reason="the story recorded no outcome")
        else:
            expected = " | ".join(rule.outcomes)
            self._observe(item, grade(rule, holds=True), expected=expected, got=seen)

    def _undecided(self, item: pytest.Item, error: BaseException) -> None:
        if isinstance(error, Unexercised):
            self._observe(item, Outcome.UNEXERCISED, reason=str(error))
        elif isinstance(error, Blocked | Inconclusive):
            self._observe(item, Outcome.BLOCKED, reason=str(error))
        else:
            told = "".join(traceback.format_exception(error, limit=-4))
            self._observe(item, Outcome.BROKEN, reason=f"payconform's own fault: {told}")
        if isinstance(error, CeilingReached | Unwritable):
            self.stop(str(error))

    def _violated(self, item: pytest.Item, violation: Violation) -> None:
        rule = item.stash[RULE]
        self._observe(
            item,
            grade(rule, holds=False),
            expected="; ".join(mismatch.expected for mismatch in violation.mismatches),
            got="; ".join(mismatch.got for mismatch in violation.mismatches),
            curl=self._run.curl_of(violation.exchange),
        )

    def _observe(self, item: pytest.Item, outcome: Outcome, **parts: str) -> None:
        heard, redact = item.stash[HEARD], self._run.redactor
        item.stash[OBSERVED] = Finding(
            item.stash[RULE].id,
            name_of(item),
            outcome,
            evidence=tuple(heard[-EVIDENCE:]),
            exercised=len(heard),
            **{name: redact(text) for name, text in parts.items()},
        )

    def _told(self, finding: Finding) -> str:
        rule = self._run.slice.rules.by_id[finding.rule]
        lines = [f"{finding.outcome.value}: {rule.id}: {rule.says}"]
        parts = {name: getattr(finding, name) for name in ("expected", "got", "reason", "curl")}
        lines += [f"  {name}: {text}" for name, text in parts.items() if text]
        return "\n".join(lines)


def _forget(item: pytest.Item) -> None:
    # The same story may have been played to an earlier run.
    for key in TOLD:
        if key in item.stash:
            del item.stash[key]
