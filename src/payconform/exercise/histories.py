"""
Random histories, as Hypothesis makes them up: the same for the same seed.

Their steps never depend on an answer, so a target that answers otherwise the second time is a
finding, and no riddle for the generator.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from payconform.profiles import Lives

T = TypeVar("T")

SHORTEST, LONGEST = 4, 12  # steps
IN_TEN = 3  # histories for ten cases


def histories(
    lives: Lives, offered: frozenset[str], seed: int, cases: int
) -> list[tuple[dict[str, Any], ...]]:
    """
    The histories that a seed stands for, about three for ten cases.
    """
    made: list[tuple[dict[str, Any], ...]] = []

    @seeded(seed)
    @settings(
        max_examples=max(1, cases * IN_TEN // 10),
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def make(data: st.DataObject) -> None:
        def pick(options: Sequence[T]) -> T:
            return data.draw(st.sampled_from(options))

        length = data.draw(st.integers(SHORTEST, LONGEST))
        made.append(tuple(lives.steps(pick, offered, length)))

    make()
    return made
