"""
Plays a provider to a consumer, and writes down what the consumer relied on.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest
from pact import Pact

CONSUMER = "payconform-reference"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pacts",
        metavar="DIR",
        type=Path,
        help="write the pact files anew, each into DIR/<provider>; default: keep none",
    )


@pytest.fixture(autouse=True)
def no_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Pact reports its use over the network unless it is told not to.
    """
    monkeypatch.setenv("PACT_DO_NOT_TRACK", "true")


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    provider = request.path.parent.name
    root = request.config.getoption("pacts") or tmp_path_factory.mktemp("pacts")
    (root / provider / f"{CONSUMER}-{provider}.json").unlink(missing_ok=True)
    return Path(root, provider)


@pytest.fixture
def pact(folder: Path) -> Pact:
    return Pact(CONSUMER, folder.name).with_specification("V4")


@pytest.fixture
def played(pact: Pact, folder: Path) -> Callable[[], AbstractContextManager[httpx.Client]]:
    """
    A client of the played provider; the pact is written once every call was as described.
    """

    @contextmanager
    def play() -> Iterator[httpx.Client]:
        headers = {"Authorization": "Bearer token"}
        with (
            pact.serve("127.0.0.1") as server,
            httpx.Client(base_url=str(server.url), headers=headers, trust_env=False) as client,
        ):
            yield client
        pact.write_file(folder)

    return play
