"""
One run from its opening to its verdict: holds the target, the findings and the files they go to.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from payconform import verdict as verdicts
from payconform.catalog import Slice
from payconform.config import RECORDED, TargetSettings
from payconform.errors import Inconclusive, Unusable, Unwritable
from payconform.model import Finding, Outcome
from payconform.plan import Plan
from payconform.reporting.coverage import Coverage
from payconform.reporting.journal import Journal, write_whole
from payconform.reporting.junit import junit
from payconform.reporting.summary import Scope, as_finding, summary
from payconform.target import Target, open_target
from payconform.target.opening import vet
from payconform.verdict import Verdict, verdict
from payconform.wire.curl import curl
from payconform.wire.recorder import Recorder, as_record
from payconform.wire.redactor import Redactor

JOURNALS = ("exchanges.ndjson", "findings.ndjson")


def new_id(now: datetime) -> str:
    """
    A run id that sorts by time and is safe as a file name.
    """
    return f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


class Run:
    """
    A run in progress. Open it, run stories against `target`, add findings, close it.
    """

    def __init__(self, slice_: Slice, settings: TargetSettings, plan: Plan, run_id: str) -> None:
        self.slice = slice_
        self.plan = plan
        self.id = run_id
        self.findings: list[Finding] = []
        self.redactor = Redactor()
        self.coverage = Coverage(slice_.document, slice_.profile.succeeded)
        write = self._write("exchanges.ndjson") if plan.folder else None
        self.recorder = Recorder(self.redactor, write, self.coverage.notice)
        self.recorded = settings.environment == RECORDED
        self.simulated = settings.base_url is None and not self.recorded
        self._settings = settings
        self._stack = ExitStack()
        self._journals: dict[str, Journal] = {}
        self._target: Target | None = None
        self._started = datetime.now(UTC)
        self.closed = False
        self._write_finding = self._write("findings.ndjson")

    @property
    def target(self) -> Target:
        """
        The open target.
        """
        assert self._target is not None, "the run is not open"
        return self._target

    def open(self) -> None:
        """
        Reach the target.

        Raises:
            Unusable: the settings do not fit; nothing was sent or written.
            Inconclusive: no target that can be judged; run.json says why.

        """
        settings = self._settings
        vet(self.slice, settings)
        self._make_folder()
        try:
            opened = open_target(
                self.slice,
                replace(settings, capabilities=settings.capabilities | self.plan.allow),
                self.recorder,
                self.redactor,
                self._stack,
                seed=self.plan.seed,
                token=self.id,
                variation=self.plan.variation,
            )
        except Inconclusive as error:
            told = self.redactor(str(error))
            self.close(stopped=told)
            raise type(error)(told) from None
        except BaseException:
            self._shut()
            self._unmake_folder()
            raise
        self._target, self.simulated = opened.target, opened.simulated
        if self.plan.capabilities is not None:
            self._target.capabilities &= self.plan.capabilities
        self._save(None, (), {})

    def begin(self) -> None:
        """
        Make the files of a run that reaches no target: its exchanges were recorded elsewhere.

        Raises:
            Unusable: the files cannot be written; nothing was.

        """
        self._make_folder()
        self._save(None, (), {})

    def add(self, finding: Finding) -> None:
        """
        Take in a finding; it is on disk when this returns.
        """
        self.findings.append(finding)
        self._write_finding(as_finding(finding, self.slice.rules.by_id[finding.rule]))

    def curl_of(self, exchange_id: str) -> str:
        """
        The curl line of a recent outbound exchange; empty for any other.
        """
        exchange = self.recorder.find(exchange_id)
        return (
            curl(exchange, self.redactor) if exchange and exchange.direction == "outbound" else ""
        )

    def evidence_of(self, exchange_ids: Sequence[str]) -> str:
        """
        Recent exchanges as NDJSON, redacted.
        """
        found = [self.recorder.find(one) for one in exchange_ids]
        return "\n".join(
            json.dumps(as_record(exchange, self.redactor), ensure_ascii=False)
            for exchange in found
            if exchange
        )

    def close(self, *, stopped: str = "") -> Verdict:
        """
        Take back what was created, judge, and write everything down.

        Args:
            stopped: why the run ended before its end, if it did.

        """
        left: list[str] = []
        exercised: Mapping[str, int] = {}
        try:
            if self._target is not None:
                left = self._target.settle()
                with suppress(Inconclusive):
                    exercised = self._target.exercised()
            if not stopped:
                self._add_unexercised()
            outcomes = [finding.outcome for finding in self.findings]
            reached = verdict(outcomes, stopped=self.redactor(stopped), subject=self._subject)
            self._save(reached, left, exercised)
        except OSError as error:
            told = f"{self.plan.folder}: cannot be written ({error.strerror})"
            raise Unwritable(
                f"{told}. Left on the target: {', '.join(left) or 'nothing'}"
            ) from None
        finally:
            self._shut()
        return reached

    def document(
        self, reached: Verdict | None, left: Sequence[str], exercised: Mapping[str, int]
    ) -> dict[str, Any]:
        """
        The content of run.json.
        """
        times = {
            "started": self._started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds") if reached else None,
        }
        capabilities = self._target.capabilities if self._target else self._settings.capabilities
        scope = Scope(
            self._settings.name,
            self._settings.environment,
            self.simulated,
            tuple(sorted(capabilities)),
            self.plan.seed,
            self.plan.selection,
            str(self._settings.production_until or ""),
        )
        return summary(
            self.id,
            times,
            scope,
            self.slice.rules,
            self.findings,
            reached,
            operations=self.coverage.entries(),
            exercised=exercised,
            leftovers=left,
        )

    @property
    def _subject(self) -> verdicts.Subject:
        if self.recorded:
            return verdicts.RECORDED
        return verdicts.SIMULATOR if self.simulated else verdicts.TARGET

    def _add_unexercised(self) -> None:
        if self.plan.narrowed or not self.plan.complete:
            return
        tested = {finding.rule for finding in self.findings}
        for rule in self.slice.rules.rules:
            if rule.party == "provider" and not rule.untested and rule.id not in tested:
                reason = "no test of this rule ran"
                self.add(Finding(rule.id, "", Outcome.UNEXERCISED, reason=reason))

    def _save(
        self, reached: Verdict | None, left: Sequence[str], exercised: Mapping[str, int]
    ) -> None:
        if self.plan.folder is None:
            return
        document = self.document(reached, left, exercised)
        content = json.dumps(document, ensure_ascii=False, indent=2)
        write_whole(self.plan.folder / "run.json", self.redactor(content) + "\n")
        if reached:
            report = junit(self.slice.rules, self.findings, document["target"])
            write_whole(self.plan.folder / "junit.xml", self.redactor(report))
            if self.plan.latest:
                write_whole(self.plan.folder.parent / "latest", f"{self.plan.folder.name}\n")

    def _make_folder(self) -> None:
        folder = self.plan.folder
        if folder is None:
            return
        if any((folder / name).exists() for name in (*JOURNALS, "run.json")):
            raise Unusable(f"--out {folder}: holds a run already. Name another folder.")
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._journals = {name: Journal(folder / name) for name in JOURNALS}
        except OSError as error:
            raise Unusable(f"--out {folder}: cannot be written ({error.strerror}).") from None

    def _unmake_folder(self) -> None:
        # Nothing was recorded: a run that could not begin leaves no trace.
        folder = self.plan.folder
        if folder is not None and not any((folder / name).stat().st_size for name in JOURNALS):
            for name in JOURNALS:
                (folder / name).unlink()
            with suppress(OSError):
                folder.rmdir()

    def _shut(self) -> None:
        self.closed = True
        self._stack.close()
        for journal in self._journals.values():
            journal.close()

    def _write(self, name: str) -> Callable[[dict[str, Any]], None]:
        def write(record: dict[str, Any]) -> None:
            if name in self._journals:
                self._journals[name].write(record)

        return write
