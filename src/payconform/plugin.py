"""
The pytest plugin: `pytest suites --provider maib`. Without --provider it does nothing.

Loaded into every pytest of the environment, so it imports nothing until it is asked.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from payconform.run import Run
    from payconform.stories import Stories

ACTIVE: "pytest.StashKey[tuple[Run, Stories]]" = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """
    The options of a run; `payconform certify` is the fuller way to start one.
    """
    group = parser.getgroup("payconform", "contract tests for payment-QR providers")
    group.addoption("--provider", help="run the stories of this provider, e.g. maib")
    group.addoption(
        "--payconform-target", metavar="NAME|URL", help="target; default: the embedded simulator"
    )
    group.addoption(
        "--payconform-credentials", metavar="FILE", type=Path, help="credentials of the target"
    )
    group.addoption(
        "--payconform-seed", metavar="N", type=int, default=1, help="decides fresh names"
    )
    group.addoption(
        "--payconform-allow",
        metavar="WHAT",
        action="append",
        default=[],
        help="what a real target may be asked to bear: fuzz, races, bad-credentials; repeatable",
    )
    group.addoption("--payconform-out", metavar="DIR", type=Path, help="folder for the run's files")


def pytest_configure(config: pytest.Config) -> None:
    """
    Open a run where one is asked for.
    """
    provider = config.getoption("provider", None)
    if provider is None or config.option.help:
        return
    if getattr(config.option, "numprocesses", None) or hasattr(config, "workerinput"):
        pytest.exit("--provider runs in one process: leave -n out", returncode=2)
    from payconform import catalog
    from payconform.config import resolve
    from payconform.errors import PayconformError
    from payconform.plan import Plan
    from payconform.reporting.folder import new_id
    from payconform.run import Run
    from payconform.stories import Selection, Stories
    from payconform.target.permission import permitted

    try:
        slice_ = catalog.load(provider)
        settings = resolve(
            provider,
            config.getoption("payconform_target"),
            config.getoption("payconform_credentials"),
        )
        run_id = new_id(datetime.now(UTC))
        folder = config.getoption("payconform_out") or Path("reports", provider, run_id)
        allow = permitted("--payconform-allow", config.getoption("payconform_allow"))
        plan = Plan(folder, config.getoption("payconform_seed"), complete=False, allow=allow)
        run = Run(slice_, settings, plan, run_id)
        if not config.option.collectonly:
            run.open()
    except PayconformError as error:
        pytest.exit(str(error), returncode=error.exit_code)
    selection = Selection(run)
    stories = Stories(run, selection)
    config.stash[ACTIVE] = (run, stories)
    config.pluginmanager.register(selection, "payconform-selection")
    config.pluginmanager.register(stories, "payconform-stories")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """
    Close the run; pytest's own exit code gives way to the verdict's.
    """
    if ACTIVE not in session.config.stash or session.config.option.collectonly:
        return
    run, stories = session.config.stash[ACTIVE]
    interrupted = "interrupted" if exitstatus == pytest.ExitCode.INTERRUPTED else ""
    reached = run.close(stopped=stories.stopped or interrupted)
    session.exitstatus = reached.exit_code
    print(f"\n{reached.sentence}\n{run.plan.folder}")  # noqa: T201
