"""
A target without payconform.toml: the embedded simulator, or a URL and whose credentials it gets.
"""

from pathlib import Path

import pytest
from tests.config.conftest import PAIR, SECRET

from payconform.config import published, resolve
from payconform.errors import KeyMissing


def test_no_target_is_the_embedded_simulator_with_the_published_credentials() -> None:
    settings = resolve("maib", None, None)
    assert settings.name == "embedded simulator"
    assert settings.base_url is None
    assert settings.loopback
    assert settings.published_credentials
    assert settings.environment == "simulator"
    assert settings.credentials == published("maib")


def test_a_url_on_loopback_gets_the_published_credentials() -> None:
    settings = resolve("maib", "http://127.0.0.1:8080", None)
    assert settings.name == "http://127.0.0.1:8080"
    assert settings.environment == "simulator"
    assert settings.credentials == published("maib")
    assert settings.published_credentials
    assert settings.loopback


def test_a_url_with_credentials_is_a_sandbox(folder: Path) -> None:
    (folder / "own.yaml").write_text(PAIR)
    settings = resolve("maib", "https://sandbox.example.invalid", Path("own.yaml"))
    assert settings.environment == "sandbox"
    assert settings.credentials["client_secret"] == SECRET
    assert not settings.published_credentials
    assert not settings.loopback


def test_the_embedded_simulator_takes_other_credentials(folder: Path) -> None:
    (folder / "own.yaml").write_text(PAIR)
    settings = resolve("maib", None, Path("own.yaml"))
    assert settings.environment == "simulator"
    assert settings.credentials["client_secret"] == SECRET
    assert not settings.published_credentials


def test_a_host_may_end_in_a_dot(folder: Path) -> None:
    (folder / "own.yaml").write_text(PAIR)
    url = "https://sandbox.example.invalid."
    assert resolve("maib", url, Path("own.yaml")).base_url == url


def test_a_url_elsewhere_needs_credentials() -> None:
    with pytest.raises(KeyMissing, match="the published ones are used on loopback only"):
        resolve("maib", "https://sandbox.example.invalid", None)


def test_a_slash_at_the_end_of_a_url_is_dropped() -> None:
    assert resolve("maib", "http://127.0.0.1:8080/", None).base_url == "http://127.0.0.1:8080"


def test_settings_do_not_show_their_secrets(folder: Path) -> None:
    (folder / "own.yaml").write_text(PAIR)
    assert SECRET not in repr(resolve("maib", None, Path("own.yaml")))


def test_blindness_is_passed_on() -> None:
    assert resolve("maib", None, None, blind=True).blind
    assert not resolve("maib", None, None).blind
