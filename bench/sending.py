"""
How fast one process sends what it signs, masks and records, beside a client that only sends.
"""

import http.client
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TypeVar
from urllib.parse import urlsplit

from payconform import catalog
from payconform.config import resolve
from payconform.model import Call, Request
from payconform.plan import Plan
from payconform.run import Run
from payconform.simulator.serving import Simulator
from payconform.target import Target

SENDING = "sends / bare http.client"
SENDS = 1000  # of a round, no two the same
TOO_LONG = "x" * 501  # a reason has 500 characters: the simulator refuses it, and nothing changes

T = TypeVar("T")


def sending(folder: Path, rounds: int) -> dict[str, float]:
    """
    Sends a second of `Target.send` to a simulator in the same process, and their ratio to those of
    http.client: the same bytes to the same simulator, in turns.
    """
    credentials = resolve("maib", None, None).credentials
    with ExitStack() as stack:
        simulator = Simulator(catalog.behaviour("maib"), credentials).start()
        stack.callback(simulator.stop)
        settings = resolve("maib", simulator.url, None)
        run = Run(catalog.load("maib"), settings, Plan(folder, complete=False), "bench")
        stack.callback(run.close)
        run.open()
        bare = http.client.HTTPConnection(urlsplit(simulator.url).netloc)
        stack.callback(bare.close)
        measured = [_round(run.target, bare, f"round {number}") for number in range(rounds)]
    rates, ratios = zip(*measured, strict=True)
    return {SENDING: median(ratios), "sends a second": median(rates)}


def _round(target: Target, bare: http.client.HTTPConnection, name: str) -> tuple[float, float]:
    call = target.slice.profile.valid("cancelQr", target)
    calls = [_refused(call, f"{name}, {number}") for number in range(SENDS)]
    sent: list[Request] = []
    ours = _rate(lambda one: sent.append(target.send(one).request), calls)
    return ours, ours / _rate(lambda one: _send(bare, one), sent)


def _refused(call: Call, unlike: str) -> Call:
    return replace(call, body={"reason": f"{unlike} {TOO_LONG}"})


def _send(connection: http.client.HTTPConnection, request: Request) -> None:
    connection.request(request.method, request.target, request.body, dict(request.headers))
    connection.getresponse().read()


def _rate(do: Callable[[T], object], things: Sequence[T]) -> float:
    began = time.perf_counter()
    for thing in things:
        do(thing)
    return len(things) / (time.perf_counter() - began)
