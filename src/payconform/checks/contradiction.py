"""
A rule and the exchange that contradicts it: what checks find out beyond one story.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from payconform.model import Check, Exchange, Mismatch


@dataclass(frozen=True, slots=True)
class Contradiction:
    """
    A rule that an exchange was held against, and in what it contradicts it; in nothing, where the
    rule holds.
    """

    rule: str
    exchange: Exchange
    mismatches: tuple[Mismatch, ...]


def contradictions(rule: str, exchange: Exchange, *checks: Check) -> Iterator[Contradiction]:
    """
    All that an exchange has against a rule, told at once; without a mismatch where it holds.
    """
    mismatches = tuple(found for check in checks if (found := check(exchange)))
    yield Contradiction(rule, exchange, mismatches)
