"""
Plays a provider to a consumer, and writes down what the consumer relied on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from pact import Pact, generate
from pact.interaction import AsyncMessageInteraction, HttpInteraction, Interaction
from pact.match.matcher import AbstractMatcher, GenericMatcher

CONSUMER = "payconform-reference"
ANY_REFUSAL = {"match": "statusCode", "status": "clientError"}

Kind = TypeVar("Kind", bound=Interaction)


class Contract:
    """
    One test's part of a pact: what is asked and told, played to the consumer, then written down.
    """

    def __init__(self, pact: Pact, folder: Path) -> None:
        self._pact = pact
        self._folder = folder

    def asks(
        self, what: str, method: str, path: str | AbstractMatcher[str], *rules: str
    ) -> HttpInteraction:
        """
        A request. Whatever breaks its answer breaks the first of the rules it rests on.
        """
        return _resting(self._pact.upon_receiving(what), rules).with_request(method, path)

    def tells(self, what: str, *rules: str) -> AsyncMessageInteraction:
        """
        A message that the provider sends by itself.
        """
        return _resting(self._pact.upon_receiving(what, "Async"), rules)

    @contextmanager
    def played(self) -> Iterator[str]:
        """
        The URL of the played provider; the pact is written once every call was as described.
        """
        with self._pact.serve("127.0.0.1") as server:
            yield str(server.url)
        self._pact.write_file(self._folder)

    def heard(self, receive: Callable[[bytes], object]) -> None:
        """
        Have the consumer receive what is told.
        """
        self._pact.verify(lambda body, _: receive(str(body).encode("utf-8")), "Async")
        self._pact.write_file(self._folder)

    @staticmethod
    def at(path: str, **ids: str) -> AbstractMatcher[str]:
        """
        A path with the sample's ids here, and with those of the provider's state once verified.
        """
        expression = path.format(**{name: f"${{{name}}}" for name in ids})
        pattern = path.format(**dict.fromkeys(ids, "[^/]+"))
        generator = generate.provider_state(expression)
        return GenericMatcher("regex", path.format(**ids), generator, regex=f"^{pattern}$")

    @staticmethod
    def of_state(name: str, sample: str) -> AbstractMatcher[str]:
        """
        A text that the provider's state names.
        """
        return GenericMatcher("type", sample, generate.provider_state(f"${{{name}}}"))

    @staticmethod
    def every(sample: object, *matchers: AbstractMatcher[object]) -> AbstractMatcher[object]:
        """
        What all of these matchers match. Pact's own conjunction loses the sample.
        """
        return GenericMatcher([each.to_integration_json() for each in matchers], sample)

    @staticmethod
    def refused(asked: HttpInteraction, status: int) -> HttpInteraction:
        """
        Refused for what it says, by whichever 4xx: the documents do not say which.
        """
        rules = {"status": {"combine": "AND", "matchers": [ANY_REFUSAL]}}
        return asked.will_respond_with(status).with_matching_rules(rules)


def _resting(interaction: Kind, rules: tuple[str, ...]) -> Kind:
    assert rules
    return interaction.set_comment("payconform", {"rules": [*rules]})


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


@pytest.fixture(scope="session")
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    Where the pact files go, each begun anew.
    """
    root: Path = request.config.getoption("pacts") or tmp_path_factory.mktemp("pacts")
    for item in request.session.items:
        provider = item.path.parent.name
        (root / provider / f"{CONSUMER}-{provider}.json").unlink(missing_ok=True)
    return root


@pytest.fixture
def contract(request: pytest.FixtureRequest, root: Path) -> Contract:
    provider = request.path.parent.name
    pact = Pact(CONSUMER, provider).with_specification("V4")
    return Contract(pact, root / provider)
