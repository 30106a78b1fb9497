"""
The full run over one provider: opens the target, runs every story, closes with a verdict.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain

import pytest

from payconform.config import RECEIVES
from payconform.errors import NothingSelected, PayconformError
from payconform.model import Finding
from payconform.reporting.folder import ALLURE
from payconform.run import Run
from payconform.sharing import Helpers
from payconform.stopping import stopping_at_once, stopping_gently
from payconform.stories import (
    Operator,
    Play,
    Repertoire,
    Selection,
    Stories,
    arguments,
)
from payconform.verdict import Verdict

Progress = Callable[[int, int, Finding], None]


def certify(
    run: Run, progress: Progress | None = None, operator: Operator | None = None
) -> Verdict:
    """
    Run the stories of a run and judge them. Ctrl-C ends it early, with everything kept.

    Args:
        run: not yet open.
        progress: told after each story: how many are done, how many there are, the finding.
        operator: a person who pays, where the target's own operation is not to.

    Raises:
        Unusable: settings or selection do not fit.
        Inconclusive: there is no target that can be judged.

    """
    helpers = Helpers(run, _play)
    selection = Selection(run)

    def after() -> None:
        helpers.keep_up(stories)
        tell()

    def tell() -> None:
        if progress is not None and run.findings:
            total = len(run.plan.resumed.findings) + selection.total
            progress(len(run.findings), total, run.findings[-1])

    stories = Stories(run, selection, after, operator)
    run.prepare()
    try:
        if not run.plan.narrowed:
            helpers.begin()
            run.reach()
        with stopping_gently(stories):
            _play(run, selection, stories)
            helpers.finish(stories, tell)
            if (lost := run.arrange(selection.tests)) and not stories.stopped:
                stories.stop(f"{len(lost)} tests did not come to their end, {lost[0]} among them")
            return run.close(stopped=stories.stopped)
    except BaseException as error:
        helpers.close()
        run.give_up(error)
        raise


class _Reaching:
    """
    A pytest plugin that reaches the target of a narrowed run once it is known what is to run:
    callbacks need not arrive where no story waits for one. `raised` is why it was not reached.
    """

    def __init__(self, run: Run, selection: Selection, stories: Stories) -> None:
        self._run = run
        self._selection = selection
        self._stories = stories
        self.raised: BaseException | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """
        Reach it; where that fails, nothing is run. Suites that do not load are left to pytest.
        """
        if self._run.is_reached or session.testsfailed:
            return None
        try:
            self._reach()
        except BaseException as error:  # noqa: BLE001 - pytest would swallow it
            self.raised = error
        return True if self.raised else None

    def _reach(self) -> None:
        if self._stories.stopped:
            raise KeyboardInterrupt
        if not self._selection.total and not self._run.plan.resumed:
            raise NothingSelected(
                "--only, --rule and --last-failed leave no test. See `payconform rules`."
            )
        needs = chain(*self._selection.needs.values())
        with stopping_at_once():
            self._run.reach(callbacks=any(RECEIVES in one for one in needs))


def _play(run: Run, selection: Selection, stories: Stories) -> None:
    reaching = _Reaching(run, selection, stories)
    _pytest([*arguments(run), *_allure(run)], selection, stories, reaching)
    if reaching.raised is not None:
        raise reaching.raised


def tests_of(run: Run) -> dict[str, list[str]]:
    """
    The stories of a provider by rule id, collected but not run.
    """
    return _collected(run).tests


def needs_of(run: Run) -> dict[str, list[frozenset[str]]]:
    """
    What each story of a provider needs of the target, by rule id.
    """
    return _collected(run).needs


def _collected(run: Run) -> Selection:
    selection = Selection(run)
    _pytest([*arguments(run), "--collect-only"], selection, Stories(run, selection))
    return selection


def rehearse(run: Run, use: Callable[[Play], None]) -> None:
    """
    Collect the stories of a run once, for `use` to play to any number of others.

    Args:
        run: of the same provider; it stays closed.
        use: is given a function that plays to a run, which is not yet open, and closes it.

    """
    selection = Selection(run)
    repertoire = Repertoire(selection, use)
    _pytest(arguments(run), selection, repertoire)
    if repertoire.raised:
        raise repertoire.raised


def _allure(run: Run) -> Iterator[str]:
    if run.plan.folder is not None and run.plan.allure:
        yield from ("-p", "allure_pytest.plugin")
        yield from ("--alluredir", str(run.plan.folder / ALLURE))


def _pytest(options: Iterable[str], selection: Selection, *plugins: object) -> None:
    with _own_pytest():
        code = pytest.main(list(options), plugins=[selection, *plugins])
    if selection.complaint or code in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.INTERNAL_ERROR):
        raise PayconformError(f"the suites do not run (pytest: {code}).\n{selection.complaint}")
    if code == pytest.ExitCode.INTERRUPTED and not selection.collected:
        raise KeyboardInterrupt  # pytest keeps it to itself, and leaves out what was not collected


@contextmanager
def _own_pytest() -> Iterator[None]:
    """
    A pytest without the user's options and plugins, so that a run is the same everywhere.
    """
    names = {"PYTEST_ADDOPTS": None, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": None}
    before = {name: os.environ.get(name) for name in names}
    _set(names)
    try:
        yield
    finally:
        _set(before)


def _set(variables: dict[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
