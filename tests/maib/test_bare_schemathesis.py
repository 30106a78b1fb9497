"""
Bare schemathesis on the simulator: what it refuses of requests that fit its document is what JSON
Schema cannot say, and docs/maib.md lists it; nothing else is complained of.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from payconform.spec import rows

REFUSED = {
    "POST /v2/mia/qr": {"expiresAt", "amount"},
    "POST /v2/mia/qr/hybrid": {"expiresAt", "amount"},
    "POST /v2/mia/qr/{qrId}/extension": {"expiresAt", "amount"},
    "GET /v2/mia/qr": {"createdAtFrom", "createdAtTo", "expiresAtFrom", "expiresAtTo"},
    "GET /v2/mia/payments": {"executedAtFrom", "executedAtTo"},
}
GUIDE = Path(__file__).parents[2] / "docs" / "maib.md"


class Complaint(NamedTuple):
    """
    A check that failed, of which operation, and the parameter that the answer names.
    """

    check: str
    operation: str
    parameter: str

    @property
    def expected(self) -> bool:
        """
        Whether a request that fits the document may get this.
        """
        known = self.parameter in REFUSED.get(self.operation, ())
        return self.check == "positive_data_acceptance" and known


def complaints(merchant: Any, folder: Path, *options: str) -> set[Complaint]:
    document = rows.find("specs", "maib", "openapi.yaml")
    report = folder / "events.ndjson"
    command = [str(Path(sys.executable).with_name("st")), "run", str(document)]
    command += ["--url", merchant.url, "--header", f"Authorization: Bearer {merchant.token()}"]
    command += ["--report-ndjson-path", str(report), "--continue-on-failure", "--seed", "1"]
    ended = subprocess.run([*command, *options], cwd=folder, capture_output=True, check=False)
    assert ended.returncode in (0, 1), ended.stdout[-2000:]
    found: set[Complaint] = set()
    for line in report.read_text("utf-8").splitlines():
        recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
        for case, checks in recorder.get("checks", {}).items():
            asked, answer = recorder["cases"][case]["value"], recorder["interactions"][case]
            operation = f"{asked['method']} {asked['path']}"
            for check in checks:
                if check["status"] == "failure":
                    parameter = _parameter(answer["response"])
                    found.add(Complaint(check["name"], operation, parameter))
    return found


def _parameter(response: Any) -> str:
    body = base64.b64decode(response["content"]["$base64"])
    errors = json.loads(body).get("errors") if body else None
    return str(errors[0].get("errorArgs", {}).get("parameter", "")) if errors else ""


def test_valid_requests_are_refused_for_the_listed_reasons_only(
    merchant: Any, tmp_path: Path
) -> None:
    found = complaints(merchant, tmp_path, "--max-examples", "5")
    assert [one for one in found if not one.expected] == []
    # Its own example lies years ahead, so silence would mean that nothing was tried.
    assert ("positive_data_acceptance", "POST /v2/mia/qr", "expiresAt") in found


@pytest.mark.parametrize("fault", ["total_count_is_text", "a_wrong_verb_is_not_told_the_right_one"])
def test_a_liar_is_complained_of(mint: Callable[..., Any], tmp_path: Path, fault: str) -> None:
    liar = mint(faults=[fault])
    narrowed = ("--include-path", "/v2/mia/qr", "--phases", "coverage")
    assert [one for one in complaints(liar, tmp_path, *narrowed) if not one.expected]


def test_the_guide_names_every_refused_parameter() -> None:
    told = GUIDE.read_text("utf-8").partition("## With bare schemathesis")[2]
    names = {name for refused in REFUSED.values() for name in refused}
    assert [name for name in sorted(names) if f"`{name}`" not in told] == []
