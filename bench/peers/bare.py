"""
Bare schemathesis: `st run` with our document and a valid token, against a minted liar.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.merchant import control, token
from bench.peers.trial import HONEST, Alarm, Trial
from bench.processes import HOST, Unmeasured, first_answer, free_port, running, spending
from bench.servers import BIN, SPEC, serve

NAME = "schemathesis"
FOUND_OUT = (0, 1)  # exit codes of a run that came to its end
TOKENLESS: Alarm = ("no token",)


def hunt(fault: str, folder: Path, seed: int, examples: int) -> Trial:
    """
    One run as a user would make it: all phases, default checks, every failure.

    A liar that issues no token counts as found: nobody misses that.

    Raises:
        Unmeasured: schemathesis did not come to the end.

    """
    port, report = free_port(), folder / "st.ndjson"
    with spending() as spent, running(serve(port), cwd=folder) as process:
        first_answer(process, port)
        minted = control(port, "sessions", faults=[fault] if fault else [], seed=str(seed))
        try:
            bearer, tokenless = token(port, minted["credentials"]), False
        except Unmeasured:
            bearer, tokenless = "none", True
        command = [str(BIN / "st"), "run", str(SPEC), "--url", f"http://{HOST}:{port}"]
        command += ["--header", f"Authorization: Bearer {bearer}", "--continue-on-failure"]
        command += ["--max-examples", str(examples), "--seed", str(seed)]
        command += ["--report-ndjson-path", str(report)]
        wall = spent.by(command, folder, FOUND_OUT)
    requests, alarms = _read(report)
    if tokenless and fault != HONEST:
        alarms |= {TOKENLESS}
    return Trial(NAME, fault, alarms, wall, spent.cpu, requests)


def _read(report: Path) -> tuple[int, frozenset[Alarm]]:
    requests, alarms = 0, set[Alarm]()
    with report.open(encoding="utf-8") as lines:
        for line in lines:
            for kind, event in json.loads(line).items():
                recorder = event["recorder"] if kind == "ScenarioFinished" else {}
                requests += len(recorder.get("interactions", {}))
                alarms.update(_alarms(recorder))
    return requests, frozenset(alarms)


def _alarms(recorder: dict[str, Any]) -> Iterator[Alarm]:
    """
    Every failed check with its operation, status and error code: finer than schemathesis itself
    tells failures apart, so that a refusal of valid data that the honest simulator gives, too,
    hides no other.
    """
    for case, checks in recorder.get("checks", {}).items():
        asked = recorder["cases"][case]["value"]
        answer = recorder["interactions"].get(case, {}).get("response") or {}
        said = (str(answer.get("status_code", "none")), *_code(answer))
        for check in checks:
            if check["status"] == "failure":
                yield (check["name"], asked["method"], asked["path"], *said)


def _code(answer: dict[str, Any]) -> tuple[str, ...]:
    body = base64.b64decode((answer.get("content") or {}).get("$base64", ""))
    try:
        error = json.loads(body)["errors"][0]
        return str(error["errorCode"]), str(error.get("errorArgs", {}).get("parameter", ""))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return ()
