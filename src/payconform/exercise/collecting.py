"""
Fills a corpus: of all cases that fuzzing makes up, those that have shown something.
"""

from collections.abc import Mapping

from payconform.catalog import Slice
from payconform.errors import NotOffered
from payconform.exercise.bench import Bench, Trial
from payconform.exercise.breach import Effort
from payconform.exercise.corpus import Kept
from payconform.exercise.fuzz import try_each
from payconform.exercise.making import Maker
from payconform.exercise.novelty import Signature, signature
from payconform.model import Caller

SURVIVED, UNCHANGED, DOCUMENTED = "COMMON-FUZZ-01", "COMMON-FUZZ-02", "COMMON-FUZZ-03"


def collect(caller: Caller, slice_: Slice, effort: Effort) -> list[Kept]:
    """
    Fuzz every operation that the target serves, and keep a case of each signature, the shortest.

    Raises:
        Inconclusive: the target does not answer.

    """
    claimed = {one: _claimed(slice_, one) for one in (SURVIVED, UNCHANGED, DOCUMENTED)}
    maker = Maker(slice_.document, slice_.fields.kept)
    every: list[Kept] = []
    for operation in slice_.document.operations:
        if operation not in claimed[SURVIVED]:
            continue
        best: dict[Signature, tuple[int, Kept]] = {}

        def use(trial: Trial, best: dict[Signature, tuple[int, Kept]] = best) -> None:
            size, shown = len(trial.case.key), signature(slice_, trial)
            if shown not in best or size < best[shown][0]:
                best[shown] = (size, Kept(_rule(slice_, trial, claimed), trial.case))

        bench = Bench(caller, slice_, operation, reads=False)
        try:
            for strategy in (maker.anything(operation), maker.allowed(operation)):
                try_each(bench, strategy, effort, use)
        except NotOffered:
            continue
        # What one case shows may hang on those before it: once is enough.
        every += {kept.case.key: kept for _, kept in best.values()}.values()
    return every


def _rule(slice_: Slice, trial: Trial, claimed: Mapping[str, frozenset[str]]) -> str:
    operation = trial.case.operation
    own = trial.exchange.request.method == slice_.document.operations[operation].method
    if slice_.profile.succeeded(trial.exchange) is None:
        return DOCUMENTED if operation in claimed[DOCUMENTED] else SURVIVED
    return UNCHANGED if own and operation in claimed[UNCHANGED] else SURVIVED


def _claimed(slice_: Slice, abstract: str) -> frozenset[str]:
    rules = slice_.rules.implementing(abstract)
    return frozenset(operation for rule in rules for operation in rule.operations)
