"""
What docs/contracts.md says of states is what there is.
"""

import re
from pathlib import Path

import pytest

from payconform import catalog
from payconform.spec import rows
from payconform.states import CALLBACK, Arranges

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "contracts.md").read_text("utf-8")
TITLES = {
    "maib": "States of maib",
    "amazonpay": "States of Amazon Pay",
    "ifortepay": "States of iFortepay",
    "mobilepay": "States of MobilePay",
}


def listed(provider: str) -> str:
    return TEXT.partition(f"### {TITLES[provider]}\n")[2].partition("\n#")[0]


@pytest.mark.parametrize("provider", TITLES)
def test_every_state_is_listed_with_its_parameters(provider: str) -> None:
    profile = catalog.load(provider).profile
    assert isinstance(profile, Arranges)
    lines = [line.split("|") for line in listed(provider).splitlines() if line.startswith("| `")]
    found = {
        name: set(re.findall("`([^`]+)`", line[2]))
        for line in lines
        for name in re.findall("`([^`]+)`", line[1])
    }
    known = {name: set(state.defaults) - {CALLBACK} for name, state in profile.STATES.items()}
    assert found == known


def test_every_provider_with_a_pact_has_its_states_listed() -> None:
    folders = {path.name for path in (ROOT / "contracts").iterdir() if any(path.glob("*.json"))}
    assert folders == TITLES.keys()
    assert folders <= set(rows.providers())
