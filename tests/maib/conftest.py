"""
maib's simulator on a port of its own, and merchants minted on it.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from payconform import catalog
from payconform.config import published
from payconform.simulator.serving import Simulator


class Merchant(NamedTuple):
    """
    A minted merchant: its simulator's URL, its credentials, and its control.
    """

    url: str
    credentials: dict[str, str]

    def control(self, what: str, **asked: Any) -> Any:
        account = self.credentials["client_id"]
        answer = httpx.post(f"{self.url}/_payconform/sessions/{account}/{what}", json=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def token(self) -> str:
        """
        A bearer token, for calls made by hand.
        """
        names = {
            "clientId": self.credentials["client_id"],
            "clientSecret": self.credentials["client_secret"],
        }
        answer = httpx.post(f"{self.url}/v2/auth/token", json=names)
        return str(answer.json()["result"]["accessToken"])


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    serving = Simulator(catalog.behaviour("maib"), published("maib")).start()
    yield serving
    serving.stop()


@pytest.fixture
def mint(simulator: Simulator) -> Callable[..., Merchant]:
    def make(**asked: Any) -> Merchant:
        answer = httpx.post(f"{simulator.url}/_payconform/sessions", json=asked)
        assert answer.status_code == 200, answer.text
        return Merchant(simulator.url, answer.json()["credentials"])

    return make


@pytest.fixture
def merchant(mint: Callable[..., Merchant]) -> Merchant:
    return mint()
