"""
Which stories run: every test is about one rule, and stands in the order of the chapters.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from payconform.contracts.pacts import Interaction
from payconform.contracts.staging import needs
from payconform.exercise.corpus import Cases, corpus_of
from payconform.exercise.frozen import mutations_of
from payconform.exercise.mutation import ALLOWED, Mutation
from payconform.model import Rule
from payconform.plan import Plan
from payconform.run import Run
from payconform.spec import rows
from payconform.spec.openapi import Operation
from payconform.spec.rules import Rulebook
from payconform.states import states_of
from payconform.stories import fixtures
from payconform.stories.contracts import interactions_of
from payconform.stories.machine import CORPUS, JUDGES, makes_up, may_judge

RULE = pytest.StashKey[Rule]()
NAME = pytest.StashKey[str]()


class Selection:
    """
    A pytest plugin that collects the stories of one run.

    `tests` are the names of the stories by rule id, `needs` what each asks of the target, `total`
    how many there are; `chosen` are those of them that this process runs. `complaint` says what is
    wrong with the suites themselves.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._interactions = interactions_of(run)
        self.total = 0
        self.complaint = ""
        self.tests: dict[str, list[str]] = {}
        self.needs: dict[str, list[frozenset[str]]] = {}
        self.chosen: list[pytest.Item] = []
        self.collected = False

    def pytest_configure(self, config: pytest.Config) -> None:
        """
        Declare the markers of a story, and offer its fixtures.
        """
        config.addinivalue_line("markers", "rule(id): the rule that the story is about")
        config.addinivalue_line(
            "markers",
            "mutations(*places): run once for each mutation of a valid call there, or each allowed",
        )
        config.addinivalue_line(
            "markers", "needs(*capabilities): what the target must be able to do"
        )
        config.addinivalue_line("markers", "purchase(name): the paid QR that the story is about")
        config.addinivalue_line(
            "markers", "judges(*ids): further rules that the story may find broken"
        )
        config.addinivalue_line(
            "markers", "corpus: run once for each operation with what the corpus keeps of it"
        )
        config.addinivalue_line(
            "markers", "interactions(kind): run once for each interaction of that kind, or each"
        )
        config.pluginmanager.register(fixtures)

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

        Of alternative operations the first stands for all: the profile knows which one is served.
        """
        places = metafunc.definition.get_closest_marker("mutations")
        if places is not None:
            cases = list(self._mutations(frozenset(places.args)))
            metafunc.parametrize(("rule", "mutation"), cases)
            return
        marker = metafunc.definition.get_closest_marker("rule")
        if marker is None or not marker.args[0].startswith("COMMON-"):
            return
        rules = self._run.slice.rules.implementing(marker.args[0])
        if told := metafunc.definition.get_closest_marker("interactions"):
            cases = [self._relied_on(rule, one) for rule in rules for one in self._told(told.args)]
            metafunc.parametrize(("rule", "interaction"), cases)
            return
        if "operation" not in metafunc.fixturenames:
            metafunc.parametrize("rule", [rule.id for rule in rules])
            return
        if metafunc.definition.get_closest_marker(CORPUS):
            cases = list(self._corpus(metafunc.definition, rules))
            metafunc.parametrize(("rule", "operation", "cases"), cases)
            return
        operations = self._run.slice.document.operations
        metafunc.parametrize(
            ("rule", "operation"),
            [
                self._param(metafunc.definition, rule, operation)
                for rule in rules
                for operation in _one_of_each(rule.operations, operations)
            ],
        )

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """
        Give each test its rule, keep the selected ones, and order them by chapter.
        """
        suites = list(rows.every("suites"))
        book = self._run.slice.rules
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
            (chosen if included(self._run.plan, item) else dropped).append(item)
        order = {rule.id: number for number, rule in enumerate(book.rules)}
        chosen.sort(key=lambda item: (order[item.stash[RULE].id], item.nodeid))
        share = self._run.plan.share
        items[:] = self.chosen = chosen[share.number :: share.of]
        self.total, self.collected = len(chosen), True
        for item in chosen:
            rule_id = item.stash[RULE].id
            self.tests.setdefault(rule_id, []).append(name_of(item))
            self.needs.setdefault(rule_id, []).append(needs_of(item))
        if dropped:
            config.hook.pytest_deselected(items=dropped)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """
        Keep what is wrong with the suites themselves.
        """
        if report.failed:
            self.complaint += self._run.redactor(f"{report.nodeid}: {report.longreprtext}\n")

    def pytest_internalerror(self, excrepr: object) -> None:
        """
        Keep what went wrong in pytest itself.
        """
        self.complaint += self._run.redactor(str(excrepr))

    def _mutations(self, places: frozenset[str]) -> Iterator[Any]:
        slice_ = self._run.slice
        for one in mutations_of(slice_.key, slice_.document):
            rule = slice_.fields.rule(*one.what)
            if _sort(one) not in places or slice_.fields.exclusion(*one.what, one.put):
                continue
            if rule is not None and one.operation in slice_.rules.by_id[rule].operations:
                needs = slice_.document.operations[one.operation].needs
                name = f"{rule}-{one.operation}-{one.says}"
                yield pytest.param(rule, one, id=name, marks=pytest.mark.needs(*needs))

    def _told(self, kinds: Sequence[str]) -> list[Interaction]:
        return [one for one in self._interactions if not kinds or one.kind in kinds]

    def _relied_on(self, rule: Rule, interaction: Interaction) -> Any:
        marks = pytest.mark.needs(*needs(interaction, states_of(self._run.slice.profile)))
        name = self._run.redactor(f"{rule.id}-{interaction.name}")  # a pact may name a credential
        return pytest.param(rule.id, interaction, id=name, marks=marks)

    def _corpus(self, definition: pytest.Function, rules: Iterable[Rule]) -> Iterator[Any]:
        kept = corpus_of(self._run.slice.key)
        for rule in rules:
            for operation in rule.operations:
                own = (one.case for one in kept if one.rule == rule.implements)
                if cases := Cases(case for case in own if case.operation == operation):
                    yield self._param(definition, rule, operation, cases)

    def _param(self, definition: pytest.Function, rule: Rule, operation: str, *more: object) -> Any:
        slice_ = self._run.slice
        return pytest.param(
            rule.id,
            operation,
            *more,
            id=f"{rule.id}-{operation}",
            marks=[
                pytest.mark.needs(*slice_.document.operations[operation].needs),
                *_judges(definition, slice_.rules, operation),
            ],
        )

    def _rule_of(self, item: pytest.Item) -> Rule | None:
        book = self._run.slice.rules.by_id
        callspec = getattr(item, "callspec", None)
        if callspec and callspec.params.get("rule") in book:
            return book[callspec.params["rule"]]
        if item.get_closest_marker("mutations") or item.get_closest_marker(CORPUS):
            return None  # the provider has none of them
        marker = item.get_closest_marker("rule")
        if marker is None or len(marker.args) != 1:
            raise self._complain(item, "names no rule. Mark it with @pytest.mark.rule(id)")
        (rule_id,) = marker.args
        known = book.get(rule_id)
        if known is None and not rule_id.startswith("COMMON-"):
            raise self._complain(item, f"is about {rule_id}, which no rule book has")
        return known

    def _complain(self, item: pytest.Item, problem: str) -> pytest.UsageError:
        self.complaint += f"{name_of(item)} {problem}.\n"
        return pytest.UsageError(self.complaint)


def _sort(mutation: Mutation) -> str:
    return ALLOWED if mutation.keyword == ALLOWED else mutation.place


def _judges(
    definition: pytest.Function, book: Rulebook, operation: str
) -> Iterator[pytest.MarkDecorator]:
    """
    A machine let loose on an operation may find any of its rules broken.
    """
    if definition.get_closest_marker(JUDGES):
        yield pytest.mark.judges(*(one.id for one in book.rules if operation in one.operations))


def _one_of_each(names: Iterable[str], operations: Mapping[str, Operation]) -> Iterator[str]:
    groups: set[str] = set()
    for name in names:
        group = operations[name].alternative
        if group is None:
            yield name
        elif group not in groups:
            groups.add(group)
            yield name


def included(plan: Plan, item: pytest.Item) -> bool:
    """
    Whether a plan wants a story to run.
    """
    told = _is_concerned(plan, item) if makes_up(item) else plan.written
    besides = frozenset() if plan.written else may_judge(item)
    return told and plan.includes(item.stash[RULE], name_of(item), besides)


def _is_concerned(plan: Plan, item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    operation = callspec.params.get("operation") if callspec else None
    return not plan.operations or operation is None or operation in plan.operations


def needs_of(item: pytest.Item) -> frozenset[str]:
    """
    The capabilities without which a test is skipped.
    """
    return frozenset(name for marker in item.iter_markers("needs") for name in marker.args)


def name_of(item: pytest.Item) -> str:
    """
    The name of a test, the same from a checkout and from the wheel.
    """
    if NAME not in item.stash:
        item.stash[NAME] = _named(item)
    return item.stash[NAME]


def _named(item: pytest.Item) -> str:
    for suites in rows.every("suites"):
        if item.path.is_relative_to(suites):
            return f"suites/{item.path.relative_to(suites).as_posix()}::{item.name}"
    return item.nodeid


def arguments(run: Run) -> Iterator[str]:
    """
    The command line under which pytest runs the stories of a run, and nothing else.
    """
    yield from ("-c", str(rows.find("suites", "pytest.ini")), "--import-mode=importlib")
    # Logging keeps a record per phase, and trips over a story that is skipped before its setup.
    yield from ("-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:logging")
    yield from ("-p", "no:unraisableexception")  # it blames a story for what another left behind
    for suites in rows.every("suites"):
        for word in ("common", run.slice.key):
            if (suites / word).is_dir():
                yield str(suites / word)
