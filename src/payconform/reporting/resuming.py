"""
What a run that ended early hands to the one that takes it up, in the same folder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from payconform import __version__
from payconform.errors import FileUnreadable, Unusable
from payconform.model import Exchange, Finding, Outcome
from payconform.reporting.asked import Asked, from_asked
from payconform.reporting.runs import EXCHANGES, PastRun

# What could not be decided may be decided now; what came out both ways has been decided.
TRIED_AGAIN = frozenset({Outcome.BLOCKED, Outcome.BROKEN, Outcome.UNEXERCISED})


@dataclass(frozen=True)
class Resumed:
    """
    What stands: when the run began and was taken up, its findings, its exchanges, what a person was
    asked, and what it `left` behind. Of a run that begins, nothing.

    `underway`: requests of which nobody knows what became of them.
    """

    started: str = ""
    at: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    underway: tuple[Exchange, ...] = ()
    asked: tuple[Asked, ...] = ()
    left: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """
        Whether there is a run that is taken up.
        """
        return bool(self.at)

    @property
    def done(self) -> frozenset[str]:
        """
        The tests that are not run again.
        """
        return frozenset(finding.test for finding in self.findings)

    @property
    def last(self) -> int:
        """
        The highest number of an exchange.
        """
        ids = (one.id for one in (*self.exchanges, *self.underway))
        return max((int(one.removeprefix("x")) for one in ids), default=0)

    @property
    def writes(self) -> int:
        """
        How many requests were sent that are no GET.
        """
        sent = (one for one in self.exchanges if one.direction == "outbound")
        return sum(one.request.method != "GET" for one in sent) + len(self.underway)


NOTHING = Resumed()


def resumed(past: PastRun, now: str) -> Resumed:
    """
    What stands of a run that ended early.

    Args:
        past: as its files tell it.
        now: the present, in UTC, to the second.

    Raises:
        Unusable: it came to its end.
        FileUnreadable: too little of it is left, or another version made it.

    """
    document = past.opened
    if document["verdict"] is not None and document["run"]["stopped"] is None:
        told = f"--resume {past.folder.name}: the run came to its end"
        raise Unusable(f"{told}. Use --last-failed to repeat what it left.")
    if document["tool"]["version"] != __version__:
        problem = f"is {document['tool']['version']}, not {__version__}"
        raise FileUnreadable(
            past.folder / "run.json", "tool.version", problem, "Take it up with that version."
        )
    if past.findings and not past.exchanges:
        problem, remedy = "holds no exchange, and findings there are", "Begin a new run."
        raise FileUnreadable(past.folder / EXCHANGES, "", problem, remedy)
    run = document["run"]
    return Resumed(
        run["started"],
        (*run["resumed"], now),
        tuple(_finding(one) for one in past.findings if one["outcome"] not in TRIED_AGAIN),
        tuple(past.exchanges.values()),
        past.underway,
        tuple(map(from_asked, document.get("person", ()))),
        tuple(document["left_behind"]),
    )


def _finding(record: Mapping[str, Any]) -> Finding:
    return Finding(
        record["rule"],
        record["test"],
        Outcome(record["outcome"]),
        record["expected"],
        record["got"],
        record["reason"],
        tuple(record["evidence"]),
        record["curl"],
        record["exercised"],
        record["case"],
    )
