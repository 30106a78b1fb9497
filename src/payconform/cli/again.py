"""
`payconform replay CASE`: a case that a machine found, tried once more.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from payconform.cli.options import console_for, known
from payconform.errors import FileUnreadable, Unusable

if TYPE_CHECKING:
    from payconform.model import Exchange, Mismatch
    from payconform.run import Run

UNFIT = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)  # of a wrong step


def tried_again(
    path: Path, target: str | None, credentials: Path | None, allow: frozenset[str]
) -> int:
    """
    Try the case of a file on resources made anew, show what became of it, and tell the exit code:
    1 the rule is still broken, 0 it holds, 3 nobody can tell.

    Raises:
        Unusable: the file or the settings do not fit; nothing was sent.
        Inconclusive: no target that answers as the provider.

    """
    from payconform import catalog
    from payconform.config import resolve
    from payconform.plan import Plan
    from payconform.run import Run
    from payconform.spec.rows import providers

    document = _document(path)
    known(f"{path}, provider", [document["provider"]], providers())
    slice_ = catalog.load(document["provider"])
    known(f"{path}, rule", [document["rule"]], slice_.rules.by_id)
    case = document["case"]
    if isinstance(case, dict):
        operation = case["operation"]
        known(f"{path}, case.operation", [operation], slice_.document.operations)
        if operation not in slice_.rules.by_id[document["rule"]].operations:
            problem = f"{document['rule']} says nothing of {operation}"
            raise FileUnreadable(path, "rule", problem, "Name the rule that the case is about.")
    name, variation = _scene(path) if target is None else (target, {})
    settings = resolve(slice_.key, name, credentials)
    if not settings.published_credentials and "fuzz" not in allow:
        told = f"{settings.name} is a real target, and the case may be a wrong request"
        raise Unusable(f"{told}. Give --allow fuzz if it may be asked to bear that.")
    run = Run(slice_, settings, Plan(None, allow=allow, complete=False, **variation), "replay")
    run.open(callbacks=False)
    left: list[str] = []
    try:
        if isinstance(case, list):
            wrong = _walked(run, path, document["rule"], case)
        else:
            wrong = _called(run, document["rule"], case)
        left = run.target.settle()
    finally:
        run.close(stopped="nothing is judged but one case")
    for call in left:
        click.echo(run.redactor(f"left behind on the target: {call}"))
    return 1 if wrong else 3 if left or wrong is None else 0


def _document(path: Path) -> Mapping[str, Any]:
    from payconform.spec import closed
    from payconform.wire.redactor import MASK

    document: Mapping[str, Any] = closed.read(path, "case")
    text = json.dumps(document["case"], ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        problem = "holds text that UTF-8 cannot hold"
        raise FileUnreadable(path, "case", problem, "Mend the value.") from None
    if found := MASK.search(text):
        problem = f"holds {found[0]}, which is masked and cannot be sent"
        raise FileUnreadable(path, "case", problem, "Put a value in its place.")
    return document


def _scene(path: Path) -> tuple[str | None, dict[str, Any]]:
    """
    The target of the run in whose folder the case lies, and what our simulator was told to do
    there; the embedded simulator as it is for a case that lies elsewhere.
    """
    from payconform.cli.options import pairs
    from payconform.config import EMBEDDED
    from payconform.reporting import runs
    from payconform.target.opening import Variation

    document = None
    with suppress(FileUnreadable):
        document = runs.summed_up(path.resolve().parents[1], [])
    if document is None:
        return None, {}
    name, asked = document["target"]["name"], document["selection"]
    flipped = pairs("--switch", asked.get("switch", "").split())
    variation = Variation(flipped, tuple(asked.get("fault", "").split()))
    return None if name == EMBEDDED else name, {"variation": variation}


def _called(run: "Run", rule: str, case: Mapping[str, Any]) -> bool | None:
    """
    Whether a changed call still breaks a rule; None where it was not sent, or came under it not.
    """
    from payconform.exercise.bench import Bench
    from payconform.exercise.case import from_document
    from payconform.reporting import details

    bench = Bench(run.target, run.slice, case["operation"], reads=True)
    trial, console = bench.try_alone(from_document(case)), console_for()
    if trial is None:
        details.say(console, "it names an amount above max_amount of the target, and was not sent")
        return None
    details.say(console, f"{trial.case.operation}: {trial.case.says}")
    _show(run, trial.exchange)
    wrong = trial.wrong.get(rule)
    return _told(run, rule, [] if wrong is None else [wrong], judged=rule in trial.judged)


def _walked(run: "Run", path: Path, rule: str, steps: Sequence[Mapping[str, Any]]) -> bool | None:
    """
    Whether a history still breaks a rule; None where nothing of it came under the rule.
    """
    from payconform.exercise.walking import breach_of, walk_again
    from payconform.profiles import Lives
    from payconform.reporting import details

    if not isinstance(run.slice.profile, Lives):
        raise Unusable(f"{run.slice.rules.title} tells nothing of how things live.")
    place = ""

    def each() -> Iterator[Mapping[str, Any]]:
        nonlocal place
        for number, step in enumerate(steps):
            place = f"case.{number}"
            yield step
        place = ""  # what is read at the end is no step of the file's

    try:
        walked = walk_again(run.target, each())
    except UNFIT:
        if not place:
            raise
        remedy = "Write it as a run writes its cases."
        raise FileUnreadable(path, place, "is no step that can be taken", remedy) from None
    breach = breach_of(rule, walked) if rule in walked.found else None
    if breach is not None:
        details.say(console_for(), run.redactor(breach.note))
    if breach is not None and breach.exchange is not None:
        _show(run, breach.exchange)
    mismatches = () if breach is None else breach.mismatches
    return _told(run, rule, mismatches, judged=rule in walked.judged)


def _show(run: "Run", sent: "Exchange") -> None:
    from payconform.reporting import details
    from payconform.wire.recorder import as_record, from_record

    console, exchange = console_for(), from_record(as_record(sent, run.redactor))
    details.show_request(console, exchange)
    for line in details.answer(exchange):
        details.say(console, f"< {line}".rstrip())


def _told(run: "Run", rule: str, wrong: "Sequence[Mismatch]", *, judged: bool) -> bool | None:
    from payconform.reporting import details

    console, says = console_for(), run.slice.rules.by_id[rule].says
    became = "still broken" if wrong else "holds" if judged else "undecided"
    details.say(console, f"{became}: {rule}: {says}")
    if not judged:
        details.say(console, "nothing that came back can be held against the rule")
        return None
    for one in wrong:
        texts = (run.redactor(one.expected), run.redactor(one.got))
        details.beside(console, ("expected", "got"), texts)
    return bool(wrong)
