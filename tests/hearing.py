"""
What the tests of judgements share: whatever a run exchanges, judged as recorded traffic is.
"""

from collections.abc import Callable, Mapping, Sequence

from payconform.catalog import Slice
from payconform.config import resolve
from payconform.exercise.oracle import judgements
from payconform.model import Exchange, Outcome
from payconform.plan import Plan
from payconform.recorded.judging import judge
from payconform.run import Run
from payconform.stories import Play

Heard = Callable[[Play, Plan], dict[str, Outcome]]


def judged(
    slice_: Slice, exchanges: Sequence[Exchange], credentials: Mapping[str, str]
) -> dict[str, Outcome]:
    """
    The outcome of each rule that the exchanges came under.
    """
    rules = slice_.rules.by_id
    known = judgements(slice_, rules, exchanges, credentials)
    return {one.rule: one.outcome for one in judge(rules, known, exchanges, masked=False)}


def alarms(found: Mapping[str, Outcome]) -> set[str]:
    """
    The rules that were found broken.
    """
    return {rule for rule, outcome in found.items() if outcome is not Outcome.PASSED}


def hearing(slice_: Slice, url: str) -> Heard:
    """
    Plays a run at a simulator, and judges all that was exchanged.
    """
    settings = resolve(slice_.key, url, None)

    def play_and_judge(play: Play, plan: Plan) -> dict[str, Outcome]:
        run = Run(slice_, settings, plan, "judgements")
        play(run)
        return judged(slice_, [*run.recorder._kept], dict(run.target.credentials))

    return play_and_judge
