"""
Amazon Pay's simulator on a port of its own, and merchants minted on it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from payconform import catalog
from payconform.config import published, resolve
from payconform.model import Request
from payconform.plan import Plan
from payconform.providers.amazonpay.signer import signed
from payconform.run import Run
from payconform.simulator.serving import Simulator
from payconform.target import Target
from payconform.target.opening import Variation

NOW = datetime(2024, 9, 12, 7, 31, 25, tzinfo=UTC)  # when the documents' samples were sent


@dataclass
class Merchant:
    """
    A minted merchant: its simulator's URL, its credentials, and its control.
    """

    url: str
    credentials: dict[str, str]
    now: datetime = NOW

    def control(self, what: str, **asked: Any) -> httpx.Response:
        account = self.credentials["access_key_id"]
        return httpx.post(f"{self.url}/_payconform/sessions/{account}/{what}", json=asked)

    def advance(self, seconds: float) -> None:
        assert self.control("clock", advance=seconds).status_code == 200

    def send(self, method: str, target: str, body: bytes = b"") -> httpx.Response:
        """
        The answer to a request that is signed as the documents have it.
        """
        headers = (("Content-Type", "application/json"),) if body else ()
        request = signed(Request(method, target, headers, body), self.credentials, self.now)
        return httpx.request(method, self.url + target, content=body, headers=list(request.headers))


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    serving = Simulator(catalog.behaviour("amazonpay"), published("amazonpay")).start()
    yield serving
    serving.stop()


@pytest.fixture
def mint(simulator: Simulator) -> Callable[..., Merchant]:
    def make(**asked: Any) -> Merchant:
        answer = httpx.post(
            f"{simulator.url}/_payconform/sessions", json={"now": NOW.timestamp(), **asked}
        )
        assert answer.status_code == 200, answer.text
        return Merchant(simulator.url, answer.json()["credentials"])

    return make


@pytest.fixture
def merchant(mint: Callable[..., Merchant]) -> Merchant:
    return mint()


@pytest.fixture
def serve() -> Iterator[Callable[[dict[str, str]], Merchant]]:
    """
    The standing merchant of a simulator of its own, on wall time.
    """
    started: list[Simulator] = []

    def make(credentials: dict[str, str]) -> Merchant:
        started.append(Simulator(catalog.behaviour("amazonpay"), credentials).start())
        return Merchant(started[-1].url, credentials, datetime.now(UTC))

    yield make
    for serving in started:
        serving.stop()


@pytest.fixture
def opened(simulator: Simulator) -> Iterator[Callable[..., Target]]:
    """
    The target of a run that has faults and switches.
    """
    amazonpay, runs = catalog.load("amazonpay"), list[Run]()

    def open_(*faults: str, able: frozenset[str] | None = None, **switches: str) -> Target:
        settings = resolve("amazonpay", simulator.url, None)
        plan = Plan(None, variation=Variation(switches, faults), capabilities=able)
        runs.append(Run(amazonpay, settings, plan, "life"))
        runs[-1].open()
        return runs[-1].target

    yield open_
    for run in runs:
        run.close()
