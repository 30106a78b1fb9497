"""
`python box.py CREDENTIALS-FILE AHEAD PER-SECOND`: a sandbox on this machine.

Our simulator without control API, its clock AHEAD seconds off, full of other people's QRs, behind a
gateway. Prints the port of the proxy that leads there; then, for each line it reads, everything on
the account as JSON. Ends when there are no more lines.
"""

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from gateway import Gateway  # what lies beside this file
from neighbours import Neighbour, crowd

from payconform import catalog
from payconform.config import resolve
from payconform.simulator.serving import Simulator

YESTERDAY = -86400.0  # when the others were here; what ended since then has expired


@dataclass
class Clock:
    """
    The machine's time, and so many seconds more.
    """

    ahead: float

    def now(self) -> float:
        return time.time() + self.ahead


def tell(what: object) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201 - to whoever started us


def main(credentials: Path, ahead: float, per_second: int) -> None:
    clock = Clock(ahead + YESTERDAY)
    merchant = resolve("maib", None, credentials).credentials
    simulator = Simulator(catalog.behaviour("maib"), merchant, blind=True, clock=clock).start()
    crowd(simulator.url, merchant, clock.now)
    clock.ahead = ahead
    gateway = Gateway(simulator.url, per_second, clock.now)
    tell(gateway.port)
    for _ in sys.stdin:
        seen = Neighbour(simulator.url, merchant).everything() | {"refused": gateway.refused}
        tell(seen)
    gateway.close()
    simulator.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
