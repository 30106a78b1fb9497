"""
One run from its opening to its verdict: holds the target, the findings and the files they go to.
"""

import secrets
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import replace

from payconform.catalog import Slice
from payconform.config import TargetSettings
from payconform.dossier import Dossier, Part
from payconform.errors import Inconclusive, Unwritable
from payconform.model import Finding, Outcome
from payconform.plan import Plan, Share
from payconform.reporting.coverage.scope import unanswered
from payconform.reporting.folder import RunFolder
from payconform.stopping import INTERRUPTED
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
        super().__init__(slice_, settings, plan, run_id, folder)
        self.by_person = settings.operator
        self._stack = ExitStack()
        self._target: Target | None = None
        self._mail: Mail | None = None
        self.is_open = False

    @property
    def target(self) -> Target:
        """
        The open target.
        """
        assert self._target is not None, "the run is not open"
        return self._target

    def open(self, *, callbacks: bool = True) -> None:
        """
        Make the files, and reach the target.

        Args:
            callbacks: see that they arrive, where the settings name an address for them.

        Raises:
            Unusable: the settings do not fit; nothing is left of the run.
            Inconclusive: no target that can be judged; run.json says why.

        """
        self.prepare()
        try:
            self.reach(callbacks=callbacks)
        except BaseException as error:
            self.give_up(error)
            raise

    def prepare(self) -> None:
        """
        Make the files. Raises Unusable: the settings do not fit; nothing was sent or written.
        """
        vet(self.slice, self._settings)
        vet_callbacks(self.slice, self._settings)
        self._folder.open(go_on=bool(self.plan.resumed))
        self.is_open = True

    def reach(self, *, callbacks: bool = True) -> None:
        """
        Reach the target of a run that is prepared. Raises as `open`, but does not give up.
        """
        try:
            self.connect(self._open_mail() if callbacks and self._settings.callbacks else None)
        except Inconclusive as error:
            raise type(error)(self.redactor(str(error))) from None
        self._save(None, (), {})

    def give_up(self, error: BaseException) -> None:
        """
        Close a run, if it is open: it says why it ended; one that never began leaves nothing.
        """
        if not self.is_open:
            return
        if self.is_reached or isinstance(error, Inconclusive):
            self.close(stopped=str(error) or INTERRUPTED)
            return
        self._shut()
        if not self.plan.resumed:
            self._folder.discard()

    @property
    def is_reached(self) -> bool:
        """
        Whether there is a target.
        """
        return self._target is not None

    def share(self, number: int) -> "Run":
        """
        The same run, not yet open, as it is to the process that runs this share of its stories.
        """
        plan = replace(self.plan, share=Share(number, self.plan.share.of))
        return Run(self.slice, self._settings, plan, self.id, self._folder)

    def connect(self, mail: Mail | None = None) -> None:
        """
        Open the target, and no more: whether and where that is written is another's.
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
        self._target, self.simulated = opened.target, opened.simulated
        if self.plan.capabilities is not None:
            self._target.capabilities &= self.plan.capabilities
        self.capabilities = self._target.capabilities

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
        left, exercised = list(map(self.redactor, self.target.settle())), {}
        with suppress(Inconclusive):
            exercised = self.target.exercised()
        told = Part(left, exercised, self.coverage.counted(), self.redactor(stopped))
        self._stack.close()
        return told

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

    def _add_unexercised(self) -> list[str]:
        if self.plan.narrowed or not self.plan.complete:
            return []
        for rule in self.slice.rules.unreached(finding.rule for finding in self.findings):
            self.add(Finding(rule.id, "", Outcome.UNEXERCISED, reason="no test of this rule ran"))
        return unanswered(self._covered())

    def _shut(self) -> None:
        self.is_open = False
        self._stack.close()
        self._folder.shut()
