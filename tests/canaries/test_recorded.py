"""
No secret of recorded traffic reaches any output, even where nobody names it.
"""

import json
from pathlib import Path

import pytest
from tests.canaries.conftest import ran
from tests.canaries.gossip import CANARIES, Gossip
from tests.canaries.leaks import leaks

from payconform import catalog
from payconform.certify import certify
from payconform.config import resolve
from payconform.model import Exchange
from payconform.plan import Plan
from payconform.run import Run


def as_har(exchanges: list[Exchange]) -> str:
    entries = [
        {
            "startedDateTime": one.at.isoformat(),
            "time": 1,
            "request": {
                "method": one.request.method,
                "url": f"{one.url}{one.request.target}",
                "headers": [{"name": name, "value": value} for name, value in one.request.headers],
                "postData": {"text": one.request.body.decode("utf-8", "replace")},
            },
            "response": {
                "status": one.response.status,
                "headers": [{"name": name, "value": value} for name, value in one.response.headers],
                "content": {"text": one.response.body.decode("utf-8")},
            },
        }
        for one in exchanges
        if one.response
    ]
    return json.dumps({"log": {"entries": entries}}, ensure_ascii=False)


@pytest.mark.parametrize("given", [False, True], ids=["places alone", "with --credentials"])
def test_no_secret_of_recorded_traffic_reaches_any_output(
    gossip: tuple[Gossip, str], credentials: Path, tmp_path: Path, *, given: bool
) -> None:
    engine, url = gossip
    plan = Plan(None, areas=frozenset({"AUTH", "CANCEL"}))
    run = Run(catalog.load("maib"), resolve("maib", url, credentials), plan, "canary")
    certify(run)
    (tmp_path / "a.har").write_text(as_har([*run.recorder._kept]), "utf-8")
    folder = tmp_path / "work"
    folder.mkdir()
    words = ["--credentials", str(credentials)] if given else []
    done = ran(folder, "import", "maib", "../a.har", *words)
    assert done.returncode in (0, 1), done.stderr
    # Without the credentials a key that has no place of its own in the traffic is not known.
    known = [one for one in engine.secrets if given or one != CANARIES["signature_key"]]
    assert len(known) > 2
    assert leaks(known, folder, done.stdout, done.stderr) == set()
    json_lines = done.stdout + (next(folder.rglob("exchanges.ndjson"))).read_text("utf-8")
    assert "‹MAIB_CLIENT_SECRET›" in json_lines
    assert "‹MAIB_ACCESS_TOKEN›" in json_lines
