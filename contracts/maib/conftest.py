"""
maib as the reference client sees it: its envelopes, its token, the forms of its members.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from pact import generate, match
from pact.interaction import HttpInteraction
from pact.match.matcher import AbstractMatcher, GenericMatcher

from payconform.providers.maib.client import MaibClient

ISO = r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$"
SAMPLE = "2029-10-22T10:32:28+03:00"
CREDENTIALS = {
    "clientId": "749c564f-1a65-48e3-a4bf-b7932b6ae3db",
    "clientSecret": "0d922db8-9a2f-4c66-a60d-76a762c9bb04",
}


class Maib:
    """
    What maib is asked and answers. Sample values are the documents' own.
    """

    moment_form = ISO

    def __init__(self, contract: Any) -> None:
        self._contract = contract
        self.at = contract.at

    def token(self, what: str, *rules: str) -> HttpInteraction:
        """
        A request for a token.
        """
        asked = self._contract.asks(what, "POST", "/v2/auth/token", *rules).given("a merchant")
        body = {name: match.like(value) for name, value in CREDENTIALS.items()}
        return asked.with_body(body, "application/json")

    def get(self, what: str, path: object, *rules: str, **query: object) -> HttpInteraction:
        """
        A request that reads.
        """
        asked = self._asked(what, "GET", path, rules)
        return asked.with_query_parameters({name: str(each) for name, each in query.items()})

    def post(
        self, what: str, path: object, body: Mapping[str, object], *rules: str
    ) -> HttpInteraction:
        """
        A request that does something.
        """
        return self._asked(what, "POST", path, rules).with_body(dict(body), "application/json")

    def told(self, asked: HttpInteraction, result: Mapping[str, object]) -> None:
        """
        Answered with a success.
        """
        envelope = {"result": dict(result), "ok": True}
        asked.will_respond_with(200).with_body(envelope, "application/json")

    def refused(self, asked: HttpInteraction, status: int, code: str) -> None:
        """
        Refused with a code of the table: the bare number, or behind the service's name.
        """
        written = match.regex(
            code.split("|", maxsplit=1)[0], regex=rf"^(maib\.merchant\.payments-)?({code})$"
        )
        asked.will_respond_with(status).with_body(self._refusal(written), "application/json")

    def invalid(self, asked: HttpInteraction, code: str) -> None:
        """
        Refused for what it says: which status and which code, the documents leave open.
        """
        refused = self._contract.refused(asked, 400)
        refused.with_body(self._refusal(match.like(code)), "application/json")

    @contextmanager
    def client(self) -> Iterator[MaibClient]:
        """
        The reference client, which obtains its token first.
        """
        asked = self.token("obtain a token", "MAIB-AUTH-01", "MAIB-AUTH-03", "MAIB-ERROR-02")
        issued = {
            "accessToken": match.regex("token", regex=r"^\S+$"),
            "expiresIn": match.integer(300),
        }
        self.told(asked, issued)
        with self.client_without_token() as client:
            yield client

    @contextmanager
    def client_without_token(self) -> Iterator[MaibClient]:
        """
        The reference client, whose first call the test itself describes.
        """
        http = httpx.Client(trust_env=False)
        with (
            self._contract.played() as url,
            MaibClient(url, *CREDENTIALS.values(), http=http) as client,
        ):
            yield client

    def fifty(self) -> AbstractMatcher[object]:
        """
        A number that is 50: the documents write it with decimals and without.
        """
        form = match.regex(50.0, regex=r"^50(\.0+)?$")
        return self._contract.every(50.0, match.number(50.0), form)

    @staticmethod
    def guid(sample: str) -> AbstractMatcher[str]:
        """
        A GUID in either case.
        """
        return match.uuid(sample)

    @staticmethod
    def moment() -> AbstractMatcher[str]:
        """
        A moment in one of the forms that the documents show.
        """
        return match.regex(SAMPLE, regex=ISO)

    @staticmethod
    def expiry() -> AbstractMatcher[str]:
        """
        The sample here; as far ahead as the provider's state has it when this is verified.
        """
        generator = generate.provider_state("${expiresAt}")
        return GenericMatcher("regex", SAMPLE, generator, regex=ISO)

    def _asked(self, what: str, method: str, path: object, rules: tuple[str, ...]) -> Any:
        bearer = match.regex("Bearer token", regex=r"^Bearer \S+$")
        return self._contract.asks(what, method, path, *rules).with_header("Authorization", bearer)

    @staticmethod
    def _refusal(code: object) -> dict[str, object]:
        error = {"errorCode": code, "errorMessage": match.like("What is wrong.")}
        return {"errors": match.array_containing([error]), "ok": False}


@pytest.fixture
def maib(contract: Any) -> Maib:
    return Maib(contract)
