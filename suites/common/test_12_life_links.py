"""
Abstract rules on life cycles: what one answer names, the next call finds.
"""

import pytest

from payconform.exercise.breach import Effort
from payconform.stories import Found
from payconform.stories.exercises import follow_links
from payconform.target import Target


@pytest.mark.rule("COMMON-LIFE-01")
@pytest.mark.judges
@pytest.mark.needs("fuzz")
def test_what_an_answer_names_is_found(
    target: Target, rule: str, effort: Effort, found: Found
) -> None:
    for breach in follow_links(target, rule, effort):
        found(breach)
