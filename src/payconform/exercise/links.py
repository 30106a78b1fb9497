"""
What one answer names, the next call finds: links of a document are followed at random.
"""

from dataclasses import dataclass, field

from payconform.errors import PayconformError, Unexercised
from payconform.exercise.breach import Breach
from payconform.exercise.walking import Merchant
from payconform.model import Exchange, Mismatch

NOT_FOUND = 404


@dataclass(slots=True)
class Trail:
    """
    What was followed: how each call came about, by the id of its case, and what broke the rule.
    """

    linked: int = 0
    told: dict[str, tuple[str, ...]] = field(default_factory=dict)
    broken: dict[str, tuple[Exchange, tuple[str, ...]]] = field(default_factory=dict)
    stopped: PayconformError | None = None


def follow(target: Merchant, rule: str, seed: int, cases: int) -> list[Breach]:
    """
    Follow links at random; the breach of a rule that forbids a linked call to be answered 404.

    Args:
        target: whose document has links.
        rule: the provider's own.
        seed: decides what is followed.
        cases: how much to do; two histories for ten, of six calls each.

    Raises:
        Unexercised: no link was ever followed.
        PayconformError: the target cannot be called any more.

    """
    from payconform.exercise.linking import followed

    first = followed(target, seed, cases)
    if not first.linked:
        raise Unexercised("no answer held anything that a link could take to the next call")
    if not first.broken:
        return []
    again = followed(target, seed, cases)
    link = next((name for name in first.broken if name in again.broken), "")
    exchange, told = again.broken[link] if link else next(iter(first.broken.values()))
    lines = [f"{number}. {line}" for number, line in enumerate(told, 1)]
    return [
        Breach(
            rule,
            exchange,
            (Mismatch("an answer to what the id names", f"status {NOT_FOUND}"),),
            note="\n".join(["the history that shows it:", *lines]),
            unstable=not link,
        )
    ]
