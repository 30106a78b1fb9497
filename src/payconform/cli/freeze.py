"""
`payconform freeze`
"""

import click

from payconform.cli.options import keys, providers_argument, said_plainly

TRIED = 120  # cases an operation, each way, of which a corpus keeps those that show something


@click.command()
@providers_argument
@said_plainly
def freeze(providers: tuple[str, ...]) -> None:
    """
    Find anew what runs send besides stories, after a change of a provider's document.

    fixtures/PROVIDER/mutations.json: each keyword of openapi.yaml broken once, and each limit met,
    by schemathesis' coverage phase. fixtures/PROVIDER/corpus.json: of the cases that fuzzing makes
    up for our simulator, by a fixed seed, one for each combination of operation, answer, and what
    is wrong with the request. Both are changes to valid calls, so that every run sends the same,
    with ids and signatures of its own. A run whose document has changed since finds the mutations
    anew, which takes some seconds; the corpus serves until it is frozen again.
    """
    for provider in keys(providers):
        _mutations(provider)
        _corpus(provider)


def _mutations(provider: str) -> None:
    from payconform.exercise.frozen import NAME, found, frozen
    from payconform.spec.openapi import document

    changes = found(document(provider))
    _write(provider, NAME, frozen(provider, changes), f"{len(changes)} mutations")


def _corpus(provider: str) -> None:
    from payconform import catalog
    from payconform.config import resolve
    from payconform.exercise.breach import Effort
    from payconform.exercise.collecting import collect
    from payconform.exercise.corpus import NAME, frozen
    from payconform.plan import Plan
    from payconform.run import Run

    slice_ = catalog.load(provider)
    run = Run(slice_, resolve(provider, None, None), Plan(None), "freeze")
    run.open(callbacks=False)
    try:
        kept = collect(run.target, slice_, Effort(cases=TRIED))
    finally:
        run.close(stopped="nothing is judged")
    if kept:
        _write(provider, NAME, frozen(provider, kept), f"{len(kept)} cases")


def _write(provider: str, name: str, content: str, told: str) -> None:
    from payconform.reporting.journal import write_whole
    from payconform.spec import rows

    path = rows.find("fixtures", provider) / name
    write_whole(path, content)
    click.echo(f"{path}: {told}")
