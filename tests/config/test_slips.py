"""
A slip in payconform.toml is told with its place, and no secret is.
"""

from pathlib import Path

import pytest
from tests.config.conftest import SECRET, TARGET, told


def test_a_target_without_its_settings_file_is_told(folder: Path) -> None:
    assert told().startswith("payconform.toml, targets.sandbox: there is no such file here.")


def test_a_settings_file_that_is_a_folder_is_told(folder: Path) -> None:
    (folder / "payconform.toml").mkdir()
    assert told().startswith("payconform.toml")


SETTINGS = {
    "empty": (b"", "payconform.toml, top level: `targets` is missing"),
    "not UTF-8": (b"\xff\xfe", "payconform.toml: does not parse"),
    "with a slip": (b'a = "hunter2-hunter2', "payconform.toml, end of document: does not parse"),
    "with a slip in a line": (b"a = 1\nb =\n", "payconform.toml, line 2, column 4: does not parse"),
    "with an hour": (b"a = 2026-01-02T03:04:05", "payconform.toml: a key or a value is neither"),
    "without targets": (b"[targets]", "payconform.toml, targets: does not fit (`minProperties`)"),
    "with a stray key": (b"colour = 1\n" + TARGET.encode(), "`colour` is not a known key"),
    "with targets that are none": (b"targets = 3", "payconform.toml, targets: has the wrong type"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_malformed_settings_file_is_told(name: str, folder: Path) -> None:
    content, expected = SETTINGS[name]
    (folder / "payconform.toml").write_bytes(content)
    assert expected in told()


SLIPS = {
    "an unknown environment": ('"sandbox"\ncap', '"live"\ncap', ".environment: is not one"),
    "no word for a capability": ("simulate_payment", "Make tea", ".capabilities.0: does not have"),
    "another provider": ('"maib"', '"tea"', ".provider: belongs to provider tea, not maib"),
    "no rate": ("= 0.5", "= 0", ".requests_per_second: "),
    "an endless rate": ("= 0.5", "= inf", ".requests_per_second: "),
    "a rate that is none": ("= 0.5", "= nan", ".requests_per_second: "),
    "a rate slower than anybody waits": ("= 0.5", "= 1e-300", ".requests_per_second: "),
    "a rate in words": ("= 0.5", '= "fast"', ".requests_per_second: has the wrong type"),
    "no writes": ("= 7", "= 0", ".max_writes: "),
    "part of a write": ("= 7", "= 0.5", ".max_writes: has the wrong type"),
    "no amount at all": ("= 7", "= 7\nmax_amount = 0", ".max_amount: "),
    "any amount": ("= 7", "= 7\nmax_amount = inf", ".max_amount: "),
    "an amount in words": ("= 7", '= 7\nmax_amount = "10"', ".max_amount: has the wrong type"),
    "a proxy that is none": ("= 7", "= 7\nhttp.proxy = 7", ".http.proxy: has the wrong type"),
    "two who pay": (
        "= 7",
        '= 7\nsimulate_payment = "operator"',
        ".simulate_payment: says that a person pays, and targets.sandbox.capabilities that",
    ),
    "somebody else who pays": (
        "= 7",
        '= 7\nsimulate_payment = "grandmother"',
        ".simulate_payment: is not one",
    ),
    "no time at all": ("= 7", "= 7\nhttp.timeout = 0", ".http.timeout: does not fit"),
    "all the time there is": ("= 7", "= 7\nhttp.timeout = inf", ".http.timeout: "),
    "another way": ("= 7", "= 7\nhttp.verify = false", ".http: `verify` is not a known key"),
    "a second merchant in clear": (
        "credentials.client_id",
        f'credentials.second.client_id = "{SECRET}"\ncredentials.client_id',
        ".credentials.second.client_id: has the wrong type",
    ),
    "a second merchant of an unset variable": (
        "credentials.client_id",
        'credentials.second.client_id = { env = "PAYCONFORM_TEST_NONE" }\ncredentials.client_id',
        ".credentials.second.client_id: has no value. Set the environment variable",
    ),
    "a second merchant that is one secret": (
        "credentials.client_id",
        'credentials.second = { env = "PAYCONFORM_TEST_ID" }\ncredentials.client_id',
        ".credentials.second.env: has the wrong type",
    ),
    "a secret in clear": (
        '{ env = "PAYCONFORM_TEST_ID" }',
        f'"{SECRET}"',
        ".credentials.client_id: has the wrong type",
    ),
    "two places for a secret": (
        'file = "secret.txt"',
        'file = "secret.txt", env = "PAYCONFORM_TEST_ID"',
        ".credentials.client_secret: does not fit (`maxProperties`)",
    ),
    "no place for a secret": ('file = "secret.txt"', "", ".credentials.client_secret: "),
    "a variable that is not set": (
        "PAYCONFORM_TEST_ID",
        "PAYCONFORM_TEST_NOT_SET",
        ": has no value. Set the environment variable PAYCONFORM_TEST_NOT_SET",
    ),
    "a file that is missing": (
        "secret.txt",
        "nowhere.txt",
        ".credentials.client_secret: has no value. Write the secret into nowhere.txt",
    ),
    "a file that is a folder": ("secret.txt", ".", ".credentials.client_secret: has no value"),
    "a file in nobody's home": (
        "secret.txt",
        "~nobody-by-that-name/secret.txt",
        ".credentials.client_secret: has no value",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_a_target_is_told_with_its_place(name: str, folder: Path) -> None:
    before, after, expected = SLIPS[name]
    assert before in TARGET
    (folder / "payconform.toml").write_text(TARGET.replace(before, after, 1))
    (folder / "secret.txt").write_text(SECRET)
    said = told()
    assert said.startswith("payconform.toml, targets.sandbox.")
    assert expected in said


def test_an_unknown_target_is_told_with_those_there_are(folder: Path) -> None:
    (folder / "payconform.toml").write_text(TARGET)
    expected = "payconform.toml, targets.sandbx: no such target. Targets here: sandbox."
    assert told(target="sandbx") == expected


SECRETS = {
    "empty": (b"", "has no value"),
    "blank": (b" \n\t", "has no value"),
    "not UTF-8": (b"\xff\xfe" * 8, "has no value"),
    "too short": (b"hunter2", "is too short to be masked safely"),
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_that_cannot_be_used_is_told(name: str, folder: Path) -> None:
    content, expected = SECRETS[name]
    (folder / "payconform.toml").write_text(TARGET)
    (folder / "secret.txt").write_bytes(content)
    assert f"payconform.toml, targets.sandbox.credentials.client_secret: {expected}" in told()


def test_a_variable_that_is_no_text_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "payconform.toml").write_text(TARGET)
    (folder / "secret.txt").write_text(SECRET)
    monkeypatch.setenv("PAYCONFORM_TEST_ID", "half a character: \udcff")
    assert "credentials.client_id: is not text that UTF-8 can hold" in told()
