"""
The trials as a table, and our targets beside the figures.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

from bench.peers import bare, ours
from bench.peers.trial import HONEST, Trial

TIMES_AS_MANY = 3


@dataclass(frozen=True, slots=True)
class Row:
    """
    The figures of one tool: how many faults it found, its alarms about nothing, the medians of what
    a run took, and how many faults it found in a second of its runs.
    """

    tool: str
    tried: int
    found: tuple[str, ...]
    false_alarms: int
    wall: float
    cpu: float
    requests: float
    a_second: float
    a_cpu_second: float


def row(tool: str, trials: Collection[Trial]) -> Row:
    """
    The figures of a tool from its trials. An alarm counts only where the honest simulator does not
    set it off, too; the honest run of every rule is also that of each.
    """
    whole = ours.NAME if tool == ours.NARROWED else tool
    honest = [trial for trial in trials if trial.tool == whole and trial.fault == HONEST]
    false = {alarm for trial in honest for alarm in trial.alarms}
    liars = [trial for trial in trials if trial.tool == tool and trial.fault != HONEST]
    found = tuple(trial.fault for trial in liars if trial.alarms - false)
    return Row(
        tool,
        len(liars),
        found,
        len({alarm[:3] for alarm in false}),
        median(trial.wall for trial in liars),
        median(trial.cpu for trial in liars),
        median(trial.requests for trial in liars),
        len(found) / sum(trial.wall for trial in liars),
        len(found) / sum(trial.cpu for trial in liars),
    )


def show(rows: Sequence[Row]) -> None:
    """
    Print a line for each tool, what was missed by us, and whether the targets are met.
    """
    heads = ("found", "false alarms", "wall, s", "CPU, s", "requests", "found/s", "found/CPU s")
    print(f"\n{'':<20}" + "".join(f"{head:>14}" for head in heads))
    for each in rows:
        print(
            f"{each.tool:<20}{f'{len(each.found)} of {each.tried}':>14}{each.false_alarms:>14}"
            f"{each.wall:>14.1f}{each.cpu:>14.1f}{each.requests:>14.0f}"
            f"{each.a_second:>14.4f}{each.a_cpu_second:>14.4f}"
        )
    by_name = {each.tool: each for each in rows}
    full, peer = by_name[ours.NAME], by_name[bare.NAME]
    print()
    _judge("every fault found", len(full.found) == full.tried, f"{len(full.found)} of {full.tried}")
    _judge("no false alarm", not full.false_alarms, str(full.false_alarms))
    for name, we, they in (
        ("found a second", full.a_second, peer.a_second),
        ("found a CPU second", full.a_cpu_second, peer.a_cpu_second),
    ):
        ratio = we / they if they else float("inf")
        _judge(f"{name}, payconform / schemathesis", ratio >= TIMES_AS_MANY, f"{ratio:.1f}")


def _judge(what: str, met: bool, figure: str) -> None:
    print(f"{what:<48}{figure:>10}  {'met' if met else 'MISSED'}")
