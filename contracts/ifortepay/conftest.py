"""
iFortepay as the reference client sees it: proofs, the five members, response codes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pact import match
from pact.interaction import HttpInteraction
from pact.match.matcher import AbstractMatcher

from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.client import IfortepayClient
from payconform.providers.ifortepay.errors import IfortepayRefused
from payconform.providers.ifortepay.results import Transaction

NOW = datetime(2026, 4, 7, 10, 52, 59, tzinfo=UTC)
KEYS = {
    "merchant_id": "IFP2099000001",
    "secret_unbound_id": "0x00demoSecret",
    "hash_key": "HASHKEY-demo-01",
}
IDS = {
    "transaction_id": "11111111-1111-4111-8111-111111111111",
    "external_id": "ext-0001",
    "order_id": "ORDER-0001",
}
PROVEN = {
    signing.AUTHORIZATION: (
        signing.authorization(KEYS["merchant_id"], KEYS["secret_unbound_id"]),
        r"^Basic [A-Za-z0-9+/]+={0,2}$",
    ),
    signing.SIGNATURE: (
        signing.sign(KEYS["hash_key"], IDS["external_id"], IDS["order_id"]).value,
        r"^[0-9a-f]{64}$",
    ),
    signing.VERSION: (signing.SERVED, f"^{signing.SERVED}$"),
}
# No page tells which status stands with which response code.
SUCCESS = [{"match": "statusCode", "status": "nonError"}]
REFUSAL = [*SUCCESS, {"match": "statusCode", "status": "clientError"}]


class Ifortepay:
    """
    What iFortepay is asked and answers. Sample values are those of fixtures/ifortepay.
    """

    now, keys, ids = NOW, KEYS, IDS

    def __init__(self, contract: Any) -> None:
        self._contract = contract
        self.of_state = contract.of_state

    def post(self, what: str, path: str, body: dict[str, object], *rules: str) -> HttpInteraction:
        """
        A signed request.
        """
        asked = self._contract.asks(what, "POST", f"/ewallet/v2/{path}", *rules)
        for name, (sample, form) in PROVEN.items():
            asked.with_header(name, match.regex(sample, regex=form))
        return asked.with_body(body, "application/json")

    def about(
        self, what: str, path: str, *rules: str, channel: str = "NOBU", known: bool = True
    ) -> HttpInteraction:
        """
        A request about a transaction: that of the state, or one that nobody made.
        """
        ids = {name: self.of_state(name, sample) for name, sample in IDS.items()}
        body = {**(ids if known else IDS), "payment_method": "wallet", "payment_channel": channel}
        return self.post(what, path, body, *rules)

    def told(self, asked: HttpInteraction, **members: object) -> None:
        """
        Answered with a success.
        """
        answered(asked, SUCCESS, {"response_code": "00", **members})

    def refused(self, asked: HttpInteraction, code: str) -> None:
        """
        Refused with a response code, or one of several.
        """
        known = code.split("|", maxsplit=1)[0]
        form = match.regex(known, regex=f"^({code})$")
        answered(asked, REFUSAL, {"response_code": known if known == code else form})

    @contextmanager
    def client(self) -> Iterator[IfortepayClient]:
        """
        The reference client, at the moment of the samples.
        """
        http = httpx.Client(trust_env=False)
        with (
            self._contract.played() as url,
            IfortepayClient(url, **KEYS, http=http, clock=lambda: NOW) as client,
        ):
            yield client

    def refusal(self, call: Callable[[IfortepayClient], object]) -> IfortepayRefused:
        """
        What the client makes of a call that is refused.
        """
        with self.client() as client, pytest.raises(IfortepayRefused) as refused:
            call(client)
        return refused.value

    @staticmethod
    def named(channel: str = "NOBU") -> Transaction:
        """
        The transaction of the samples.
        """
        return Transaction(**IDS, channel=channel)

    @staticmethod
    def repeated() -> dict[str, object]:
        """
        The ids as an answer or a callback repeats them.
        """
        return {name: match.like(sample) for name, sample in IDS.items()}

    @staticmethod
    def word(sample: str, form: str = "") -> AbstractMatcher[str]:
        """
        A word in any letter case, or one of several.
        """
        return match.regex(sample, regex=f"(?i)^({form or sample})$")


def answered(
    asked: HttpInteraction, statuses: list[dict[str, str]], body: dict[str, object]
) -> None:
    rules = {"status": {"combine": "OR", "matchers": statuses}}
    answer = asked.will_respond_with(200).with_matching_rules(rules)
    answer.with_body(body, "application/json")


@pytest.fixture
def ifortepay(contract: Any) -> Ifortepay:
    return Ifortepay(contract)
