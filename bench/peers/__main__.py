"""
`python -m bench.peers`: bare schemathesis and payconform take turns, fault by fault.
"""

import argparse
import random
import signal
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib.metadata import version
from multiprocessing import active_children
from pathlib import Path
from typing import NamedTuple

from bench.peers import bare, ours
from bench.peers.table import row, show
from bench.peers.trial import HONEST, Journal, Trial
from bench.processes import Unmeasured, interrupt
from bench.servers import ROOT
from payconform import catalog
from payconform.exercise.frozen import digest
from payconform.simulator.faults import Fault

TOOLS = (bare.NAME, ours.NAME, ours.GATED, ours.NARROWED)


class Task(NamedTuple):
    """
    A tool to be run against a liar, payconform with these rules only where any are named.
    """

    tool: str
    fault: str
    rules: tuple[str, ...] = ()


def main() -> int:
    """
    Measure what the journal does not hold yet, and print all of it.
    """
    asked = _arguments()
    _heed()
    settings = {
        "seed": asked.seed,
        "examples": asked.max_examples,
        "workers": asked.workers,
        "document": digest("maib")[:12],
        **{name: version(name) for name in ("payconform", "schemathesis")},
    }
    faults = _sample(asked.faults, asked.seed)
    try:
        journal = Journal(asked.journal, settings)
        _measure(journal, faults, asked)
    except KeyboardInterrupt:
        _tell(f"interrupted; the same command goes on with {asked.journal}")
        return 130
    except Unmeasured as problem:
        _tell(str(problem))
        return 1
    wanted = {HONEST, *(fault.id for fault in faults)}
    trials = [trial for trial in journal.trials() if trial.fault in wanted]
    print(", ".join(f"{name} {value}" for name, value in settings.items()))
    show([row(tool, trials) for tool in TOOLS])
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument(
        "--faults", type=int, default=14, help="how many, drawn by the seed; 0 for all (default 14)"
    )
    parser.add_argument("--workers", type=int, default=2, help="runs at a time (default 2)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample and of both tools")
    parser.add_argument(
        "--max-examples", type=int, default=100, help="of schemathesis: its own 100"
    )
    parser.add_argument(
        "--journal",
        type=Path,
        default=ROOT / "reports" / "peers.ndjson",
        help="trials that are done; gone on with if it is there (default reports/peers.ndjson)",
    )
    return parser.parse_args()


def _sample(size: int, seed: int) -> list[Fault]:
    """
    The first faults of an order that the seed decides: a larger sample contains a smaller one.
    """
    faults = list(catalog.behaviour("maib").faults)
    random.Random(seed).shuffle(faults)  # noqa: S311 - reproducible
    return faults[:size] if size else faults


def _measure(journal: Journal, faults: list[Fault], asked: argparse.Namespace) -> None:
    done = {(trial.tool, trial.fault) for trial in journal.trials()}
    plan = [task for task in _plan(faults) if (task.tool, task.fault) not in done]
    if done:
        _tell(f"{asked.journal} holds {len(done)} runs; delete it to measure anew")
    with ProcessPoolExecutor(asked.workers, initializer=_heed) as pool:
        try:
            hunts = [pool.submit(_hunt, task, asked.seed, asked.max_examples) for task in plan]
            for number, hunt in enumerate(as_completed(hunts), 1):
                trial = hunt.result()
                journal.add(trial)
                told = f"{trial.wall:.1f} s, {len(trial.alarms)} alarms"
                _tell(f"{number} of {len(plan)}: {trial.tool}, {trial.fault or 'honest'}: {told}")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in active_children():
                worker.terminate()
            raise


def _plan(faults: list[Fault]) -> Iterator[Task]:
    yield Task(bare.NAME, HONEST)
    yield Task(ours.NAME, HONEST)
    yield Task(ours.GATED, HONEST)
    for fault in faults:
        yield Task(bare.NAME, fault.id)
        yield Task(ours.NAME, fault.id)
        yield Task(ours.GATED, fault.id)
        yield Task(ours.NARROWED, fault.id, (fault.rule,))


def _hunt(task: Task, seed: int, examples: int) -> Trial:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        if task.tool == bare.NAME:
            return bare.hunt(task.fault, Path(name), seed, examples)
        return ours.hunt(task.tool, task.fault, task.rules, Path(name), seed)


def _heed() -> None:
    signal.signal(signal.SIGTERM, interrupt)


def _tell(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
