"""
What a shell offers after Tab. Nothing is imported before it is asked; what is wrong offers nothing.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path

import click

Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def _silently(offer: Callable[[click.Context], Iterable[str]]) -> Complete:
    """
    The words that go on as typed; a file that does not serve is told when the command runs.
    """

    @wraps(offer)
    def complete(context: click.Context, unused: click.Parameter, typed: str) -> list[str]:
        try:
            return sorted(word for word in set(offer(context)) if word.startswith(typed))
        except Exception:  # noqa: BLE001 - whatever it is, a message would stand in the typed line
            return []

    return complete


def _named(context: click.Context) -> list[str]:
    """
    The providers that the line names so far, or all there are.
    """
    from payconform.spec.rows import providers as every

    known = every()
    return _given(context, known) or known


def _given(context: click.Context, known: Iterable[str]) -> list[str]:
    # An option that still lacks its value leaves the arguments unread, in `args`.
    words = [*context.args]
    for value in (context.params.get("providers"), context.params.get("provider")):
        words += [value] if isinstance(value, str) else value or ()
    return [word for word in words if word in known]


@_silently
def providers(context: click.Context) -> Iterable[str]:
    """
    The keys of the providers that are not named yet.
    """
    from payconform.spec.rows import providers as every

    known = every()
    return set(known) - set(_given(context, known))


@_silently
def targets(context: click.Context) -> Iterable[str]:
    """
    The targets of payconform.toml that belong to the providers.
    """
    import tomllib

    written = tomllib.loads(Path("payconform.toml").read_text("utf-8"))["targets"]
    return [name for name, entry in written.items() if entry["provider"] in _named(context)]


@_silently
def areas(context: click.Context) -> Iterable[str]:
    """
    The codes of the chapters.
    """
    from payconform.spec.rules import rulebook

    return [area.code for key in _named(context) for area in rulebook(key).areas]


@_silently
def rules(context: click.Context) -> Iterable[str]:
    """
    The ids of the providers' rules.
    """
    from payconform.spec.rules import rulebook

    return [rule for key in _named(context) for rule in rulebook(key).by_id]


@_silently
def runs(context: click.Context) -> Iterable[str]:
    """
    The ids of the runs in reports/, their providers, and `latest`.
    """
    del context
    folders = [file.parent for file in Path("reports").glob("*/*/run.json")]
    return ["latest", *(one.name for one in folders), *(one.parent.name for one in folders)]


@_silently
def permissions(context: click.Context) -> Iterable[str]:
    """
    What a real target may be asked to bear.
    """
    del context
    from payconform.target.permission import PERMITTED, option_of

    return map(option_of, PERMITTED)
