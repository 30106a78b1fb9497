"""
What a person reads of a night when it is over.
"""

import shlex
from collections.abc import Iterator
from datetime import date

from payconform.nightly.deviations import entry
from payconform.nightly.discovery import Discovery
from payconform.nightly.night import Night


def lines(night: Night, today: date) -> Iterator[str]:
    """
    How much was done; then each finding, new ones with all that is needed to see them again.
    """
    done, title = night.progress(), night.run.slice.rules.title
    yield f"{title} on {night.target}, night {night.number}"
    yield (
        f"cases     {done.cases:,} sent, {night.replayed:,} of them from the corpus; "
        f"{done.rate:,.0f} a second"
    )
    yield f"kept      {done.kept} that showed something new; memory {done.memory} MB a process"
    yield f"{told(night.discoveries, today)}"
    for one in sorted(night.discoveries, key=lambda one: ("new", "seen", "known").index(one.age)):
        yield ""
        yield from _finding(night, one, today)
    if night.discoveries:
        yield ""


def told(found: list[Discovery], today: date) -> str:
    """
    The findings in one sentence: `2 findings: 1 new, 1 known since 2026-10-01 (51 days)`.
    """
    if not found:
        return "findings  none"
    parts = []
    if new := sum(one.age == "new" for one in found):
        parts.append(f"{new} new")
    for age, word in (("seen", "seen before on"), ("known", "known since")):
        for day in sorted({one.since for one in found if one.age == age}):
            number = sum((one.age, one.since) == (age, day) for one in found)
            days = f" ({_days(day, today)})" if age == "known" else ""
            parts.append(f"{number} {word} {day.isoformat()}{days}")
    return f"{len(found)} finding{'s' if len(found) > 1 else ''}: {', '.join(parts)}"


def _finding(night: Night, one: Discovery, today: date) -> Iterator[str]:
    finding, rule = one.finding, night.run.slice.rules.by_id[one.finding.rule]
    age = {"new": "new", "seen": f"seen before on {one.since}", "known": f"known since {one.since}"}
    yield f"{age[one.age]}: {finding.outcome.value}: {rule.id}, {one.fingerprint}: {rule.says}"
    yield f"  {one.case.operation}: {one.case.says}"
    if one.deviation is not None:
        yield from (f"  {text}" for text in (one.deviation.owner, one.deviation.note) if text)
        return
    yield f"  expected {finding.expected}"
    yield f"  got      {finding.got}"
    if finding.curl:
        yield f"  {finding.curl}"
    if finding.case:
        path = night.run.plan.folder / finding.case if night.run.plan.folder else finding.case
        yield f"  payconform replay {shlex.quote(str(path))}"
    yield "  once it is known, for deviations.yaml, under `deviations:`"
    yield from entry(rule.id, one.fingerprint, today, night.target).splitlines()


def _days(since: date, today: date) -> str:
    days = (today - since).days
    return f"{days} day{'' if days == 1 else 's'}"
