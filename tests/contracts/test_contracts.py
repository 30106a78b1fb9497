"""
The pact files are what the consumer tests write; the simulator keeps them, and a liar does not.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pact import Verifier

from payconform import catalog
from payconform.config import published
from payconform.model import Request, Response
from payconform.simulator.serving import Simulator
from payconform.wire.asgi import asgi
from payconform.wire.server import Server

ROOT = Path(__file__).parents[2]
PACT = Path("maib", "payconform-reference-maib.json")
COMMITTED = ROOT / "contracts" / PACT

LIARS = {
    "expiry_is_in_epoch_seconds": "create a Dynamic QR",
    "cancel_answers_inactive": "cancel an Active QR",
    "a_second_cancel_succeeds": "cancel a Cancelled QR",
}


class Merchant:
    """
    Brings the provider into the states that a pact names, over HTTP like any merchant.
    """

    def __init__(self, url: str, credentials: Mapping[str, str]) -> None:
        self._client = httpx.Client(base_url=url, trust_env=False)
        secrets = {
            "clientId": credentials["client_id"],
            "clientSecret": credentials["client_secret"],
        }
        self.bearer = f"Bearer {self._result('/v2/auth/token', secrets)['accessToken']}"
        self._client.headers["Authorization"] = self.bearer

    def state(self, request: Request) -> Response:
        """
        Answers the verifier's request for a state with the id that now stands for it.
        """
        asked = json.loads(request.body)
        values: dict[str, str] = {}
        match asked["state"]:
            case "a merchant":
                pass  # the credentials are one
            case "an Active QR":
                values["qrId"] = self._active(**asked["params"])
            case "a Cancelled QR":
                values["qrId"] = self._cancelled(**asked["params"])
            case unknown:
                return Response(404, body=f"no state {unknown}".encode())
        body = json.dumps(values).encode()
        return Response(200, (("content-type", "application/json"),), body)

    def close(self) -> None:
        self._client.close()

    def _active(self, type: str) -> str:  # noqa: A002 - the parameter's name in the pact
        body = {
            "type": type,
            "expiresAt": (datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="seconds"),
            "amountType": "Fixed",
            "amount": 50.0,
            "currency": "MDL",
            "description": "a state",
        }
        return self._result("/v2/mia/qr", body)["qrId"]

    def _cancelled(self, type: str) -> str:  # noqa: A002
        qr_id = self._active(type)
        self._result(f"/v2/mia/qr/{qr_id}/cancel", {"reason": "a state"})
        return qr_id

    def _result(self, path: str, body: object) -> dict[str, str]:
        answer = self._client.post(path, json=body).raise_for_status()
        result: dict[str, str] = answer.json()["result"]
        return result


@pytest.fixture(autouse=True)
def no_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Pact reports its use over the network unless it is told not to.
    """
    monkeypatch.setenv("PACT_DO_NOT_TRACK", "true")


@pytest.fixture
def simulator() -> Iterator[str]:
    serving = Simulator(catalog.behaviour("maib"), published("maib")).start()
    yield serving.url
    serving.stop()


def verify(url: str, credentials: Mapping[str, str]) -> Verifier:
    """
    The verifier after its work; what it found is in `results`.
    """
    merchant = Merchant(url, credentials)
    states = Server(asgi(merchant.state)).start()
    verifier = (
        Verifier("maib", "127.0.0.1")
        .add_transport(url=url)
        .add_source(COMMITTED)
        .state_handler(states.url, body=True)
        .add_custom_header("Authorization", merchant.bearer)
    )
    try:
        verifier.verify()
    except RuntimeError:
        assert verifier.results["errors"]
    finally:
        states.stop()
        merchant.close()
    return verifier


def minted(url: str, **asked: object) -> Mapping[str, str]:
    """
    The credentials of a merchant of its own, with faults or switches.
    """
    answer = httpx.post(f"{url}/_payconform/sessions", json=asked, trust_env=False)
    credentials: dict[str, str] = answer.raise_for_status().json()["credentials"]
    return credentials


def broken(verifier: Verifier) -> list[str]:
    found = verifier.results["interactionResults"]
    assert sorted(each["description"] for each in found) == sorted(LIARS.values())
    return [each["description"] for each in found if each["result"] != "OK"]


def test_regenerating_changes_no_byte(tmp_path: Path) -> None:
    words = ["-q", "-p", "no:cacheprovider", "contracts", "--pacts", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / PACT).read_bytes() == COMMITTED.read_bytes()


def test_the_simulator_keeps_the_pact(simulator: str) -> None:
    verifier = verify(simulator, published("maib"))
    assert broken(verifier) == [], verifier.output(strip_ansi=True)


def test_the_code_may_stand_behind_the_name_of_the_service(simulator: str) -> None:
    verifier = verify(simulator, minted(simulator, switches={"error_code_form": "full"}))
    assert broken(verifier) == [], verifier.output(strip_ansi=True)


@pytest.mark.parametrize(("fault", "interaction"), LIARS.items())
def test_a_liar_breaks_the_pact_by_name(simulator: str, fault: str, interaction: str) -> None:
    verifier = verify(simulator, minted(simulator, faults=[fault]))
    assert broken(verifier) == [interaction]
    assert f" - {interaction}\n" in verifier.output(strip_ansi=True).partition("Failures:")[2]
