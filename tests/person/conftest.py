"""
A maib without control API, a phone that pays its QRs, and runs in terminals.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.person.terminal import SECRETS, Terminal

from payconform import catalog
from payconform.providers.maib.calls import PAYER
from payconform.simulator.serving import Simulator
from payconform.spec import closed

CONFIG = """
[targets.box]
provider = "maib"
base_url = "{url}"
environment = "sandbox"
simulate_payment = "operator"
credentials.client_id = {{ env = "BOX_ID" }}
credentials.client_secret = {{ env = "BOX_SECRET" }}
"""
CERTIFY = ("certify", "maib", "--target", "box", "--out", "run")
RULES = ("MAIB-PAY-02", "MAIB-PAY-09", "MAIB-READ-60", "MAIB-READ-61", "MAIB-REFUND-01")


class Phone:
    """
    A bank's app: it pays what a QR says, here over the simulator's own operation.
    """

    def __init__(self, simulator: Simulator) -> None:
        self._state = simulator._engine.standing.state  # type: ignore[union-attr]
        self._http = httpx.Client(base_url=simulator.url, trust_env=False)

    def qr(self, url: str) -> Any:
        return next(qr for qr in self._state.qrs.values() if qr.url == url)

    def pay(self, url: str) -> None:
        secrets = {"clientId": SECRETS["client_id"], "clientSecret": SECRETS["client_secret"]}
        token = self._http.post("/v2/auth/token", json=secrets).json()["result"]["accessToken"]
        qr = self.qr(url)
        body = {"qrId": qr.id, "amount": qr.terms["amount"], **PAYER}
        bearer = {"Authorization": f"Bearer {token}"}
        assert self._http.post("/v2/mia/test-pay", json=body, headers=bearer).status_code == 200

    def active(self) -> list[str]:
        now = time.time()
        return [qr.id for qr in self._state.qrs.values() if qr.status(now) == "Active"]

    def close(self) -> None:
        self._http.close()


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    """
    A maib that has no control API: only what is on the wire tells that it is none.
    """
    serving = Simulator(catalog.behaviour("maib"), SECRETS, blind=True).start()
    (tmp_path / "payconform.toml").write_text(CONFIG.format(url=serving.url), "utf-8")
    yield serving
    serving.stop()


@pytest.fixture
def phone(simulator: Simulator) -> Iterator[Phone]:
    phone = Phone(simulator)
    yield phone
    phone.close()


@pytest.fixture
def terminals(tmp_path: Path) -> Iterator[Any]:
    opened: list[Terminal] = []

    def start(*words: str, **more: Any) -> Terminal:
        opened.append(Terminal(tmp_path, *words, **more))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def rules(*names: str) -> list[str]:
    return [word for name in names for word in ("--rule", name)]


def document(folder: Path) -> Any:
    found = json.loads((folder / "run" / "run.json").read_text("utf-8"))
    closed.validate(found, "run", "run.json")
    return found


def outcomes(run: Any) -> dict[str, str]:
    """
    The outcomes of the stories that share payments, by rule.
    """
    found = (one for one in run["findings"] if "_person.py" in one["test"])
    return {one["rule"]: one["outcome"] for one in found}
