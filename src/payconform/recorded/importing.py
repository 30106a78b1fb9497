"""
Makes a run of recorded traffic: masked, written, judged.
"""

from collections.abc import Mapping
from dataclasses import replace

from payconform.exercise.oracle import judgements
from payconform.profiles import KnowsPeople
from payconform.profiles.signatures import valid_until
from payconform.recorded.judging import judge
from payconform.recorded.masking import Masking
from payconform.recorded.refusing import refusals
from payconform.recorded.traffic import Traffic
from payconform.run import Run
from payconform.target.masks import env_name
from payconform.verdict import Verdict
from payconform.wire.curl import curl


def take_in(run: Run, traffic: Traffic, credentials: Mapping[str, str]) -> Verdict:
    """
    Judge traffic as recorded, and write it with its secrets and its people masked.

    Args:
        run: of recorded traffic, not yet begun.
        traffic: at least one exchange.
        credentials: the merchant's, empty where they are not given.

    Raises:
        Unusable: the run's files cannot be written; nothing was.

    """
    profile, redactor = run.slice.profile, run.redactor
    for name, secret in credentials.items():
        redactor.learn(env_name(run.slice.key, name), secret)
    secrets = profile.SECRET_MEMBERS | profile.CREDENTIALS | credentials.keys()
    people = profile.PERSONAL_MEMBERS if isinstance(profile, KnowsPeople) else ()
    masking = Masking(redactor, run.slice.key, secrets, people)
    masking.learn(traffic.exchanges)
    run.begin()
    named = [replace(one, id=run.recorder.next_id()) for one in traffic.exchanges]
    written = {one.id: masking.masked(one) for one in named}
    for exchange in written.values():
        run.recorder.add(exchange)
    rules = run.slice.rules.by_id
    known = [*judgements(run.slice, rules, named, credentials), *refusals(run.slice)]
    for finding in judge(rules, known, named, masked=traffic.masked):
        shown = written[finding.evidence[0]]
        line = ""
        if finding.got and shown.direction == "outbound":
            line = curl(shown, redactor, valid_until(profile, shown.request))
        run.add(
            replace(
                finding,
                expected=redactor(finding.expected),
                got=redactor(finding.got),
                curl=line,
            )
        )
    return run.close()
