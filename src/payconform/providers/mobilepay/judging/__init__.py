"""
What MobilePay's rules say about traffic that somebody else made: the checks of the stories, bound
to the exchanges that they hold for.
"""

from collections.abc import Iterator, Mapping, Sequence

from payconform.checks import Judgement
from payconform.model import Exchange
from payconform.providers.mobilepay.judging import answers, known, payments, refunds, refusals
from payconform.providers.mobilepay.judging.history import History


def judgements(recorded: Sequence[Exchange], credentials: Mapping[str, str]) -> Iterator[Judgement]:
    """
    What can be judged of recorded traffic.
    """
    del credentials
    history = History(recorded)
    yield from answers.judgements()
    yield from refusals.judgements()
    yield from payments.judgements(history)
    yield from refunds.judgements(history)
    yield from known.of_keys(history)
    yield from known.of_points(history)
