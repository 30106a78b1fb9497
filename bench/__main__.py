"""
`python -m bench`: everything is measured in one run and printed as ratios first.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.load import Rate, load, need_wrk
from bench.merchant import token
from bench.processes import Unmeasured, interrupt
from bench.sending import sending
from bench.servers import OURS, peers
from bench.signing import BESIDE, beside, speed
from bench.table import ratios, show_figures, show_rates
from bench.weight import (
    help_seconds,
    idle_mb,
    loaded_mb,
    plugin_ratio,
    run_seconds,
    start_seconds,
)


def main() -> int:
    """
    Measure, print, and leave nothing running.
    """
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each server (default 5)")
    parser.add_argument("--seconds", type=int, default=5, help="seconds of a round (default 5)")
    parser.add_argument("--quick", action="store_true", help="3 rounds of 2 s, load of 10 s")
    asked = parser.parse_args()
    rounds, seconds, load_seconds = asked.rounds, asked.seconds, 60
    if asked.quick:
        rounds, seconds, load_seconds = 3, 2, 10
    signal.signal(signal.SIGTERM, interrupt)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        try:
            measured = _rates(folder, rounds, seconds)
            tell("sends, beside http.client")
            figures = sending(folder / "sending", rounds)
            tell("signatures")
            figures |= speed(rounds) | _weights(folder, load_seconds, rounds)
        except KeyboardInterrupt:
            tell("interrupted")
            return 130
    if measured:
        show_rates(measured)
        figures = ratios(measured) | figures
    show_figures(figures)
    return 0


def tell(text: str) -> None:
    """
    Say something that is no figure.
    """
    print(f"bench: {text}", file=sys.stderr, flush=True)


def _rates(folder: Path, rounds: int, seconds: int) -> list[Mapping[str, Rate]]:
    measured: list[Mapping[str, Rate]] = []
    try:
        need_wrk()
        with peers(folder, tell) as servers:
            ours = next(peer for peer in servers if peer.name == OURS)
            for number in range(rounds):
                tell(f"round {number + 1} of {rounds}")
                bearer = token(ours.port)
                measured.append({peer.name: load(peer.port, bearer, seconds) for peer in servers})
    except Unmeasured as problem:
        tell(f"speed is not measured: {problem}")
        return []
    return measured


def _weights(folder: Path, load_seconds: int, rounds: int) -> dict[str, float]:
    wanted: dict[str, Callable[[], float]] = {
        BESIDE: lambda: beside(rounds),
        "serve, start to first answer, s": start_seconds,
        "serve, idle, MB": idle_mb,
        "serve, after load, MB": lambda: loaded_mb(load_seconds),
        "gate maib, s": lambda: run_seconds(folder, "gate", "maib"),
        "gate, all providers, s": lambda: run_seconds(folder, "gate"),
        "certify maib, s": lambda: run_seconds(folder, "certify", "maib"),
        "certify, all providers, s": lambda: run_seconds(folder, "certify"),
        "--help, s": help_seconds,
        "pytest elsewhere, plugin / none": lambda: plugin_ratio(folder),
    }
    figures = {}
    for name, measure in wanted.items():
        tell(name)
        try:
            figures[name] = measure()
        except Unmeasured as problem:
            tell(f"{name} is not measured: {problem}")
    return figures


if __name__ == "__main__":
    sys.exit(main())
