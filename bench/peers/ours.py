"""
payconform: `certify` as a user runs it, and as one does who knows which rule to look at.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from bench.peers.trial import Trial
from bench.processes import spending
from bench.servers import BIN

NAME, NARROWED = "payconform certify", "… --rule"
ALARMING = ("failed", "warned")
JUDGED = (0, 1, 3)  # exit codes of a run that came to its end


def hunt(fault: str, rules: Sequence[str], folder: Path, seed: int) -> Trial:
    """
    One run against a liar, of every rule or of some.

    Raises:
        Unmeasured: the run did not come to its end.

    """
    out = folder / "run"
    command = [str(BIN / "payconform"), "certify", "maib", "--seed", str(seed), "--out", str(out)]
    command += ["--fault", fault] if fault else []
    command += [part for rule in rules for part in ("--rule", rule)]
    with spending() as spent:
        wall = spent.by(command, folder, JUDGED)
    run = json.loads((out / "run.json").read_text("utf-8"))
    alarms = {(each["rule"],) for each in run["findings"] if each["outcome"] in ALARMING}
    with (out / "exchanges.ndjson").open("rb") as exchanges:
        requests = sum(1 for _ in exchanges)
    return Trial(NARROWED if rules else NAME, fault, frozenset(alarms), wall, spent.cpu, requests)
