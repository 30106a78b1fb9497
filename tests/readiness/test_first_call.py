"""
The first call tells whether the target accepts us, and how far off its clock is.
"""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from tests.readiness.conftest import SECRET, TOKEN, answer, checked, failed

from payconform import readiness
from payconform.wire.dates import skew

# --- the first call ---

REFUSALS = {
    "401": (answer("401 Unauthorized", "{}"), "the target refuses the credentials", "credentials"),
    "403": (answer("403 Forbidden", "{}"), "this address or project is not allowed", "credentials"),
    "500": (answer("500 Oops", "{}"), "the target is not healthy", "base_url"),
    "a page": (answer("200 OK", "<html>", "text/html"), "this is not maib MIA QR", "base_url"),
    "another answer": (answer("200 OK", "{}"), "obtainToken does not succeed", "base_url"),
    "a secret": (answer("200 OK", json.dumps({"ok": SECRET})), "obtainToken does not", "base_url"),
    "no HTTP": (b"tea\r\n\r\n", "the answer is not HTTP", "base_url"),
}


@pytest.mark.parametrize(("response", "said", "key"), REFUSALS.values(), ids=REFUSALS)
def test_a_first_call_that_is_not_accepted_fails(
    answering: Any, configured: Any, response: bytes, said: str, key: str
) -> None:
    configured(answering(response).url)
    last = failed("first call")
    assert said in last.says
    assert (last.key, last.exit_code) == (f"targets.x.{key}", 3)


def test_a_second_merchant_that_is_refused_fails(
    answering: Any, configured: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCONFORM_TEST_OTHER", "identity-of-another")
    second = [
        f'credentials.second.{one} = {{ env = "PAYCONFORM_TEST_OTHER" }}'
        for one in ("client_id", "client_secret")
    ]
    configured(answering(answer(), answer("401 Unauthorized", "{}")).url, *second)
    last = failed("first call")
    assert "the second merchant's credentials" in last.says
    assert last.key == "targets.x.credentials.second"


# --- the clock ---


@pytest.mark.parametrize(
    ("ahead", "outcome", "said"),
    [(-3600, "warning", "behind this machine"), (3600, "warning", "ahead of"), (0, "ok", "s ")],
)
def test_a_clock_that_is_far_off_is_a_warning(
    answering: Any, configured: Any, ahead: int, outcome: str, said: str
) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead), usegmt=True)
    configured(answering(answer("200 OK", TOKEN, "application/json", f"Date: {date}")).url)
    clock = checked()["clock"]
    assert clock.outcome == outcome
    assert said in clock.says


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(29.9, "ok"), (30.0, "warning"), (-30.0, "warning")]
)
def test_half_a_minute_is_far(
    answering: Any,
    configured: Any,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
    outcome: str,
) -> None:
    monkeypatch.setattr(readiness, "skew", lambda _: seconds)
    configured(answering(answer()).url)
    assert checked()["clock"].outcome == outcome


@pytest.mark.parametrize("date", ["", "Date: tea time"])
def test_an_answer_without_a_date_is_a_warning(answering: Any, configured: Any, date: str) -> None:
    configured(answering(answer("200 OK", TOKEN, "application/json", date or "A: b")).url)
    assert checked()["clock"].says == "the answer has no Date to compare with"


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        ("Fri, 02 Jan 2026 00:00:00 GMT", -0.125),
        ("Fri, 02 Jan 2026 00:01:00 -0000", 59.875),
        ("Fri, 02 Jan 2026 02:00:00 +0200", -0.125),
    ],
)
def test_the_skew_is_counted_from_the_middle_of_the_call(
    exchange: Any, date: str, seconds: float
) -> None:
    assert skew(exchange(200, b"", (("Date", date),))) == seconds
