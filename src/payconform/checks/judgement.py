"""
What can be judged on any recorded exchange, whoever made it and why.
"""

from collections.abc import Callable
from dataclasses import dataclass

from payconform.model import Check, Exchange


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    A rule, the exchanges that it says something about, and the check that they must pass.

    `applies` is asked about exchanges of the rule's own operations only, and is pure as the check.
    """

    rule: str
    applies: Callable[[Exchange], bool]
    check: Check
