"""
A target of payconform.toml, read as it is written there.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from tests.config.conftest import PAIR, SECRET, TARGET

from payconform.config import Http, TargetSettings, resolve


def test_a_named_target_is_read_from_the_settings_file(folder: Path) -> None:
    (folder / "payconform.toml").write_text(TARGET)
    (folder / "secret.txt").write_text(f"  {SECRET}\n")
    assert resolve("maib", "sandbox", None) == TargetSettings(
        provider="maib",
        name="sandbox",
        base_url="https://sandbox.example.invalid",
        environment="sandbox",
        credentials={"client_id": "identity-of-a-shop", "client_secret": SECRET},
        capabilities=frozenset({"simulate_payment"}),
        requests_per_second=0.5,
        max_writes=7,
    )


def test_a_target_that_says_no_more_is_treated_gently(folder: Path) -> None:
    (folder / "payconform.toml").write_text(
        '[targets.sandbox]\nprovider = "maib"\nenvironment = "sandbox"\n'
        'base_url = "https://sandbox.example.invalid"\n'
    )
    settings = resolve("maib", "sandbox", None)
    assert (settings.requests_per_second, settings.max_writes) == (2.0, 3000)
    assert settings.capabilities == frozenset()
    assert not settings.published_credentials


@pytest.mark.parametrize(
    ("environment", "line", "most"),
    [
        ("sandbox", "", None),
        ("production", "", Decimal(10)),
        ("production", "max_amount = 0.1", Decimal("0.1")),
        ("sandbox", "max_amount = 2500", Decimal(2500)),
    ],
)
def test_the_largest_amount_is_as_written_or_small_in_production(
    environment: str, line: str, most: Decimal | None, folder: Path
) -> None:
    (folder / "payconform.toml").write_text(
        f'[targets.x]\nprovider = "maib"\nenvironment = "{environment}"\n'
        f'base_url = "https://x.example.invalid"\n{line}\n'
    )
    assert resolve("maib", "x", None).max_amount == most


def test_a_second_merchant_and_the_way_there_are_read(folder: Path) -> None:
    second = 'credentials.second.client_id = { env = "PAYCONFORM_TEST_ID" }\n'
    way = "[targets.sandbox.http]\nproxy = 'http://proxy.invalid:8080'\ntimeout = 30\n"
    (folder / "payconform.toml").write_text(TARGET + second + way)
    (folder / "secret.txt").write_text(SECRET)
    settings = resolve("maib", "sandbox", None)
    assert settings.second == {"client_id": "identity-of-a-shop"}
    assert "second" not in settings.credentials
    assert settings.capabilities == {"simulate_payment", "second_merchant"}
    assert settings.http == Http(proxy="http://proxy.invalid:8080", timeout=30)
    assert "identity" not in repr(settings)


def test_a_credentials_file_is_of_one_merchant(folder: Path) -> None:
    second = 'credentials.second.client_id = { env = "PAYCONFORM_TEST_NONE" }\n'
    (folder / "payconform.toml").write_text(TARGET + second)
    (folder / "own.yaml").write_text(PAIR)
    settings = resolve("maib", "sandbox", Path("own.yaml"))
    assert (settings.second, settings.capabilities) == ({}, {"simulate_payment"})


def test_a_credentials_file_replaces_those_of_the_settings_file(folder: Path) -> None:
    (folder / "payconform.toml").write_text(TARGET)
    (folder / "own.yaml").write_text(PAIR)
    settings = resolve("maib", "sandbox", Path("own.yaml"))
    assert settings.credentials["client_id"] == "somebody-else"


def test_a_person_may_pay(folder: Path) -> None:
    (folder / "secret.txt").write_text(SECRET, "utf-8")
    text = TARGET.replace('capabilities = ["simulate_payment"]', 'simulate_payment = "operator"')
    (folder / "payconform.toml").write_text(text, "utf-8")
    settings = resolve("maib", "sandbox", None)
    assert (settings.operator, settings.capabilities) == (True, frozenset())


def test_a_secret_of_the_least_length_will_do(folder: Path) -> None:
    (folder / "payconform.toml").write_text(TARGET)
    (folder / "secret.txt").write_text("12345678")
    settings = resolve("maib", "sandbox", None)
    assert settings.credentials["client_secret"] == "12345678"
