"""
Examples by a seed: the same again, smaller where they fail.
"""

import pytest
from hypothesis import strategies as st

from payconform.exercise.seeded import explore, smallest

NUMBERS = st.integers(0, 10_000)


def explored(seed: int, cases: int = 20) -> list[int]:
    seen: list[int] = []
    explore(NUMBERS, seen.append, seed=seed, cases=cases)
    return seen


def test_the_same_seed_gives_the_same_examples() -> None:
    assert explored(1) == explored(1)
    assert explored(1) != explored(2)
    assert len(explored(1)) == 20


def test_what_a_use_raises_ends_it() -> None:
    def use(example: int) -> None:
        raise LookupError(example)

    with pytest.raises(LookupError):
        explore(NUMBERS, use, seed=1, cases=5)


def failing(bound: int) -> int:
    return next(one for one in explored(1) if one >= bound)


def test_a_failing_example_is_made_smaller() -> None:
    first = failing(700)
    assert smallest(NUMBERS, first, lambda one: one >= 700, seed=1, cases=20) == 700


def test_an_example_that_does_not_fail_again_has_no_smallest() -> None:
    assert smallest(NUMBERS, failing(700), lambda one: False, seed=1, cases=20) is None


def test_what_fails_by_chance_is_told_as_it_was_found() -> None:
    first, asked = failing(700), [0]

    def fails(one: int) -> bool:
        asked[0] += 1
        return asked[0] % 2 == 1

    assert smallest(NUMBERS, first, fails, seed=1, cases=20) is not None
