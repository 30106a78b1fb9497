"""
Verifies interactions at a target, by pact's own verifier: all of them in one go.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from payconform.contracts.differences import Difference, differences
from payconform.contracts.pacts import Interaction
from payconform.contracts.staging import Stage
from payconform.errors import PayconformError
from payconform.model import Exchange
from payconform.target import Target
from payconform.wire.asgi import asgi
from payconform.wire.proxy import Proxy
from payconform.wire.server import HOST, Server

KEPT = "OK"
PROVIDER = "payconform"  # as the verifier knows whom it verifies
NO_LIMIT = 3_600_000  # milliseconds: the target's own limits end a request first
VARIABLES = {"PACT_DO_NOT_TRACK": "true", "NO_PROXY": HOST, "no_proxy": HOST}


@dataclass(frozen=True, slots=True)
class Held:
    """
    An interaction held against a target: what differs, and in which exchange.

    `error` is why it could not be verified; `evidence` are the ids of all exchanges it took.
    """

    differences: tuple[Difference, ...] = ()
    exchange: Exchange | None = None
    evidence: tuple[str, ...] = ()
    error: Exception | None = None


def verify(
    target: Target,
    interactions: Sequence[Interaction],
    heard: Sequence[str],
    ended: Callable[[], bool],
) -> dict[str, Held]:
    """
    What became of each interaction, by name.

    Args:
        target: the merchant.
        interactions: what is to be verified, in this order.
        heard: fills with the ids of all exchanges that the target makes.
        ended: whether no more is to be sent; what is left then could not be verified.

    """
    by_key = {f"interaction {number}": one for number, one in enumerate(interactions)}
    stage = Stage(target, by_key, heard, ended)
    proxy, asked = Proxy(stage.forward, stage.failed), Server(asgi(stage.answer)).start()
    try:
        with tempfile.TemporaryDirectory(prefix="payconform-") as folder:
            _write(Path(folder), by_key)
            results = _results(Path(folder), proxy.url, asked)
    finally:
        proxy.close()
        asked.stop()
    found = {one["description"]: one for one in results["interactionResults"]}
    return {one.name: _held(key, found.get(key), stage) for key, one in by_key.items()}


def _held(key: str, result: Mapping[str, Any] | None, stage: Stage) -> Held:
    scene, evidence = stage.scenes.get(key), stage.evidence(key)
    if scene is not None and scene.error is not None:
        return Held(evidence=evidence, error=scene.error)
    told = (result or {}).get("mismatch", {})
    found = tuple(differences(told))
    seen = scene is not None and scene.exchange is not None
    if not seen or not (found or (result or {}).get("result") == KEPT):
        why = told.get("message", "nothing is told of it")
        return Held(evidence=evidence, error=PayconformError(f"pact did not verify it: {why}"))
    return Held(found, scene.exchange if scene else None, evidence)


def _write(folder: Path, interactions: Mapping[str, Interaction]) -> None:
    """
    The interactions as files of their versions, each named by its key, which is its state too.
    """
    kinds = {(one.version, _row(one)) for one in interactions.values()}
    for version, row in sorted(kinds):
        chosen = [
            _staged(key, one)
            for key, one in interactions.items()
            if (one.version, _row(one)) == (version, row)
        ]
        document = {
            "consumer": {"name": "consumer"},
            "provider": {"name": PROVIDER},
            row: chosen,
            "metadata": {"pactSpecification": {"version": f"{version}.0.0"}},
        }
        (folder / f"{version}-{row}.json").write_text(json.dumps(document), "utf-8")


def _row(interaction: Interaction) -> str:
    older = interaction.kind == "message" and interaction.version < 4
    return "messages" if older else "interactions"


def _staged(key: str, interaction: Interaction) -> dict[str, Any]:
    left = ("providerState", "provider_state", "providerStates", "comments", "pending", "key")
    content = {name: one for name, one in interaction.content.items() if name not in left}
    older = interaction.version < 3
    state: dict[str, Any] = {"providerState": key} if older else {"providerStates": [{"name": key}]}
    return {**content, "description": key, **state}


def _results(folder: Path, url: str, asked: Server) -> dict[str, Any]:
    with _variables(), _silence():
        from pact import Verifier  # noqa: PLC0415 - heavy, and needed here alone

        verifier = (
            Verifier(PROVIDER, HOST)
            .add_transport(url=url)
            .add_transport(protocol="message", port=asked.port, path="/message")
            .state_handler(f"{asked.url}/state", body=True)
            .set_request_timeout(NO_LIMIT)
        )
        for path in sorted(folder.iterdir()):
            verifier.add_source(path)
        # In a thread of its own: Python takes no signal while another's code runs.
        with (
            ThreadPoolExecutor(1) as thread,
            suppress(RuntimeError),
        ):  # an interaction does not hold
            thread.submit(verifier.verify).result()
        results: dict[str, Any] = verifier.results
        return results


@contextmanager
def _variables() -> Iterator[None]:
    """
    Neither tells anybody that pact was used, nor leaves the machine by a proxy to get back to it.
    """
    before = {name: os.environ.get(name) for name in VARIABLES}
    os.environ.update(VARIABLES)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _silence() -> Iterator[None]:
    """
    The verifier prints what it compares, secrets included, below Python's own streams.
    """
    streams = (sys.stdout, sys.stderr)
    for stream in streams:
        stream.flush()
    kept = [os.dup(number) for number in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for number in (1, 2):
            os.dup2(nowhere, number)
        yield
    finally:
        for number, one in zip((1, 2), kept, strict=True):
            os.dup2(one, number)
            os.close(one)
        os.close(nowhere)
