"""
Which rules an exchange breaks that a machine provoked, knowing what it stands on.
"""

from collections.abc import Iterator

from payconform.catalog import Slice
from payconform.checks import shown_json
from payconform.checks.weighing import Asking, by_operation, wrong_by
from payconform.exercise import oracle
from payconform.exercise.attribution import rule_broken
from payconform.exercise.case import Case
from payconform.exercise.ground import Ground
from payconform.model import Call, Exchange, Mismatch

UNCHANGED = "COMMON-FUZZ-02"


class Judge:
    """
    Judges exchanges of one operation. What is known of a ground is put together once: a refused
    call adds nothing to it.
    """

    def __init__(self, slice_: Slice, operation: str) -> None:
        self._slice = slice_
        self._method = slice_.document.operations[operation].method
        self._always = by_operation(slice_.rules.by_id, oracle.survival(slice_))
        self._asking: Asking = {}

    def prepare(self, ground: Ground) -> None:
        """
        Put together what is known of a ground before cases are sent there.
        """
        self._asking = self._known(ground)

    def wrong(
        self, ground: Ground, case: Case, call: Call, exchange: Exchange
    ) -> dict[str, Mismatch]:
        """
        What is wrong with the answer to a case, by rule.
        """
        wrong = wrong_by(self._always, exchange)
        if exchange.request.method == self._method:
            succeeded = self._slice.profile.succeeded(exchange) is None
            wrong |= wrong_by(self._known(ground) if succeeded else self._asking, exchange)
        rule = rule_broken(self._slice, case, call)
        if rule is not None and (found := oracle.not_refused(self._slice, exchange)):
            wrong[rule] = found
        return wrong

    def changed(self, ground: Ground, exchange: Exchange) -> Iterator[tuple[str, Mismatch]]:
        """
        What a refused call has changed all the same, by rule.
        """
        if self._slice.profile.succeeded(exchange) is None or not (told := ground.changed()):
            return
        _, then, now = told
        for one in self._slice.rules.implementing(UNCHANGED):
            yield one.id, Mismatch(f"as before: {shown_json(then)}", shown_json(now))

    def _known(self, ground: Ground) -> Asking:
        judgements = oracle.judgements(self._slice, ground.seen, ground.credentials)
        return by_operation(self._slice.rules.by_id, judgements)
