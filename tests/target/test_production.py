"""
Production: refused, unless a target accepts it for some weeks; then every report says so.
"""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from payconform import catalog
from payconform.catalog import Slice
from payconform.cli import main
from payconform.config import TargetSettings, published
from payconform.errors import FileUnreadable, TargetForbidden
from payconform.simulator.serving import Simulator
from payconform.target.opening import vet
from payconform.target.production import guard_of, vet_production

TODAY = date(2026, 5, 1)
LAST = TODAY + timedelta(days=92)
LIVE = "https://api.maibmerchants.md"
MINI = Path(__file__).parents[1] / "providers"


def settings(**parts: Any) -> TargetSettings:
    usual = {"base_url": LIVE, "environment": "production", "production_until": LAST}
    return TargetSettings("maib", "live", credentials=published("maib"), **usual | parts)


@pytest.mark.parametrize("until", [TODAY + timedelta(days=1), LAST])
@pytest.mark.parametrize(
    "url", [LIVE, "https://API.maibmerchants.md.:8443", "https://eu.api.maibmerchants.md"]
)
def test_production_is_a_target_where_it_is_accepted(maib: Slice, until: date, url: str) -> None:
    accepted = settings(production_until=until, base_url=url)
    vet_production(maib, accepted, TODAY)
    guard = guard_of(maib, accepted, url, None)
    ((host, port),) = guard.allowed
    guard.check(host, port)


def test_accepting_one_production_host_accepts_no_other(maib: Slice) -> None:
    two = replace(maib, document=replace(maib.document, production={"a.example", "b.example"}))
    accepted = settings(base_url="https://a.example")
    guard = guard_of(two, accepted, "https://a.example", None)
    guard.check("a.example", 443)
    for host in ("b.example", "x.b.example"):
        with pytest.raises(TargetForbidden, match="is a production host"):
            guard.check_request("a.example", 443, [host])


REFUSED = {
    "today": ({"production_until": TODAY}, "until: is over"),
    "in the past": ({"production_until": date(2026, 4, 30)}, "Give a day after 2026-05-01, up to"),
    "too far ahead": (
        {"production_until": LAST + timedelta(days=1)},
        "until: is more than 92 days ahead",
    ),
    "of a sandbox": (
        {"base_url": "https://sandbox.maibmerchants.md"},
        "until: is given for a host that is not production. Remove it.",
    ),
    "of this machine": (
        {"base_url": "http://127.0.0.1:8080"},
        "until: is given for a host that is not production. Remove it.",
    ),
    "called a sandbox": ({"environment": "sandbox"}, "environment: is not what the host is"),
    "not given": (
        {"production_until": None},
        "environment: is production, and i_accept_production_until is not given",
    ),
    "not given, of a sandbox": (
        {"production_until": None, "base_url": "https://sandbox.maibmerchants.md"},
        "environment: is production, and i_accept_production_until is not given",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_acceptance_that_does_not_fit_is_told(name: str, maib: Slice) -> None:
    parts, expected = REFUSED[name]
    with pytest.raises(FileUnreadable, match=r"payconform.toml, targets\.live\.") as error:
        vet_production(maib, settings(**parts), TODAY)
    assert expected in str(error.value)
    assert error.value.exit_code == 2


@pytest.mark.parametrize("environment", ["sandbox", "simulator"])
@pytest.mark.parametrize("url", [LIVE, "https://eu.api.maibmerchants.md"])
def test_nothing_is_accepted_by_default(environment: str, url: str, maib: Slice) -> None:
    with pytest.raises(TargetForbidden, match="is a production host"):
        vet(maib, settings(production_until=None, environment=environment, base_url=url))


def test_where_no_sandbox_is_documented_every_host_may_be_production(maib: Slice) -> None:
    only = replace(maib, document=replace(maib.document, sandboxes=frozenset()))
    elsewhere = settings(
        production_until=None, environment="sandbox", base_url="https://other.example"
    )
    vet(maib, elsewhere)
    with pytest.raises(
        TargetForbidden, match="may be production: maib MIA QR documents no sandbox"
    ):
        vet(only, elsewhere)
    vet(only, replace(elsewhere, base_url="http://127.0.0.1:8080"))
    vet(only, replace(elsewhere, base_url=None))
    vet_production(only, settings(base_url="https://other.example"), TODAY)


# --- the whole way ---

TARGET = """
[targets.live]
provider = "mini"
base_url = "http://api.mini.example"
environment = "production"
requests_per_second = 10000
credentials.merchant_id = { env = "TEST_MERCHANT" }
credentials.secret_key = { env = "TEST_SECRET" }
"""

Certify = Callable[[str], Result]


@pytest.fixture
def mini(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    monkeypatch.setenv("PAYCONFORM_ROWS", str(MINI))
    made = Simulator(catalog.behaviour("mini"), published("mini"), blind=True)
    yield made.start()
    made.stop()


@pytest.fixture
def certify(mini: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Certify:
    """
    Certifies Mini's production, whose name leads to a simulator here.
    """
    port = int(mini.url.rpartition(":")[2])
    there = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))]
    credentials = published("mini")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *unused, **named: there)
    monkeypatch.setenv("TEST_MERCHANT", credentials["merchant_id"])
    monkeypatch.setenv("TEST_SECRET", credentials["secret_key"])
    monkeypatch.chdir(tmp_path)

    def run(line: str) -> Result:
        (tmp_path / "payconform.toml").write_text(TARGET + line)
        words = ["certify", "mini", "--target", "live", "--out", "run", "--only", "READ"]
        return CliRunner().invoke(main, words)

    return run


def test_every_report_shows_that_it_was_production(certify: Certify, tmp_path: Path) -> None:
    until = datetime.now(UTC).date() + timedelta(days=9)
    done = certify(f"i_accept_production_until = {until}\n")
    assert done.exit_code == 0, done.output
    assert f"the target is production, accepted until {until}\n" in done.output
    run = json.loads((tmp_path / "run/run.json").read_text("utf-8"))
    assert run["target"]["environment"] == "production"
    assert run["target"]["accepted_until"] == str(until)
    assert not run["target"]["simulated"]
    suite = ET.parse(tmp_path / "run/junit.xml").getroot()  # noqa: S314 - written by ourselves
    shown = {one.get("name"): one.get("value") for one in suite.findall("properties/property")}
    assert shown == {"environment": "production", "accepted_until": str(until)}


@pytest.mark.parametrize(
    ("line", "skipped"),
    [
        ("", False),  # 5.00 of the 10 that production lets through
        ("max_amount = 5", False),
        ("max_amount = 4.99", True),
    ],
)
def test_a_story_that_asks_for_more_than_the_largest_amount_is_skipped(
    line: str, skipped: bool, certify: Certify, tmp_path: Path
) -> None:
    until = datetime.now(UTC).date() + timedelta(days=9)
    done = certify(f"i_accept_production_until = {until}\n{line}\n")
    told = (
        "skipped, amount 500 of createCharge is above max_amount 4.99 of the target: MINI-READ-01"
    )
    assert (told in done.output) is skipped
    sent = (tmp_path / "run/exchanges.ndjson").read_text("utf-8")
    assert ("createCharge" in sent) is not skipped


# --- credentials that show what they are for ---

SECOND_ID = 'credentials.second.merchant_id = { env = "TEST_LIVE" }\n'
SECOND_KEY = 'credentials.second.secret_key = { env = "TEST_LIVE" }\n'


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("", "secret_key"),
        (SECOND_ID + SECOND_KEY, "second.secret_key"),
    ],
)
def test_a_live_credential_never_reaches_a_sandbox(
    line: str, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answering: Any
) -> None:
    listener = answering()
    monkeypatch.setenv("PAYCONFORM_ROWS", str(MINI))
    monkeypatch.setenv("TEST_MERCHANT", "merchant-of-mini")
    monkeypatch.setenv("TEST_SECRET", "good-for-tests-only" if line else "live-0123456789")
    monkeypatch.setenv("TEST_LIVE", "live-9876543210")
    monkeypatch.chdir(tmp_path)
    text = TARGET.replace('"production"', '"sandbox"').replace(
        "http://api.mini.example", listener.url
    )
    (tmp_path / "payconform.toml").write_text(text + line)
    for command in ("certify", "check", "plan"):
        words = [command, "mini", "--target", "live"]
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 2, done.output
        assert f"credential `{key}` is one of production" in done.output
        assert "live-0" not in done.output
        assert "live-9" not in done.output
    assert listener.connections == 0


def test_a_live_credential_may_go_where_production_is_accepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PAYCONFORM_ROWS", str(MINI))
    mini = catalog.load("mini")
    pair = {"merchant_id": "merchant-of-mini", "secret_key": "live-0123456789"}
    until = datetime.now(UTC).date() + timedelta(days=9)
    live = TargetSettings(
        "mini", "live", "http://api.mini.example", "production", pair, production_until=until
    )
    vet(mini, live)
    with pytest.raises(TargetForbidden, match="`secret_key` is one of production"):
        vet(mini, replace(live, production_until=None))


ACCEPTANCES = {
    "none": ("", "is a production host"),
    "over": ("i_accept_production_until = 2020-01-01", "until: is over. Give a day after"),
    "too long": ("i_accept_production_until = 2999-01-01", "until: is more than 92 days ahead"),
    "no day": ('i_accept_production_until = "2026-02-30"', "until: is no day. Write it as"),
    "an hour": ("i_accept_production_until = 2026-12-31T10:00:00", "Put it in quotes."),
    "a yes": ("i_accept_production_until = true", "until: has the wrong type"),
    "a word": ('i_accept_production_until = "forever"', "does not have the required form"),
}


@pytest.mark.parametrize("name", ACCEPTANCES)
def test_without_a_good_acceptance_nothing_is_sent(
    name: str, certify: Certify, tmp_path: Path
) -> None:
    line, expected = ACCEPTANCES[name]
    done = certify(line + "\n")
    assert done.exit_code == 2
    assert expected in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "run").exists()
