"""
What a run is to do: how much of it, with what variation, and what it may ask of a real target.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from payconform.exercise.breach import CASES
from payconform.model import Rule
from payconform.reporting.resuming import NOTHING, Resumed
from payconform.target.opening import HONEST, Variation
from payconform.target.permission import option_of


@dataclass(frozen=True)
class Share:
    """
    What one of `of` processes does of a run: every so-manieth story, beginning with this `number`.
    """

    number: int = 0
    of: int = 1


@dataclass(frozen=True)
class Plan:
    """
    What a run is to do. `folder` None writes nothing; `areas`, `rules` and `again` narrow it down.

    `latest`: it becomes the newest run of its provider. `complete`: a rule without a finding is
    unexercised. `allow`: what a real target may be asked to bear, of PERMITTED. `capabilities`: the
    target is taken to be able to do no more than these. `attended`: somebody is there to pay QRs,
    where the target says that a person does. `blind`: no control API is used. `repeat`: a failure
    is repeated once. `written`: stories whose requests somebody thought of are told; `machines`: so
    are those whose requests a machine makes up, else they are skipped; about these `operations`
    only, where any are named. `cases` is how many it makes up for an operation, `chance` their seed
    where it is another than the run's. `allure`: results for Allure are written too. `budget`: how
    long a night of fuzzing lasts, empty for other runs. `resumed`: what stands of the run that is
    taken up. `pacts` are the pact files that are verified, the provider's own where there are none.
    `share`: what this process does of the run.
    """

    folder: Path | None
    seed: int = 1
    areas: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    variation: Variation = field(default_factory=lambda: HONEST)
    latest: bool = False
    complete: bool = True
    again: "Again | None" = None
    allow: frozenset[str] = frozenset()
    capabilities: frozenset[str] | None = None
    blind: bool = False
    repeat: bool = True
    written: bool = True
    machines: bool = True
    operations: frozenset[str] = frozenset()
    cases: int = CASES
    allure: bool = True
    budget: str = ""
    chance: int | None = None
    resumed: Resumed = NOTHING
    attended: bool = False
    pacts: tuple[Path, ...] = ()
    share: Share = field(default_factory=Share)

    @property
    def names(self) -> int | str:
        """
        What decides fresh names, so that those of two processes differ.
        """
        return f"{self.seed}/{self.share.number}" if self.share.number else self.seed

    @property
    def selection(self) -> dict[str, Any]:
        """
        What was asked for besides the default, as it stands in run.json.
        """
        chosen = {
            "only": sorted(self.areas),
            "rule": sorted(self.rules),
            "switch": sorted("=".join(pair) for pair in self.variation.switches.items()),
            "fault": sorted(self.variation.faults),
            "allow": sorted(map(option_of, self.allow)),
            "last_failed": [self.again.run] if self.again else [],
            "budget": [self.budget] if self.budget else [],
            "gate": [] if self.machines else ["yes"],
            "blind": ["yes"] if self.blind else [],
            "cases": [str(self.cases)] if self.cases != CASES else [],
        }
        asked: dict[str, Any] = {name: " ".join(words) for name, words in chosen.items() if words}
        told = {"tests": sorted(self.again.names)} if self.again else {}
        return asked | told | ({"pacts": list(map(str, self.pacts))} if self.pacts else {})

    @property
    def narrowed(self) -> bool:
        """
        Whether only some rules are to be tested.
        """
        return bool(self.areas or self.rules or self.again)

    def includes(self, rule: Rule, test: str, besides: frozenset[str] = frozenset()) -> bool:
        """
        Whether a test of a rule is to run, that may judge others besides.
        """
        return (
            (not self.areas or rule.area in self.areas)
            and (not self.rules or not self.rules.isdisjoint({rule.id, *besides}))
            and (not self.again or bool({test, rule.id} & self.again.names))
            and test not in self.resumed.done
        )


@dataclass(frozen=True)
class Again:
    """
    What an earlier run left to be repeated: names of tests, ids of rules that no test reached.
    """

    run: str
    names: frozenset[str]
