"""
Which rules an exchange breaks that a machine provoked, knowing what it stands on.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from payconform.catalog import Slice
from payconform.checks import Judgement
from payconform.checks.weighing import Judged, judged_by
from payconform.errors import Blocked
from payconform.exercise import oracle
from payconform.exercise.attribution import rule_broken
from payconform.exercise.case import Case
from payconform.exercise.ground import Ground
from payconform.model import Call, Exchange, Mismatch

UNCHANGED = "COMMON-FUZZ-02"
SERVER_ERROR = 500


class Judge:
    """
    Judges exchanges of one operation. What is known of a ground is put together once: a refused
    call adds nothing to it.
    """

    def __init__(self, slice_: Slice, operation: str) -> None:
        self._slice = slice_
        self._method = slice_.document.operations[operation].method
        self._rules = {one.id for one in slice_.rules.rules if operation in one.operations}
        self._always = [one for one in oracle.survival(slice_) if one.rule in self._rules]
        self._known: Sequence[Judgement] = ()

    def prepare(self, ground: Ground) -> None:
        """
        Put together what is known of a ground before cases are sent there.
        """
        self._known = self._knowing(ground)

    def judged(self, ground: Ground, case: Case, call: Call, exchange: Exchange) -> Judged:
        """
        What is wrong with the answer to a case, by rule; None where a rule holds.
        """
        judgements = self._always
        if exchange.request.method == self._method:
            succeeded = self._slice.profile.succeeded(exchange) is None
            known = self._knowing(ground) if succeeded else self._known
            judgements = [*judgements, *known]
        judged = judged_by(judgements, exchange)
        rule = rule_broken(self._slice, case, call)
        if rule is not None:
            with suppress(Blocked):
                judged[rule] = oracle.not_refused(self._slice, exchange) or judged.get(rule)
        return judged

    def changed(self, ground: Ground, exchange: Exchange) -> Iterator[tuple[str, Mismatch | None]]:
        """
        What a refused call has changed all the same, by rule; None where it changed nothing.
        """
        if ground.can_be_read and self._is_refused(exchange):
            told = ground.changed()
            for one in self._slice.rules.implementing(UNCHANGED):
                yield one.id, told

    def _is_refused(self, exchange: Exchange) -> bool:
        # Nobody knows what a call has done over which the server failed.
        clear = exchange.response is not None and exchange.response.status < SERVER_ERROR
        return clear and self._slice.profile.succeeded(exchange) is not None

    def _knowing(self, ground: Ground) -> list[Judgement]:
        known = oracle.judgements(self._slice, self._rules, ground.seen, ground.credentials)
        return list(known)
