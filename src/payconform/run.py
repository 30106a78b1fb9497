"""
One run from its opening to its verdict: holds the target, the findings and the files they go to.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from payconform import verdict as verdicts
from payconform.catalog import Slice
from payconform.config import RECORDED, TargetSettings
from payconform.dossier import Dossier, Part
from payconform.errors import Inconclusive, Unwritable
from payconform.model import Finding, Outcome
from payconform.plan import Plan, Share
from payconform.reporting.asked import Asked
from payconform.reporting.coverage.scope import unanswered
from payconform.reporting.folder import RunFolder
from payconform.reporting.junit import junit
from payconform.reporting.summary import Scope, summary
from payconform.target import Target, open_target
from payconform.target.aftermath import take_back
from payconform.target.callbacks import Mail, open_mail, vet_callbacks
from payconform.target.opening import vet
from payconform.target.permission import PAYMENTS
from payconform.target.roundtrip import prove
from payconform.verdict import Verdict, verdict


class Run(Dossier):
    """
    A run in progress. Open it, run stories against `target`, add findings, close it.

    Args:
        slice_: the provider.
        settings: of the target.
        plan: what is to be done.
        run_id: what the run is called.
        folder: of the run, where this is a share of it and another process keeps the whole.

    """

    def __init__(
        self,
        slice_: Slice,
        settings: TargetSettings,
        plan: Plan,
        run_id: str,
        folder: RunFolder | None = None,
    ) -> None:
        super().__init__(slice_, plan, run_id, folder)
        self.by_person = settings.operator
        self.recorded = settings.environment == RECORDED
        self.simulated = settings.base_url is None and not self.recorded
        self._settings = settings
        self._stack = ExitStack()
        self._target: Target | None = None
        self._started = plan.resumed.started or _instant()
        self._mail: Mail | None = None
        self.is_open = False

    @property
    def target(self) -> Target:
        """
        The open target.
        """
        assert self._target is not None, "the run is not open"
        return self._target

    def open(self, *, callbacks: bool = True, before: Callable[[], None] = lambda: None) -> None:
        """
        Make the files, and reach the target.

        Args:
            callbacks: see that they arrive, where the settings name an address for them.
            before: done when the files are there and nothing is reached yet.

        Raises:
            Unusable: the settings do not fit; nothing was sent or written.
            Inconclusive: no target that can be judged; run.json says why.

        """
        settings = self._settings
        vet(self.slice, settings)
        vet_callbacks(self.slice, settings)
        self._folder.open(go_on=bool(self.plan.resumed))
        try:
            before()
            self.reach(self._open_mail() if callbacks and settings.callbacks else None)
        except Inconclusive as error:
            told = self.redactor(str(error))
            self.close(stopped=told)
            raise type(error)(told) from None
        except BaseException:
            self._shut()
            if not self.plan.resumed:
                self._folder.discard()
            raise
        self._save(None, (), {})

    def share(self, number: int) -> "Run":
        """
        The same run, not yet open, as it is to the process that runs this share of its stories.
        """
        plan = replace(self.plan, share=Share(number, self.plan.share.of))
        return Run(self.slice, self._settings, plan, self.id, self._folder)

    def reach(self, mail: Mail | None = None) -> None:
        """
        Reach the target, and no more: the files are there. Raises as `open`.
        """
        settings = self._settings
        opened = open_target(
            self.slice,
            replace(settings, capabilities=settings.capabilities | self._granted()),
            self.recorder,
            self.redactor,
            self._stack,
            seed=self.plan.names,
            token=f"{self.id} {self.plan.resumed.last}" if self.plan.resumed else self.id,
            variation=self.plan.variation,
            writes=self.plan.resumed.writes,
            mail=mail,
        )
        self._target, self.simulated, self.is_open = opened.target, opened.simulated, True
        if self.plan.capabilities is not None:
            self._target.capabilities &= self.plan.capabilities

    def begin(self) -> None:
        """
        Make the files of a run that reaches no target: its exchanges were recorded elsewhere.

        Raises:
            Unusable: the files cannot be written; nothing was.

        """
        self._folder.open()
        self.is_open = True
        self._save(None, (), {})

    @property
    def turned_away(self) -> int:
        """
        How many requests came to the address for callbacks that did not know this run's token.
        """
        return self._mail.turned_away if self._mail else 0

    def part(self, *, stopped: str = "") -> Part:
        """
        Take back what a share of the run created; what its process has to tell at its end.
        """
        left = list(map(self.redactor, self.target.settle()))
        told = Part(left, self.target.exercised(), self.coverage.counted(), self.redactor(stopped))
        self._stack.close()
        return told

    def add_asked(self, asked: Asked) -> None:
        """
        Take in what a person was asked; it is on disk when this returns.
        """
        self.asked.append(asked)
        self._save(None, (), {})

    def close(self, *, stopped: str = "") -> Verdict:
        """
        Take back what was created, judge, and write everything down.

        Args:
            stopped: why the run ended before its end, if it did.

        """
        left = list(self.plan.resumed.left)
        exercised: Counter[str] = Counter()
        try:
            if self._target is not None:
                left = self._target.settle()
                if self.plan.resumed and not self._target.minted:
                    past = self.plan.resumed
                    left += take_back(self._target, past.exchanges, past.underway).left
                with suppress(Inconclusive):
                    exercised.update(self._target.exercised())
            for part in self._parts:
                left += part.left
                exercised.update(part.exercised)
            never = [] if stopped else self._add_unexercised()
            outcomes, early = [one.outcome for one in self.findings], self.redactor(stopped)
            reached = verdict(outcomes, stopped=early, subject=self._subject, unanswered=never)
            self._save(reached, left, exercised, stopped, never)
        except OSError as error:
            told = f"{self.plan.folder}: cannot be written ({error.strerror})"
            names = ", ".join(left) or "nothing"
            raise Unwritable(f"{told}. Left on the target: {names}") from None
        finally:
            self._shut()
        if self._target is not None or not self.plan.resumed:
            self._folder.arrived()
        return reached

    def document(
        self,
        reached: Verdict | None,
        left: Sequence[str],
        exercised: Mapping[str, int],
        stopped: str = "",
    ) -> dict[str, Any]:
        """
        The content of run.json.
        """
        course = {
            "started": self._started,
            "resumed": list(self.plan.resumed.at),
            "finished": _instant() if reached else None,
            "workers": self.plan.share.of,
            "stopped": stopped or None,
        }
        scope = Scope(
            self._settings.name,
            self._settings.environment,
            self.simulated,
            tuple(sorted(self._capabilities)),
            self.plan.seed,
            self.plan.selection,
            str(self._settings.production_until or ""),
        )
        return summary(
            self.id,
            course,
            scope,
            self.slice.rules,
            self.findings,
            reached,
            operations=self.coverage.entries(),
            coverage=self._covered(),
            exercised=exercised,
            leftovers=left,
            asked=self.asked,
        )

    def _open_mail(self) -> Mail:
        token = secrets.token_hex(16)
        self._mail = open_mail(self.slice, self._settings, self.recorder, self._stack, token=token)
        prove(self.slice, self._settings, self._mail)
        return self._mail

    def _granted(self) -> frozenset[str]:
        """
        What the target can do besides what it declares.
        """
        person = self.by_person and self.plan.attended
        return self.plan.allow | ({PAYMENTS} if person else frozenset())

    @property
    def _subject(self) -> verdicts.Subject:
        if self.recorded:
            return verdicts.RECORDED
        return verdicts.SIMULATOR if self.simulated else verdicts.TARGET

    @property
    def _capabilities(self) -> frozenset[str]:
        return self._target.capabilities if self._target else self._settings.capabilities

    def _covered(self) -> dict[str, Any]:
        return self.coverage.document(self._capabilities, self.findings, self.slice.rules.by_id)

    def _add_unexercised(self) -> list[str]:
        if self.plan.narrowed or not self.plan.complete:
            return []
        for rule in self.slice.rules.unreached(finding.rule for finding in self.findings):
            self.add(Finding(rule.id, "", Outcome.UNEXERCISED, reason="no test of this rule ran"))
        return unanswered(self._covered())

    def _save(
        self,
        reached: Verdict | None,
        left: Sequence[str],
        exercised: Mapping[str, int],
        stopped: str = "",
        never: Sequence[str] = (),
    ) -> None:
        document = self.document(reached, left, exercised, stopped)
        self._folder.save(document)
        if reached:
            report = junit(self.slice.rules, self.findings, document["target"], never)
            self._folder.finish(report, latest=self.plan.latest)

    def _shut(self) -> None:
        self.is_open = False
        self._stack.close()
        self._folder.shut()


def _instant() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
