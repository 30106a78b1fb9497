"""
What of a provider's document a run has exercised, counted from its exchanges as they come.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from payconform.model import Check, Exchange, Finding, Rule
from payconform.reporting.coverage.answers import Answers
from payconform.reporting.coverage.requests import Requests, Rest, Watch
from payconform.reporting.coverage.scope import IN, choices, were_skipped
from payconform.spec.elements import Path, written
from payconform.spec.openapi import Document

TALLIES = ("parameters", "members", "kept", "broken", "statuses", "answers")


class Counted(NamedTuple):
    """
    What a process has counted of one operation.
    """

    calls: int
    successes: int
    asked: Rest
    unseen: frozenset[Path]
    statuses: Mapping[int, int]


class Coverage:
    """
    Counts outbound exchanges by operation; a call with another verb is none of it.

    `succeeded` is the provider's own way to tell success.
    """

    def __init__(self, document: Document, succeeded: Check) -> None:
        self._operations = document.operations
        self._succeeded = succeeded
        self._calls: Counter[str] = Counter()
        self._successes: Counter[str] = Counter()
        self._requests = {name: Requests(one) for name, one in document.operations.items()}
        self._answers = {name: Answers(one.answered) for name, one in document.operations.items()}

    def notice(self, exchange: Exchange) -> None:
        """
        Count an exchange.
        """
        operation = self._operations.get(exchange.operation)
        if exchange.direction == "inbound" or operation is None:
            return
        if exchange.response is not None:
            self._answers[operation.id].look(exchange.response)
        if exchange.request.method != operation.method:
            return
        self._calls[operation.id] += 1
        if exchange.response is not None:
            self._requests[operation.id].look(exchange.request)
            if self._succeeded(exchange) is None:
                self._successes[operation.id] += 1

    def counted(self) -> dict[str, Counted]:
        """
        What was counted so far by operation, as another process can be told.
        """
        return {
            name: Counted(
                self._calls[name],
                self._successes[name],
                self._requests[name].whole.rest,
                frozenset(self._answers[name].unseen),
                self._answers[name].statuses,
            )
            for name in self._operations
        }

    def join(self, others: Mapping[str, Counted]) -> None:
        """
        Add what another process has counted of the same document.
        """
        for name, other in others.items():
            self._calls[name] += other.calls
            self._successes[name] += other.successes
            self._requests[name].whole.join(other.asked)
            self._answers[name].join(other.unseen, other.statuses)

    def entries(self) -> list[dict[str, Any]]:
        """
        Every operation of the document, in its order, as it stands in run.json.
        """
        return [
            {
                "id": operation.id,
                "calls": self._calls[operation.id],
                "successes": self._successes[operation.id],
                "needs": list(operation.needs),
                "alternative": operation.alternative,
            }
            for operation in self._operations.values()
        ]

    def document(
        self, able: frozenset[str], findings: Sequence[Finding], rules: Mapping[str, Rule]
    ) -> dict[str, Any]:
        """
        What was exercised, as it stands in run.json.

        Args:
            able: what the target can do.
            findings: of the run so far.
            rules: by id.

        """
        skipped = partial(were_skipped, findings, rules)
        every = choices(self.entries(), able, skipped)
        scopes = {name: scope for one in every for name, scope in one.scopes.items()}
        told = [self._operation(name, scopes[name]) for name in self._operations]
        inside = [one for one in told if one["scope"] == IN]
        asked = [one for one in every if one.is_in]
        missing = [
            {"what": "operation", "operation": one.name, "name": ""}
            for one in asked
            if not one.served
        ]
        for one in inside:
            missing += self._missing(one["id"])
        operations = {"seen": sum(one.served for one in asked), "total": len(asked)}
        totals = {
            name: {part: sum(one[name][part] for one in inside) for part in ("seen", "total")}
            for name in TALLIES
        }
        return {
            "totals": {"operations": operations} | totals,
            "operations": told,
            "missing": missing,
        }

    def _operation(self, name: str, scope: str) -> dict[str, Any]:
        every, answers = list(self._requests[name].whole.every()), self._answers[name]
        parameters = [one for one in every if one.element.is_parameter]
        members = [one for one in every if one.element.is_member]
        unanswered, never_came = answers.unanswered, sorted(map(written, answers.unseen))
        statuses = {str(status): times for status, times in sorted(answers.statuses.items())}
        return {
            "id": name,
            "scope": scope,
            "calls": self._calls[name],
            "successes": self._successes[name],
            "parameters": _tally(len(parameters), sum(not one.seen for one in parameters)),
            "members": _tally(len(members), sum(not one.seen for one in members)),
            "kept": _keywords(every, kept=True),
            "broken": _keywords(every, kept=False),
            "statuses": _tally(len(answers.documented), len(unanswered)),
            "answered": statuses,
            "answers": _tally(len(answers.members), len(never_came)),
            "unseen": {
                "sent": [one.element.name for one in (*parameters, *members) if not one.seen],
                "kept": _unseen(every, kept=True),
                "broken": _unseen(every, kept=False),
                "statuses": unanswered,
                "answers": never_came,
            },
        }

    def _missing(self, name: str) -> Iterable[dict[str, str]]:
        for one in self._requests[name].whole.every():
            element = one.element
            if one.seen or not (element.is_parameter or (element.is_member and element.required)):
                continue
            what = "parameter" if element.is_parameter else "member"
            yield {"what": what, "operation": name, "name": element.name}


def _tally(total: int, unseen: int) -> dict[str, Any]:
    return {"seen": total - unseen, "total": total}


def _keywords(every: Iterable[Watch], *, kept: bool) -> dict[str, Any]:
    total = sum(fact.kept is kept for one in every for fact in one.facts)
    return _tally(total, len(_unseen(every, kept=kept)))


def _unseen(every: Iterable[Watch], *, kept: bool) -> list[str]:
    return [
        f"{one.element.name} {fact.what}"
        for one in every
        for fact in one.unseen
        if fact.kept is kept
    ]
