"""
An empty folder in which a user has settings and secrets, and what that user is told.
"""

from pathlib import Path

import pytest

from payconform.config import resolve
from payconform.errors import Unusable

SECRET = "hunter2-hunter2"
PAIR = f"client_id: somebody-else\nclient_secret: {SECRET}\n"
TARGET = """
[targets.sandbox]
provider = "maib"
base_url = "https://sandbox.example.invalid/"
environment = "sandbox"
capabilities = ["simulate_payment"]
requests_per_second = 0.5
max_writes = 7
credentials.client_id = { env = "PAYCONFORM_TEST_ID" }
credentials.client_secret = { file = "secret.txt" }
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """
    An empty working folder; the variable that TARGET names is set.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAYCONFORM_TEST_ID", "identity-of-a-shop")
    return tmp_path


def told(provider: str = "maib", target: str | None = "sandbox", credentials: str = "") -> str:
    """
    What a user is told who may not start a run.
    """
    with pytest.raises(Unusable) as error:
        resolve(provider, target, Path(credentials) if credentials else None)
    assert SECRET not in str(error.value)
    assert error.value.exit_code == 2
    return str(error.value)
