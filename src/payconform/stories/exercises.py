"""
The machines that stories set going. Each is imported when it is set going: Hypothesis and
schemathesis take half a second, and the runs that generate nothing need neither.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from payconform.catalog import Slice
from payconform.exercise.bench import Bench
from payconform.exercise.breach import Breach, Effort
from payconform.target import Target

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from payconform.exercise.case import Case
    from payconform.exercise.making import Maker


def fuzz_anything(target: Target, operation: str, effort: Effort, *, reads: bool) -> list[Breach]:
    """
    Calls with any value anywhere; `reads` compares what a refused call stands on.
    """
    from payconform.exercise.fuzz import fuzz

    bench = Bench(target, target.slice, operation, reads=reads)
    return fuzz(bench, _anything(target.slice, operation), effort)


def fuzz_allowed(target: Target, operation: str, effort: Effort) -> list[Breach]:
    """
    Calls whose values the document allows.
    """
    from payconform.exercise.fuzz import fuzz

    bench = Bench(target, target.slice, operation, reads=False)
    return fuzz(bench, _allowed(target.slice, operation), effort)


def follow_links(target: Target, rule: str, effort: Effort) -> list[Breach]:
    """
    The document's links, followed at random.
    """
    from payconform.exercise.linking import follow

    return follow(target, rule, effort)


def walk(target: Target, effort: Effort) -> list[Breach]:
    """
    Random histories, held against how things live.
    """
    from payconform.exercise.walking import explore

    return explore(target, effort)


# One strategy an operation: what it made up once comes from memory for the next liar.


@lru_cache(maxsize=50)
def _anything(slice_: Slice, operation: str) -> SearchStrategy[Case]:
    return _maker(slice_).anything(operation)


@lru_cache(maxsize=50)
def _allowed(slice_: Slice, operation: str) -> SearchStrategy[Case]:
    return _maker(slice_).allowed(operation)


@lru_cache(maxsize=2)
def _maker(slice_: Slice) -> Maker:
    from payconform.exercise.making import Maker

    return Maker(slice_.document, slice_.fields.kept)
