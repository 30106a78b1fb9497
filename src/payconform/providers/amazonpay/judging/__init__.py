"""
What Amazon Pay's rules say about traffic that somebody else made: the checks of the stories, bound
to the exchanges that they hold for.
"""

from collections.abc import Iterator, Mapping, Sequence

from payconform.checks import Judgement
from payconform.model import Exchange
from payconform.providers.amazonpay.judging import answers, known, refusals
from payconform.providers.amazonpay.judging.history import History


def judgements(recorded: Sequence[Exchange], credentials: Mapping[str, str]) -> Iterator[Judgement]:
    """
    What can be judged of recorded traffic.
    """
    yield from answers.judgements(credentials)
    yield from refusals.judgements()
    yield from known.judgements(History(recorded))
