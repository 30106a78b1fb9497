"""
What a run has seen and found so far, whichever process did, and the files that it goes to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, count
from typing import Any

from payconform import verdict as verdicts
from payconform.catalog import Slice
from payconform.config import RECORDED, TargetSettings
from payconform.model import Finding
from payconform.plan import Plan
from payconform.profiles.signatures import valid_until
from payconform.reporting.asked import Asked
from payconform.reporting.coverage import Counted, Coverage
from payconform.reporting.folder import RunFolder
from payconform.reporting.junit import junit
from payconform.reporting.runs import EXCHANGES, FINDINGS, UNDERWAY
from payconform.reporting.summary import Scope, as_finding, summary
from payconform.verdict import Verdict
from payconform.wire.curl import curl
from payconform.wire.pseudonyms import Pseudonyms
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor


@dataclass(frozen=True)
class Part:
    """
    What a process that ran a share of a run's stories tells at its end, besides their findings:
    what it left on its target, what it exercised there, and why it `stopped` early, if it did.
    """

    left: Sequence[str] = ()
    exercised: Mapping[str, int] = field(default_factory=dict)
    counted: Mapping[str, Counted] = field(default_factory=dict)
    stopped: str = ""


class Dossier:
    """
    The exchanges, findings and counts of a run, and the secrets that nobody is to read in them.

    Args:
        slice_: the provider.
        settings: of the target.
        plan: what is to be done.
        run_id: what the run is called.
        folder: of the run, where another process keeps the whole.

    """

    def __init__(
        self,
        slice_: Slice,
        settings: TargetSettings,
        plan: Plan,
        run_id: str,
        folder: RunFolder | None = None,
    ) -> None:
        self.slice = slice_
        self.plan = plan
        self.id = run_id
        self.recorded = settings.environment == RECORDED
        self.simulated = settings.base_url is None and not self.recorded
        self.capabilities = settings.capabilities
        self._settings = settings
        self._started = plan.resumed.started or _instant()
        self.findings: list[Finding] = list(plan.resumed.findings)
        self.asked: list[Asked] = list(plan.resumed.asked)
        self.redactor = Redactor(Pseudonyms(plan.share.number, plan.share.of))
        self.coverage = Coverage(slice_.document, slice_.profile.succeeded)
        self._folder = folder or RunFolder(plan.folder, self.redactor)
        self.recorder = Recorder(
            self.redactor,
            self._folder.writer(EXCHANGES),
            self.coverage.notice,
            self._folder.writer(UNDERWAY),
            plan.resumed.last + plan.share.number,
            plan.share.of,
        )
        self._parts: list[Part] = []
        self._cases = count(len(self.findings) + plan.share.number + 1, plan.share.of)
        self._write_finding = self._folder.writer(FINDINGS)
        for exchange in plan.resumed.exchanges:
            self.coverage.notice(exchange)
            for message in (exchange.request, exchange.response):
                self.redactor.people.taken(message.body if message else b"")

    def add(self, finding: Finding) -> None:
        """
        Take in a finding; it is on disk when this returns.
        """
        self.findings.append(finding)
        if self._write_finding is not None:
            self._write_finding(as_finding(finding, self.slice.rules.by_id[finding.rule]))

    def keep_case(self, rule: str, content: str) -> str:
        """
        Write down a case that shows a failure, redacted already; its path inside the run's folder.
        """
        return self._folder.keep_case(f"{rule}-{next(self._cases)}", content)

    def curl_of(self, exchange_id: str) -> str:
        """
        The curl line of a recent outbound exchange; empty for any other.
        """
        exchange = self.recorder.find(exchange_id)
        if exchange is None or exchange.direction != "outbound":
            return ""
        return curl(exchange, self.redactor, valid_until(self.slice.profile, exchange.request))

    def add_asked(self, asked: Asked) -> None:
        """
        Take in what a person was asked; it is on disk when this returns.
        """
        self.asked.append(asked)
        self._save(None, (), {})

    def join(self, part: Part) -> None:
        """
        Take in what another process has done of the run.
        """
        self._parts.append(part)
        self.coverage.join(part.counted)

    def arrange(self, tests: Mapping[str, Sequence[str]]) -> list[str]:
        """
        Bring the findings into the order of their rules and these tests, whichever process told
        them; the tests of which there is none.

        Args:
            tests: that were to run, by rule id.

        """
        rules = {rule.id: number for number, rule in enumerate(self.slice.rules.rules)}
        order = {test: number for number, test in enumerate(chain(*tests.values()))}
        self.findings.sort(key=lambda one: (rules[one.rule], order.get(one.test, -1)))
        told = {one.test for one in self.findings}
        return [test for test in order if test not in told]

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
            tuple(sorted(self.capabilities)),
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

    @property
    def _subject(self) -> verdicts.Subject:
        if self.recorded:
            return verdicts.RECORDED
        return verdicts.SIMULATOR if self.simulated else verdicts.TARGET

    def _covered(self) -> dict[str, Any]:
        return self.coverage.document(self.capabilities, self.findings, self.slice.rules.by_id)

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


def _instant() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
