"""
Traffic that is read: a run's own exchanges, and which operation each one is of.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.recorded.conftest import Har, taken

from payconform.model import Exchange
from payconform.recorded.traffic import Ways
from payconform.wire.recorder import as_record

# --- a run's own exchanges ---


def test_the_exchanges_of_a_run_are_read(file: Path, reading: Exchange) -> None:
    line = json.dumps(as_record(reading, str))
    found = taken(file, f"{line}\n\n{line}\n")
    assert found.masked
    assert [one.operation for one in found.exchanges] == ["getQr", "getQr"]


def test_one_line_is_enough(file: Path, reading: Exchange) -> None:
    assert taken(file, json.dumps(as_record(reading, str))).exchanges


@pytest.mark.parametrize("seconds", ["NaN", "Infinity", "-5"])
def test_a_duration_that_is_none_is_none(file: Path, reading: Exchange, seconds: str) -> None:
    line = json.dumps(as_record(reading, str)).replace('"seconds": 0.25', f'"seconds": {seconds}')
    assert taken(file, line).exchanges[0].seconds == 0


# --- which operation ---


def test_what_matches_no_operation_is_counted(file: Path, har: Har, reading: Exchange) -> None:
    icon, verb, whole = (
        replace(reading, request=replace(reading.request, method=method, target=target))
        for method, target in (
            ("GET", "/favicon.ico?token=hunter2hunter2"),
            ("PATCH", "/v2/mia/qr"),
            ("GET", "/" + "x" * 500),
        )
    )
    found = taken(file, har([reading, icon, icon, verb, whole]))
    assert len(found.exchanges) == 1
    assert found.strangers == {
        "GET /favicon.ico": 2,
        "PATCH /v2/mia/qr": 1,
        "GET /" + "x" * 75: 1,
    }
    assert found.total == 5


@pytest.mark.parametrize("base", ["gateway/maib", "/gateway/maib", "/gateway/maib/"])
def test_a_base_path_is_taken_off(file: Path, har: Har, reading: Exchange, base: str) -> None:
    behind = replace(reading.request, target=f"/gateway/maib{reading.request.target}")
    document = har([replace(reading, request=behind), reading])
    found = taken(file, document, Ways(base_path=base))
    assert [one.request.target for one in found.exchanges] == [reading.request.target]
    assert found.strangers.total() == 1


PREFIXES = {
    "https://shop.example/hooks": True,
    "https://shop.example/hooks/maib?a=1": True,
    "https://shop.example/": True,
    "https://shop.example/hook": False,
    "https://other.example/": False,
}


@pytest.mark.parametrize("prefix", PREFIXES)
def test_callbacks_are_told_by_their_url(
    file: Path, har: Har, reading: Exchange, prefix: str
) -> None:
    callback = replace(reading.request, method="POST", target="/hooks/maib?a=1", body=b"{}")
    document = har([replace(reading, direction="inbound", request=callback)])
    found = taken(file, document, Ways(callbacks=prefix))
    directions = [(one.direction, one.operation) for one in found.exchanges]
    assert directions == ([("inbound", "notifyPayment")] if PREFIXES[prefix] else [])
