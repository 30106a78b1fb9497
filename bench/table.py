"""
The figures as a table, and each target beside its figure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from bench.load import Rate
from bench.sending import SENDING
from bench.servers import ECHO, OURS, PRISM
from bench.signing import SIGNED, VERIFIED


@dataclass(frozen=True, slots=True)
class Target:
    """
    What a figure must be; `met` judges it.
    """

    figure: str
    wanted: str
    met: Callable[[float], bool]


TARGETS = (
    Target(f"{OURS} / {ECHO}", "at least 0.5", lambda ratio: ratio >= 0.5),
    Target(f"{OURS} / {PRISM}", "at least 3", lambda ratio: ratio >= 3),
    Target(SENDING, "at least 0.5", lambda ratio: ratio >= 0.5),
    Target(SIGNED, "at least 20,000", lambda rate: rate >= 20_000),
    Target(VERIFIED, "at least 20,000", lambda rate: rate >= 20_000),
    Target("serve, start to first answer, s", "under 0.7", lambda seconds: seconds < 0.7),
    Target("serve, idle, MB", "under 80", lambda megabytes: megabytes < 80),
    Target("serve, after load, MB", "under 200", lambda megabytes: megabytes < 200),
    Target("gate maib, s", "under 6", lambda seconds: seconds < 6),
    Target("gate, all providers, s", "under 25", lambda seconds: seconds < 25),
    Target("certify, all providers, s", "under 60", lambda seconds: seconds < 60),
    Target("--help, s", "under 0.3", lambda seconds: seconds < 0.3),
    Target("pytest elsewhere, plugin / none", "under 1.1", lambda ratio: ratio < 1.1),
)


def ratios(rounds: list[Mapping[str, Rate]]) -> dict[str, float]:
    """
    Our rate over each peer's, both of the same round: the median over the rounds.
    """
    return {
        f"{OURS} / {name}": median(each[OURS].pairs / each[name].pairs for each in rounds)
        for name in rounds[0]
        if name != OURS
    }


def show_rates(rounds: list[Mapping[str, Rate]]) -> None:
    """
    Print the median rate of each server.
    """
    print(f"\n{'server':<36}{'pairs/s':>10}{'p99, ms':>10}")
    for name in rounds[0]:
        pairs = median(each[name].pairs for each in rounds)
        p99 = median(each[name].p99_ms for each in rounds)
        print(f"{name:<36}{pairs:>10.0f}{p99:>10.1f}")


def show_figures(figures: Mapping[str, float]) -> None:
    """
    Print each figure, and where there is a target for it whether it is met.
    """
    targets = {target.figure: target for target in TARGETS}
    print(f"\n{'figure':<36}{'measured':>10}  target")
    for name, value in figures.items():
        target = targets.pop(name, None)
        verdict = f"{target.wanted}: {'met' if target.met(value) else 'MISSED'}" if target else ""
        print(f"{name:<36}{value:>10.2f}  {verdict}".rstrip())
    for target in targets.values():
        print(f"{target.figure:<36}{'-':>10}  {target.wanted}: not measured")
