"""
Contracts as stories tell them: every interaction is verified once in a run, all in one go.
"""

from collections.abc import Callable, Iterable

import pytest

from payconform.contracts import pacts
from payconform.contracts.pacts import Interaction
from payconform.contracts.verifying import Held, verify
from payconform.run import Run


class Contracts:
    """
    The interactions of a run, verified when the first is asked for. `wanted` are those of all
    stories that run, `ended` tells when no more is to be sent.
    """

    def __init__(
        self,
        run: Run,
        wanted: Callable[[], Iterable[Interaction]],
        ended: Callable[[], bool],
    ) -> None:
        self._run = run
        self._wanted = wanted
        self._ended = ended
        self._held: dict[str, Held] = {}
        self._told: set[tuple[str, str]] = set()

    def held(self, interaction: Interaction, story: str) -> Held:
        """
        What became of an interaction; a story that asks again has it verified anew.
        """
        if (interaction.name, story) in self._told:
            self._verify([interaction])
        elif interaction.name not in self._held:
            every = {one.name: one for one in (interaction, *self._wanted())}
            self._verify([one for name, one in every.items() if name not in self._held])
        self._told.add((interaction.name, story))
        return self._held[interaction.name]

    def _verify(self, interactions: list[Interaction]) -> None:
        with self._run.recorder.listening() as heard:
            self._held |= verify(self._run.target, interactions, heard, self._ended)


def interactions_of(run: Run) -> list[Interaction]:
    """
    What consumers rely on, by the pact files of the plan, or by the provider's own.

    Raises:
        FileUnreadable: one of them is no pact.

    """
    paths = run.plan.pacts or pacts.own(run.slice.key)
    return pacts.read(paths, run.slice.rules.by_id)


def interaction_of(item: pytest.Item) -> Interaction | None:
    """
    The interaction that a story is about, if it is about one.
    """
    callspec = getattr(item, "callspec", None)
    found = callspec.params.get("interaction") if callspec else None
    return found if isinstance(found, Interaction) else None
