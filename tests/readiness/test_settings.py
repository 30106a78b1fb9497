"""
A target that is ready passes every check; wrong settings fail before anything is sent.
"""

from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from tests.readiness.conftest import TOKEN, answer, checked, failed

# --- a target that is ready ---


def test_a_target_that_is_ready_passes_every_check(answering: Any, configured: Any) -> None:
    date = f"Date: {format_datetime(datetime.now(UTC), usegmt=True)}"
    listener = answering(answer("200 OK", TOKEN, "application/json", date))
    configured(listener.url, 'capabilities = ["list_extensions", "simulate_payment"]')
    found = checked()
    first = ["file", "credentials", "declared", "route", "host", "reachable", "tls", "first call"]
    assert list(found)[:9] == [*first, "clock"]
    assert {one.outcome for one in list(found.values())[:9]} == {"ok"}
    assert {one.exit_code for one in found.values()} == {0}
    assert found["simulate_payment"].says == "there"
    assert found["declared"].says == "list_extensions, simulate_payment"


def test_no_more_is_sent_than_the_first_call(answering: Any, configured: Any) -> None:
    listener = answering(answer())
    configured(listener.url)
    checked()
    sent = [one.partition(b" HTTP")[0] for one in listener.heard]
    assert sent == [b"POST /v2/auth/token"]


def test_nothing_is_written_here(answering: Any, configured: Any, tmp_path: Path) -> None:
    configured(answering(answer()).url)
    checked()
    assert [one.name for one in tmp_path.iterdir()] == ["payconform.toml"]


# --- settings: exit code 2, before anything is sent ---


def test_a_file_that_is_missing_fails() -> None:
    assert failed("file").exit_code == 2


def test_a_file_that_does_not_fit_fails_with_the_key(configured: Any) -> None:
    configured("https://a.invalid", 'colour = "red"')
    assert failed("file").key == "targets.x"


def test_a_credential_without_value_fails_with_the_key(
    configured: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured("https://a.invalid")
    monkeypatch.delenv("PAYCONFORM_TEST_SECRET")
    last = failed("credentials")
    assert (last.key, last.exit_code) == ("targets.x.credentials.client_secret", 2)
    assert checked()["file"].outcome == "ok"


def test_a_credential_that_is_missing_fails(configured: Any) -> None:
    configured("https://a.invalid")
    text = Path("payconform.toml").read_text().replace("credentials.client_id", "credentials.other")
    Path("payconform.toml").write_text(text)
    assert failed("credentials").key == "targets.x.credentials"


def test_a_capability_that_cannot_be_declared_fails(configured: Any) -> None:
    configured("https://a.invalid", 'capabilities = ["make_tea"]')
    last = failed("declared")
    assert (last.key, last.exit_code) == ("targets.x.capabilities", 2)


def test_a_bundle_that_is_missing_fails(configured: Any) -> None:
    configured("https://a.invalid", 'http.ca_bundle = "none.pem"')
    last = failed("route")
    assert (last.key, last.exit_code) == ("targets.x.http.ca_bundle", 2)


def test_production_fails(configured: Any) -> None:
    configured("https://api.maibmerchants.md")
    assert failed("host").exit_code == 2
