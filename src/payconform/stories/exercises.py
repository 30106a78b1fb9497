"""
The machines that stories set going. Each is imported when it is set going: Hypothesis and
schemathesis take half a second, and the runs that generate nothing need neither.
"""

from payconform.exercise.bench import Bench
from payconform.exercise.breach import Breach, Effort
from payconform.target import Target


def fuzz_anything(target: Target, operation: str, effort: Effort, *, reads: bool) -> list[Breach]:
    """
    Calls with any value anywhere; `reads` compares what a refused call stands on.
    """
    from payconform.exercise.fuzz import fuzz
    from payconform.exercise.making import Maker

    maker = Maker(target.slice.document, target.slice.fields.kept)
    bench = Bench(target, target.slice, operation, reads=reads)
    return fuzz(bench, maker.anything(operation), effort)


def fuzz_allowed(target: Target, operation: str, effort: Effort) -> list[Breach]:
    """
    Calls whose values the document allows.
    """
    from payconform.exercise.fuzz import fuzz
    from payconform.exercise.making import Maker

    maker = Maker(target.slice.document, target.slice.fields.kept)
    bench = Bench(target, target.slice, operation, reads=False)
    return fuzz(bench, maker.allowed(operation), effort)


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
