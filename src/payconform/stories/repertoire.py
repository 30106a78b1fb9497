"""
The same stories for many runs: collected once, then played to one run after the other.
"""

from collections.abc import Callable
from functools import partial

import pytest

from payconform.run import Run
from payconform.stories.conduct import Stories
from payconform.stories.selection import Selection, included

Play = Callable[[Run], None]


class Repertoire:
    """
    A pytest plugin that lets `use` play what was collected. `raised` is what ended it early.

    Playing opens a run, runs those stories that its plan includes, and closes it. Nothing is left
    to the next run: each story is torn down to the ground.
    """

    def __init__(self, selection: Selection, use: Callable[[Play], None]) -> None:
        self._selection = selection
        self._use = use
        self.raised: BaseException | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """
        Play, where pytest would run each story once; suites that do not load are left to it.
        """
        if session.testsfailed:
            return None
        try:
            self._use(partial(self._play, session))
        except BaseException as error:  # noqa: BLE001 - pytest would swallow it
            self.raised = error
        return True

    def _play(self, session: pytest.Session, run: Run) -> None:
        stories, plugins = Stories(run, self._selection), session.config.pluginmanager
        run.open()
        plugins.register(stories)
        try:
            for item in session.items:
                if included(run.plan, item) and not stories.stopped:
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        except BaseException as error:
            stories.stop(str(error) or "interrupted")
            raise
        finally:
            plugins.unregister(stories)
            run.close(stopped=stories.stopped)
