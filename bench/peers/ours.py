"""
payconform: `certify` and `gate` as a user runs them, and `certify` of one who knows the rule. One
process each, as the other tool has.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from bench.peers.trial import Trial
from bench.processes import spending
from bench.servers import BIN

NAME, GATED, NARROWED = "payconform certify", "payconform gate", "… --rule"
ALARMING = ("failed", "warned")
JUDGED = (0, 1, 3)  # exit codes of a run that came to its end


def hunt(tool: str, fault: str, rules: Sequence[str], folder: Path, seed: int) -> Trial:
    """
    One run of one of ours against a liar, of every rule or of some.

    Raises:
        Unmeasured: the run did not come to its end.

    """
    out = folder / "run"
    verb = "gate" if tool == GATED else "certify"
    command = [str(BIN / "payconform"), verb, "maib", "--workers", "1", "--seed", str(seed)]
    command += ["--out", str(out)]
    command += ["--fault", fault] if fault else []
    command += [part for rule in rules for part in ("--rule", rule)]
    with spending() as spent:
        wall = spent.by(command, folder, JUDGED)
    run = json.loads((out / "run.json").read_text("utf-8"))
    alarms = {(each["rule"],) for each in run["findings"] if each["outcome"] in ALARMING}
    with (out / "exchanges.ndjson").open("rb") as exchanges:
        requests = sum(1 for _ in exchanges)
    return Trial(tool, fault, frozenset(alarms), wall, spent.cpu, requests)
