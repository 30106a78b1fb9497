"""
A target in a settings file, the answers of a provider, and what is found of both.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from payconform import catalog
from payconform.readiness import Check, examine

TOKEN = '{"result":{"accessToken":"a-token-for-tea","expiresIn":300},"ok":true}'
SECRET = "milk-and-sugar"


def answer(
    status: str = "200 OK", body: str = TOKEN, media: str = "application/json", *more: str
) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Type: {media}", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([*head, "", body]).encode()


@pytest.fixture(autouse=True)
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """
    Writes a payconform.toml with one target, `x`; lines can be added to it.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAYCONFORM_TEST_ID", "identity-of-a-shop")
    monkeypatch.setenv("PAYCONFORM_TEST_SECRET", SECRET)

    def write(url: str, *lines: str) -> None:
        head = [
            "[targets.x]",
            'provider = "maib"',
            f'base_url = "{url}"',
            'environment = "sandbox"',
        ]
        keys = [("client_id", "ID"), ("client_secret", "SECRET")]
        given = [f'credentials.{key} = {{ env = "PAYCONFORM_TEST_{name}" }}' for key, name in keys]
        Path("payconform.toml").write_text("\n".join([*head, *given, *lines]))

    return write


def checked(target: str = "x", now: datetime | None = None) -> dict[str, Check]:
    found = {one.name: one for one in examine(catalog.load("maib"), target, None, now)}
    assert SECRET not in str(found)
    return found


def failed(name: str) -> Check:
    """
    The check that ends the examination.
    """
    last = list(checked().values())[-1]
    assert (last.name, last.outcome) == (name, "failed")
    return last
