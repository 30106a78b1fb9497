"""
What can be judged on any recorded exchange, whoever made it and why.
"""

from collections.abc import Callable
from dataclasses import dataclass

from payconform.model import Check, Exchange, Mismatch

Applies = Callable[[Exchange], bool]
"""Whether a rule says something about an exchange; pure."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    A rule, the exchanges that it says something about, and the check that they must pass.

    `applies` is asked about exchanges of the rule's own operations only, and is pure as the check.
    """

    rule: str
    applies: Applies
    check: Check


def both(*conditions: Applies) -> Applies:
    """
    All of the conditions hold.
    """
    return lambda exchange: all(condition(exchange) for condition in conditions)


def every(*checks: Check) -> Check:
    """
    The first difference that one of the checks finds.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        return next((found for one in checks if (found := one(exchange))), None)

    return check
