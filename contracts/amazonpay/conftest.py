"""
Amazon Pay as the reference client sees it: signed requests, signed answers, the forms of members.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pact import match
from pact.interaction import HttpInteraction
from pact.match.matcher import AbstractMatcher

from payconform.model import Request, Response
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.client import AmazonPayClient
from payconform.providers.amazonpay.errors import AmazonPayRefused

NOW = datetime(2024, 9, 12, 7, 31, 25, tzinfo=UTC)
KEYS = {"access_key_id": "DQRTESTACCESSKEY0001", "secret_key": "DqrTestSecret_0001-abcDEF"}
MERCHANT = "AMAZONMID123"
ANSWERED = {
    "x-amz-request-id": ("6507e380-9a5f-463e-b5c1-82f666e177dc", r"^[0-9a-fA-F-]{36}$"),
    "x-amz-date": ("20240912T073127Z", r"^\d{8}T\d{6}Z$"),
}
REQUESTED = {
    "x-amz-date": ("20240912T073125Z", r"^\d{8}T\d{6}Z$"),
    "x-amz-expires": ("900", r"^\d+$"),
    "x-amz-source": ("Server", r"^(Android|iOS|Browser|Server)$"),
    "x-amz-user-agent": ("POS", r"^.+$"),
    "x-amz-user-ip": ("127.0.0.1", r"^[0-9a-f.:]+$"),
}
PROOF = r"[A-Za-z0-9_-]{64}"
TRUE_ANSWERS = ("AMAZONPAY-AUTH-20", "AMAZONPAY-AUTH-21", "AMAZONPAY-AUTH-22")


class AmazonPay:
    """
    What Amazon Pay is asked and answers. Sample values are the documents' own.
    """

    now = NOW

    def __init__(self, contract: Any) -> None:
        self._contract = contract
        self.of_state = contract.of_state

    def get(
        self, what: str, path: str, query: Mapping[str, object], *rules: str
    ) -> HttpInteraction:
        """
        A request that reads, for the merchant.
        """
        asked = self._asked(what, "GET", path, rules)
        return asked.with_query_parameters({"merchantId": self.merchant(), **query})

    def post(
        self, what: str, path: str, body: Mapping[str, object], *rules: str
    ) -> HttpInteraction:
        """
        A request that does something, for the merchant.
        """
        whole = {"merchantId": self.merchant(), **body}
        return self._asked(what, "POST", path, rules).with_body(whole, "application/json")

    def told(
        self,
        asked: HttpInteraction,
        target: str,
        sample: Mapping[str, object],
        forms: Mapping[str, object],
        method: str = "POST",
    ) -> HttpInteraction:
        """
        Answered with a success: a signed sample, of which some members have a form only.
        """
        response = Response(
            200,
            tuple((name, value) for name, (value, _) in ANSWERED.items()),
            json.dumps(sample).encode("utf-8"),
        )
        canonical = signing.canonical_response(Request(method, target), response)
        made = signing.sign(canonical, ANSWERED["x-amz-date"][0], KEYS["secret_key"])
        proof = {signing.SIGNATURE: (made.value, f"^{PROOF}$")}
        asked.will_respond_with(200).with_body({**sample, **forms}, "application/json")
        return _with_headers(asked, ANSWERED | proof)

    def refused(self, asked: HttpInteraction, status: int, code: str) -> None:
        """
        Refused with a status and a code that are documented.
        """
        body = {"code": code, "message": match.like("What is wrong.")}
        asked.will_respond_with(status).with_body(body, "application/json")

    def invalid(self, asked: HttpInteraction, status: int = 400) -> None:
        """
        Refused: how, the documents leave open for the payment calls.
        """
        self._contract.refused(asked, status)

    @contextmanager
    def client(self) -> Iterator[AmazonPayClient]:
        """
        The reference client, at the moment of the samples.
        """
        http = httpx.Client(trust_env=False)
        with (
            self._contract.played() as url,
            AmazonPayClient(url, MERCHANT, **KEYS, http=http, clock=lambda: NOW) as client,
        ):
            yield client

    def refusal(self, call: Callable[[AmazonPayClient], object]) -> AmazonPayRefused:
        """
        What the client makes of a call that is refused.
        """
        with self.client() as client, pytest.raises(AmazonPayRefused) as refused:
            call(client)
        return refused.value

    def merchant(self) -> AbstractMatcher[str]:
        """
        The merchant's id.
        """
        return self._contract.of_state("merchantId", MERCHANT)

    @staticmethod
    def amount(sample: object, form: str = r"^\d+(\.\d+)?$") -> AbstractMatcher[object]:
        """
        An amount, as text or as a number: the documents show both.
        """
        return match.regex(sample, regex=form)

    def _asked(self, what: str, method: str, path: str, rules: tuple[str, ...]) -> HttpInteraction:
        asked = self._contract.asks(what, method, path, *rules)
        known = {
            "x-amz-algorithm": (signing.ALGORITHM, f"^{signing.ALGORITHM}$"),
            "x-amz-client-id": (MERCHANT, "^.+$"),
            "Authorization": (f"AMZ+{KEYS['access_key_id']}:{'s' * 64}", rf"^AMZ\+[^:]+:{PROOF}$"),
        }
        return _with_headers(asked, REQUESTED | known)


def _with_headers(
    asked: HttpInteraction, headers: Mapping[str, tuple[str, str]]
) -> HttpInteraction:
    for name, (sample, form) in headers.items():
        asked.with_header(name, match.regex(sample, regex=form))
    return asked


@pytest.fixture
def amazonpay(contract: Any) -> AmazonPay:
    return AmazonPay(contract)
