"""
Runs stories under pytest: selects them, guards them, and turns what happens into findings.
"""

import traceback
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from payconform.errors import (
    Blocked,
    CeilingReached,
    FileUnreadable,
    Inconclusive,
    Unexercised,
    Violation,
)
from payconform.model import Finding, Outcome, Rule
from payconform.reporting import labels
from payconform.run import Run
from payconform.spec import rows
from payconform.target import Target
from payconform.verdict import grade

SILENCES = 3  # answers missing in a row, after which the run ends
EVIDENCE = 20  # exchanges that a finding names

RULE = pytest.StashKey[Rule]()
OBSERVED = pytest.StashKey[Finding]()
HEARD = pytest.StashKey[list[str]]()
RECORDED = pytest.StashKey[str]()

Progress = Callable[[int, int, Finding], None]
Record = Callable[[str], None]


class Stories:
    """
    A pytest plugin for one open run.
    """

    def __init__(self, run: Run, progress: Progress | None = None) -> None:
        self._run = run
        self._progress = progress
        self._total = 0
        self._allure = False
        self.stopped = ""
        self.complaint = ""
        self.tests: dict[str, list[str]] = {}

    # --- what stories are given ---

    @pytest.fixture
    def target(self) -> Target:
        """
        The merchant under test.
        """
        return self._run.target

    @pytest.fixture
    def record(self, request: pytest.FixtureRequest) -> Record:
        """
        Notes which of several allowed outcomes was seen.
        """

        def note(seen: str) -> None:
            request.node.stash[RECORDED] = seen

        return note

    # --- collection ---

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """
        Leave out the suites of other providers.
        """
        for suites in rows.every("suites"):
            if collection_path.is_relative_to(suites) and collection_path != suites:
                word = collection_path.relative_to(suites).parts[0]
                if (suites / word).is_dir() and word not in ("common", self._run.slice.key):
                    return True
        return None

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """
        Run a test of an abstract rule once for each rule and operation that implements it.
        """
        marker = metafunc.definition.get_closest_marker("rule")
        if marker is None or not marker.args[0].startswith("COMMON-"):
            return
        rules = self._run.slice.rules.implementing(marker.args[0])
        if "operation" not in metafunc.fixturenames:
            metafunc.parametrize("rule", rules, ids=[rule.id for rule in rules])
            return
        cases = [(rule, operation) for rule in rules for operation in rule.operations]
        ids = [f"{rule.id}-{operation}" for rule, operation in cases]
        metafunc.parametrize(("rule", "operation"), cases, ids=ids)

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """
        Give each test its rule, keep the selected ones, and order them by chapter.
        """
        self._allure = config.pluginmanager.has_plugin("allure_listener")
        suites = list(rows.every("suites"))
        book, plan = self._run.slice.rules, self._run.plan
        chosen: list[pytest.Item] = []
        dropped: list[pytest.Item] = []
        for item in items:
            if not any(item.path.is_relative_to(folder) for folder in suites):
                continue
            rule = self._rule_of(item)
            if rule is None:
                dropped.append(item)  # an abstract rule that this provider does not claim
                continue
            item.stash[RULE] = rule
            selected = (not plan.areas or rule.area in plan.areas) and (
                not plan.rules or rule.id in plan.rules
            )
            (chosen if selected else dropped).append(item)
        order = {rule.id: number for number, rule in enumerate(book.rules)}
        chosen.sort(key=lambda item: (order[item.stash[RULE].id], item.nodeid))
        items[:] = chosen
        self._total = len(chosen)
        for item in chosen:
            self.tests.setdefault(item.stash[RULE].id, []).append(_name(item))
        if dropped:
            config.hook.pytest_deselected(items=dropped)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """
        Keep what is wrong with the suites themselves.
        """
        if report.failed:
            self.complaint += f"{report.nodeid}: {report.longreprtext}\n"

    def pytest_internalerror(self, excrepr: object) -> None:
        """
        Keep what went wrong in pytest itself.
        """
        self.complaint += self._run.redactor(str(excrepr))

    def _rule_of(self, item: pytest.Item) -> Rule | None:
        callspec = getattr(item, "callspec", None)
        if callspec and isinstance(rule := callspec.params.get("rule"), Rule):
            return rule
        marker = item.get_closest_marker("rule")
        if marker is None or len(marker.args) != 1:
            raise FileUnreadable(
                item.path,
                item.name,
                "the test names no rule",
                "Mark it with @pytest.mark.rule(id).",
            )
        (rule_id,) = marker.args
        if rule_id.startswith("COMMON-"):
            return None
        known = self._run.slice.rules.by_id.get(rule_id)
        if known is None:
            raise FileUnreadable(
                item.path, item.name, f"no rule {rule_id}", "Mend the id, or write the rule."
            )
        return known

    # --- one story ---

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """
        Listen to the exchanges of a story, and take in its finding when it is over.
        """
        if RULE not in item.stash:
            return (yield)
        with self._run.recorder.listening() as heard:
            item.stash[HEARD] = heard
            result = yield
        finding = item.stash.get(OBSERVED, None)
        if finding is not None:
            self._run.add(finding)
            if self._progress:
                self._progress(len(self._run.findings), self._total, finding)
        if self._run.target.silences >= SILENCES:
            self.stopped = f"the target has stopped answering ({finding.reason if finding else ''})"
            item.session.shouldstop = self.stopped
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
        wanted = {name for marker in item.iter_markers("needs") for name in marker.args}
        missing = sorted(wanted - self._run.target.capabilities)
        if missing:
            self._observe(
                item, Outcome.SKIPPED, reason=f"needs the capability {', '.join(missing)}"
            )
            pytest.skip(item.stash[OBSERVED].reason)
        try:
            return (yield)
        except Exception as error:  # noqa: BLE001 - whatever it is, it becomes a finding
            self._conclude(item, error)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """
        Grade what a story found.
        """
        if RULE not in item.stash:
            return (yield)
        error: Exception | None = None
        try:
            yield
        except Exception as raised:  # noqa: BLE001 - whatever it is, it becomes a finding
            error = raised
        self._conclude(item, error)
        return None

    def _conclude(self, item: pytest.Item, error: Exception | None) -> None:
        if isinstance(error, Violation):
            self._violated(item, error)
        elif error is not None:
            self._undecided(item, error)
        else:
            self._held(item)
        finding = item.stash[OBSERVED]
        if self._allure:
            labels.conclude(finding.outcome, self._run.evidence_of(finding.evidence))
        if finding.outcome not in (Outcome.PASSED, Outcome.RECORDED, Outcome.WARNED):
            pytest.fail(self._told(finding), pytrace=False)

    def _held(self, item: pytest.Item) -> None:
        rule, seen = item.stash[RULE], item.stash.get(RECORDED, "")
        if not item.stash[HEARD]:
            self._observe(item, Outcome.UNEXERCISED, reason="the story made no exchange")
        elif rule.outcomes and not seen:
            self._observe(item, Outcome.BROKEN, reason="the story recorded no outcome")
        else:
            expected = " | ".join(rule.outcomes)
            self._observe(item, grade(rule, holds=True), expected=expected, got=seen)

    def _undecided(self, item: pytest.Item, error: Exception) -> None:
        if isinstance(error, Unexercised):
            self._observe(item, Outcome.UNEXERCISED, reason=str(error))
        elif isinstance(error, Blocked | Inconclusive):
            self._observe(item, Outcome.BLOCKED, reason=str(error))
        else:
            told = "".join(traceback.format_exception(error, limit=-4))
            self._observe(item, Outcome.BROKEN, reason=f"payconform's own fault: {told}")
        if isinstance(error, CeilingReached):
            self.stopped = item.session.shouldstop = str(error)

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
            _name(item),
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


def _name(item: pytest.Item) -> str:
    for suites in rows.every("suites"):
        if item.path.is_relative_to(suites):
            return f"suites/{item.path.relative_to(suites).as_posix()}::{item.name}"
    return item.nodeid


def arguments(run: Run) -> Iterator[str]:
    """
    The command line under which pytest runs the stories of a run, and nothing else.
    """
    yield from ("-c", str(rows.find("suites", "pytest.ini")), "--import-mode=importlib")
    yield from ("-p", "no:cacheprovider", "-p", "no:terminal", "-p", "payconform.plugin")
    if run.plan.folder is not None:
        yield from ("-p", "allure_pytest.plugin")
        yield from ("--alluredir", str(run.plan.folder / "allure-results"))
    for suites in rows.every("suites"):
        for word in ("common", run.slice.key):
            if (suites / word).is_dir():
                yield str(suites / word)
