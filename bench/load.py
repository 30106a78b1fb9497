"""
Puts load on a server with wrk, and refuses a figure that counts errors.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from bench.merchant import CANCELLATION, CREATION
from bench.processes import HOST, Unmeasured, output

SCRIPT = Path(__file__).with_name("pairs.lua")
CONNECTIONS = 16
MOST_REFUSED = 0.01  # of all answers
LEAST_PAIRED = 0.95  # of all QRs created


@dataclass(frozen=True, slots=True)
class Rate:
    """
    Pairs of a create and a cancel in a second, and how long the slowest hundredth took.
    """

    pairs: float
    p99_ms: float


def need_wrk() -> None:
    """
    Raises:
        Unmeasured: wrk is not installed.

    """
    if shutil.which("wrk") is None:
        raise Unmeasured("wrk is not installed. On Debian: apt-get install wrk")


def load(port: int, bearer: str, seconds: int) -> Rate:
    """
    The rate of a server under one thread of wrk.

    Raises:
        Unmeasured: wrk is missing, or too many answers were not 200.

    """
    need_wrk()
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(SCRIPT)]
    arguments = [bearer, CREATION, CANCELLATION]
    printed = output(["wrk", *options, f"http://{HOST}:{port}", "--", *arguments])
    sums = json.loads(printed.splitlines()[-1])
    wrong = sums["refused"] + sums["broken"]
    if wrong > MOST_REFUSED * (sums["created"] + sums["cancelled"] + wrong):
        raise Unmeasured(f"{wrong} answers were not 200: {sums}")
    if not sums["cancelled"] > LEAST_PAIRED * sums["created"]:
        raise Unmeasured(f"QRs were created but not cancelled: {sums}")
    return Rate(sums["cancelled"] / sums["seconds"], sums["p99_ms"])
