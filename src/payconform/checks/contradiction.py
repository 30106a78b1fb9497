"""
A rule and the exchange that contradicts it: what checks find out beyond one story.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from payconform.model import Check, Exchange, Mismatch


@dataclass(frozen=True, slots=True)
class Contradiction:
    """
    A rule that an exchange contradicts, and in what.
    """

    rule: str
    exchange: Exchange
    mismatches: tuple[Mismatch, ...]


def contradictions(rule: str, exchange: Exchange, *checks: Check) -> Iterator[Contradiction]:
    """
    All that an exchange has against a rule, told at once; nothing where every check holds.
    """
    mismatches = tuple(found for check in checks if (found := check(exchange)))
    if mismatches:
        yield Contradiction(rule, exchange, mismatches)
