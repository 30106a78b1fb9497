"""
Cases that are made up: by their seed alone, in valid calls, and pointing at nobody's host.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from payconform import catalog
from payconform.certify import rehearse
from payconform.checks import asked
from payconform.config import published, resolve
from payconform.exercise.case import Case
from payconform.exercise.making import NOWHERE, URL, Maker, _pinned
from payconform.exercise.odd import NUMBERS, TEXTS, odd
from payconform.exercise.seeded import explore
from payconform.plan import Plan
from payconform.run import Run
from payconform.simulator.serving import Simulator
from payconform.stories import Play

MAIB = catalog.load("maib")
WITH_URLS = ("createQr", "createHybridQr", "createExtension", "refundPayment")

PRINTS = """
import hashlib
from payconform import catalog
from payconform.exercise.making import Maker
from payconform.exercise.seeded import explore

maib, keys = catalog.load("maib"), []
maker = Maker(maib.document, maib.fields.kept)
for operation in ("createQr", "listQrs"):
    explore(maker.anything(operation), lambda one: keys.append(one.key), seed=5, cases=15)
print(hashlib.sha256("".join(keys).encode("utf-8", "backslashreplace")).hexdigest())
"""


@pytest.fixture(scope="module")
def maker() -> Maker:
    return Maker(MAIB.document, MAIB.fields.kept)


def made(maker: Maker, operation: str, cases: int = 40, seed: int = 1) -> list[Case]:
    cases_: list[Case] = []
    explore(maker.anything(operation), cases_.append, seed=seed, cases=cases)
    return cases_


def test_a_seed_alone_decides_the_cases() -> None:
    told = set()
    for salt, before in (("1", ""), ("2", "import calendar, html, xmlrpc.client\n")):
        program = before + PRINTS
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": salt},
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        told.add(done.stdout)
    assert len(told) == 1


def test_a_path_and_what_is_kept_are_changed_by_themselves(maker: Maker) -> None:
    cases = [*made(maker, "cancelExtension"), *made(maker, "createExtension")]
    paths = [one for one in cases if any(change.place == "path" for change in one.changes)]
    assert paths
    assert {len(one.changes) for one in paths} == {1}
    for one in cases:
        members = {change.member for change in one.changes}
        assert ("expiresAt",) not in members or members == {("expiresAt",)}


def test_what_is_odd_in_known_ways_is_of_every_kind() -> None:
    cases: list[Case] = []
    explore(odd(MAIB.document.operations["createExtension"]), cases.append, seed=1, cases=100)
    changes = [change for one in cases for change in one.changes]
    assert {"verb", "query", "media", "bytes", "body", "path"} == {one.place for one in changes}
    assert set(TEXTS) & {one.value for one in changes if isinstance(one.value, str)}
    assert set(NUMBERS) & {one.value for one in changes if isinstance(one.value, int | float)}


# --- hosts ---


@pytest.mark.parametrize(
    "text", ["https://a.example/b", "//a.example", "HTTP://a", "  ftp://a", "https://" + "a" * 900]
)
def test_a_url_is_pinned_to_no_host_and_keeps_its_length(text: str) -> None:
    pinned = _pinned({"inside": [text]})["inside"][0]
    assert pinned.startswith(NOWHERE)
    assert len(pinned) == max(len(text), len(NOWHERE))
    assert urlsplit(pinned).hostname == "callback.payconform.invalid"


@pytest.mark.parametrize("value", ["tea", "a//b", 5, None, True, {"a": 1}])
def test_what_is_no_url_stays(value: object) -> None:
    assert _pinned(value) == value


def urls(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from urls(one)
    elif isinstance(value, str) and URL.match(value):
        yield value


def test_no_body_that_fuzzing_sends_holds_a_url_of_somebodys_host() -> None:
    sent: list[dict[str, Any]] = []
    simulator = Simulator(catalog.behaviour("maib"), published("maib"))
    settings = resolve("maib", simulator.url, None)
    rules = frozenset({"MAIB-FUZZ-01"})
    plan = Plan(None, rules=rules, operations=frozenset(WITH_URLS), written=False, cases=20)

    def use(play: Play) -> None:
        run = Run(MAIB, settings, plan, "urls")
        play(run)
        sent.extend(asked(one) for one in run.recorder._kept)

    simulator.start()
    try:
        rehearse(Run(MAIB, settings, Plan(None), "urls"), use)
    finally:
        simulator.stop()
    hosts = {urlsplit(one.strip()).hostname for body in sent for one in urls(body)}
    assert hosts == {"callback.payconform.invalid"}
