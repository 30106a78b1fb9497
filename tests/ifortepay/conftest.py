"""
iFortepay's simulator on a port of its own, and merchants minted on it.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from payconform import catalog
from payconform.config import published
from payconform.model import Call, Request
from payconform.providers.ifortepay.signer import signed
from payconform.simulator.serving import Simulator

NOW = datetime(2026, 4, 7, 10, 52, 59, tzinfo=UTC)
OPERATIONS = catalog.load("ifortepay").document.operations


@dataclass
class Merchant:
    """
    A minted merchant: its simulator's URL, its credentials, its control, and names of its own.
    """

    url: str
    credentials: dict[str, str]
    present: datetime = NOW
    names: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return self.present

    def fresh(self, prefix: str) -> str:
        self.names.append(prefix)
        return f"{prefix}-{len(self.names)}"

    def control(self, what: str, **asked: Any) -> Any:
        account = self.credentials["merchant_id"]
        answer = httpx.post(f"{self.url}/_payconform/sessions/{account}/{what}", json=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def advance(self, seconds: float) -> list[dict[str, Any]]:
        """
        Let time pass: the attempts at callbacks that were made.
        """
        self.present += timedelta(seconds=seconds)
        made: list[dict[str, Any]] = self.control("clock", advance=seconds)["deliveries"]
        return made

    def post(self, target: str, body: bytes, headers: tuple[tuple[str, str], ...] = ()) -> Any:
        """
        The answer to a signed request; headers that are given stay.
        """
        told = (("Content-Type", "application/json"), *headers)
        request = signed(Request("POST", target, told, body), self.credentials)
        return httpx.post(self.url + target, content=body, headers=list(request.headers))

    def send(self, call: Call) -> Any:
        """
        What comes of a call, as JSON.
        """
        body = json.dumps(call.body).encode("utf-8")
        return self.post(OPERATIONS[call.operation].path, body).json()


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    serving = Simulator(catalog.behaviour("ifortepay"), published("ifortepay")).start()
    yield serving
    serving.stop()


@pytest.fixture
def mint(simulator: Simulator) -> Callable[..., Merchant]:
    def make(**asked: Any) -> Merchant:
        told = {"now": NOW.timestamp(), **asked}
        answer = httpx.post(f"{simulator.url}/_payconform/sessions", json=told)
        assert answer.status_code == 200, answer.text
        return Merchant(simulator.url, answer.json()["credentials"])

    return make


@pytest.fixture
def merchant(mint: Callable[..., Merchant]) -> Merchant:
    return mint()
