"""
Hypothesis as this project uses it: by a seed, on no clock, without a memory of its own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any, TypeVar
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.strategies import SearchStrategy

# What it keeps of Unicode is no business of the folder that a run is started in.
set_hypothesis_home_dir(Path(gettempdir()) / "payconform-hypothesis")

T = TypeVar("T")
MOST_SHRUNK = 200  # examples that are looked at to make one smaller
MOST_KEPT = 100  # examples of a strategy, and strategies
_MADE_UP: dict[tuple[SearchStrategy[Any], int, int], list[Any]] = {}


def explore(
    strategy: SearchStrategy[T], use: Callable[[T], None], *, seed: int, cases: int
) -> None:
    """
    Use so many examples, the same for the same seed; what `use` raises ends it.

    To make examples up takes longer than to send them: those of a strategy that is asked again, as
    by one liar after another, come from memory.
    """
    made_up = _MADE_UP.get((strategy, seed, cases))
    if made_up is None:
        seen = _used(strategy, use, seed, cases)
        if cases <= MOST_KEPT:
            _MADE_UP[strategy, seed, cases] = seen
        if len(_MADE_UP) > MOST_KEPT:
            del _MADE_UP[next(iter(_MADE_UP))]
    else:
        for example in made_up:
            use(example)


def _used(strategy: SearchStrategy[T], use: Callable[[T], None], seed: int, cases: int) -> list[T]:
    raised: list[Exception] = []
    seen: list[T] = []

    def run(example: T) -> None:
        if raised:
            return
        seen.append(example)
        try:
            use(example)
        except Exception as error:  # noqa: BLE001 - Hypothesis would try it again
            raised.append(error)

    _run(strategy, run, seed, cases, Phase.generate)
    if raised:
        raise raised[0]
    return seen


def smallest(
    strategy: SearchStrategy[T],
    first: T,
    fails: Callable[[T], bool],
    *,
    seed: int,
    cases: int,
) -> T | None:
    """
    The smallest example found that fails; None where the first does not fail again.

    Args:
        strategy: that `explore` was given, with the same seed and number of cases.
        first: the example of it that is known to fail.
        fails: asked about an example once; asked again, it may answer from memory.
        seed: that `first` was found with.
        cases: that it was found among.

    """
    found: list[T] = []
    left = MOST_SHRUNK

    class Failed(Exception):
        pass

    def run(example: T) -> None:
        nonlocal left
        if not found and example != first:
            return
        left -= 1
        if left >= 0 and fails(example):
            found.append(example)
            raise Failed

    if not fails(first):
        return None
    try:
        _run(strategy, run, seed, cases, Phase.generate, Phase.shrink)
    except Failed:
        return found[-1]
    except Exception:  # noqa: BLE001 - Hypothesis found that it does not always fail
        return found[-1] if found and fails(found[-1]) else first
    return first


def _run(
    strategy: SearchStrategy[T], test: Callable[[T], None], seed: int, cases: int, *phases: Phase
) -> None:
    quietly = settings(
        max_examples=cases,
        phases=phases,
        database=None,
        deadline=None,
        derandomize=False,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    with no_words_of_ours():
        seeded(seed)(quietly(given(strategy)(test)))()


@contextmanager
def no_words_of_ours() -> Iterator[None]:
    """
    Hypothesis mixes in literals of the modules that happen to be loaded: other examples for the
    same seed, with each line of code that changes.
    """
    with patch.object(providers, "_get_local_constants", Constants):
        providers.CONSTANTS_CACHE.cache.clear()
        yield
    providers.CONSTANTS_CACHE.cache.clear()
