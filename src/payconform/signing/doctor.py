"""
Why a signature is not the expected one: the usual slips of signers, tried alone and in pairs.

A scheme's recipe says how each step is made. A slip changes one of them; the slip whose recipe
makes the signature that was received is what the sender did.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations, islice
from typing import Generic, Protocol, TypeVar

from payconform.errors import Unusable
from payconform.model import Signature
from payconform.signing.digests import fingerprint, same

R = TypeVar("R")

MOST = 5000  # recipes that are tried for one signature
LONGEST = 40_000  # characters that are signed; of longer ones no two slips are tried together
LEFT_ALONE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Slip(Generic[R]):
    """
    A usual mistake: what the sender did, the rule that has it otherwise, and the recipe of it.
    """

    says: str
    rule: str
    change: Callable[[R], R]


@dataclass(frozen=True, slots=True)
class Case(Generic[R]):
    """
    One signature that was received, how it should have been made, and what is known to go wrong.

    `causes` are what else can be wrong, the likeliest first: `matched` where the signature is as it
    should be and was refused all the same, `unmatched` where no slip makes it.
    """

    what: str
    key: str = field(repr=False)
    received: str
    recipe: R
    sign: Callable[[R], Signature]
    slips: Sequence[Slip[R]]
    matched: Sequence[str]
    unmatched: Sequence[str]


class Told(Protocol):
    """
    What a slip says of itself, whatever its recipe.
    """

    @property
    def says(self) -> str:
        """
        What the sender did.
        """

    @property
    def rule(self) -> str:
        """
        The rule that has it otherwise.
        """


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """
    What came of a case: the signature as it should be, and the slips that make the other one.

    `key` is the fingerprint of the key that should have signed; `pairs` tells whether two slips
    together were tried too.
    """

    what: str
    key: str
    expected: Signature
    received: str
    slips: Sequence[Told]
    causes: Sequence[str]
    pairs: bool

    @property
    def matches(self) -> bool:
        """
        Whether the signature is as it should be.
        """
        return same(self.received, self.expected.value)


def diagnosed(case: Case[R]) -> Diagnosis:
    """
    The nearest miss of a case: one slip if it suffices, else two where that does not take long.

    Raises:
        Unusable: it holds something that nobody can sign.

    """
    try:
        expected = case.sign(case.recipe)
    except LEFT_ALONE:
        raise Unusable(f"the {case.what} holds something that cannot be signed.") from None
    pairs = len(expected.canonical or expected.string_to_sign or "") <= LONGEST
    key = fingerprint(case.key)
    told = partial(Diagnosis, case.what, key, expected, case.received, pairs=pairs)
    if same(case.received, expected.value):
        return told((), case.matched)
    for slips in islice(_combinations(case.slips), MOST if pairs else len(case.slips)):
        if same(case.received, _made(case, slips)):
            return told(slips, ())
    return told((), case.unmatched)


def nearest_miss(found: Diagnosis) -> str:
    """
    A diagnosis in one line that shows neither key nor signature.
    """
    if found.matches:
        return "the signature is right"
    if not found.slips:
        return f"{no_slip(found)}; fingerprint {found.key}"
    return " and ".join(f"the sender {slip.says} ({slip.rule})" for slip in found.slips)


def no_slip(found: Diagnosis) -> str:
    """
    That nothing was found, and how far the search went.
    """
    further = "nor do two of them" if found.pairs else "and the text is too long to try two of them"
    return f"no known slip makes this signature, {further}"


def blame(case: Case[R]) -> str:
    """
    What whoever made a wrong signature did, to be added to what is said of it; empty where no known
    slip makes it.
    """
    done = " and ".join(slip.says for slip in diagnosed(case).slips)
    return f": whoever signed it {done}" if done else ""


def first_difference(ours: str, theirs: str) -> tuple[int, int] | None:
    """
    Line and column, from 1, of the first character that differs; None where none does.
    """
    for number, (one, other) in enumerate(zip(f"{ours}\0", f"{theirs}\0", strict=False)):
        if one != other:
            before = ours[:number]
            return before.count("\n") + 1, number - before.rfind("\n")
    return None


def _combinations(slips: Sequence[Slip[R]]) -> Iterator[tuple[Slip[R], ...]]:
    # Slips that change the same step compose, so that two of them need no second order.
    yield from ((slip,) for slip in slips)
    yield from combinations(slips, 2)


def _made(case: Case[R], slips: Sequence[Slip[R]]) -> str:
    recipe = case.recipe
    try:
        for slip in slips:
            recipe = slip.change(recipe)
        return case.sign(recipe).value
    except LEFT_ALONE:
        return ""
