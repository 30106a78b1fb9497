"""
MobilePay as the reference client sees it: its token and headers, what payments and refunds read,
codes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pact import match
from pact.interaction import HttpInteraction
from pact.match.matcher import AbstractMatcher

from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.client import Integrator, MobilePayClient, Patience
from payconform.providers.mobilepay.client.asked import Order, Terms
from payconform.providers.mobilepay.client.errors import MobilePayRefused
from payconform.providers.mobilepay.client.results import Payment

WHO = Integrator(
    "5b3d7c1e-6a2f-4c8e-9d10-3f4a5b6c7d8e", "a secret that opens nothing", "DK12345678", "2.1.1"
)
KEY = "2f1f6c9e-3a51-4b7f-9d0e-8a6f1c2b3d4e"
IDS = {
    "paymentid": "3974eae6-e36f-4148-b5ee-22689e528c75",
    "refundid": "7f3a6f03-fcd4-4860-a795-138e7dcf948e",
    "posid": "c85916b1-8e17-4275-a388-551e16aa6293",
    "storeid": "401b5617-ae5e-4f1a-9a59-5a446dbb3caa",
}
SAMPLES = {
    "paymentId": IDS["paymentid"],
    "refundId": IDS["refundid"],
    "posId": IDS["posid"],
    "storeId": IDS["storeid"],
    "orderId": "ORDER-12345",
    "newOrderId": "ORDER-12346",
    "refundOrderId": "REFUND-12345",
    "merchantPosId": "My-Pos-1",
    "newMerchantPosId": "My-Pos-2",
    "beaconId": "a7b69d37-6753-4e94-afc3-ef5dab04b7f4",
    "newBeaconId": "123456789012345",
    "currencyCode": "DKK",
    "otherCurrencyCode": "EUR",
    "merchantBrandId": "POSDK12345",
    "merchantLocationId": "10001",
}
GUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
HEADERS = {
    "Authorization": ("Bearer token", r"^Bearer \S+$"),
    calls.VERSION: (WHO.version, r"^\d+\.\d+\.\d+$"),
    calls.VAT: (WHO.merchant_vat, r"^(DK|FI)\d{8}$"),
}
# 200 in the OpenAPI document, 204 in prose as well.
SUCCESS = {"status": {"combine": "AND", "matchers": [{"match": "statusCode", "status": "success"}]}}
SHOWN, REFUND_SHOWN = "MOBILEPAY-READ-01", "MOBILEPAY-READ-20"
READS = {
    "Prepared": "MOBILEPAY-CREATE-04",
    "Initiated": "MOBILEPAY-CREATE-03",
    "Paired": "MOBILEPAY-CREATE-12",
    "IssuedToUser": SHOWN,
    "Reserved": "MOBILEPAY-PAY-01",
    "Captured": "MOBILEPAY-PAY-02",
    "CancelledByClient": "MOBILEPAY-CANCEL-02",
    "CancelledByUser": "MOBILEPAY-CANCEL-14",
    "CancelledByMobilePay": SHOWN,
    "ExpiredAndCancelled": "MOBILEPAY-PAY-10",
}
REFUND_READS = {
    "Initiated": REFUND_SHOWN,
    "Reserved": "MOBILEPAY-REFUND-02",
    "Captured": "MOBILEPAY-REFUND-03",
    "CancelledByClient": "MOBILEPAY-CANCEL-40",
    "CancelledByMobilePay": REFUND_SHOWN,
    "ExpiredAndCaptured": "MOBILEPAY-REFUND-13",
}
ROOT = "/pos/v10/"
PAYMENT, REFUND = "payments/{paymentid}", "refunds/{refundid}"


def a(word: str) -> str:
    """
    The word with its article.
    """
    return f"{'an' if word[0] in 'AEIOU' else 'a'} {word}"


class MobilePay:
    """
    What MobilePay is asked and answers. Sample values are mostly the documents' own.
    """

    amount = Decimal("12.5")
    terms = Terms(amount)
    order = Order(SAMPLES["posId"], SAMPLES["newOrderId"])
    known_order = Order(SAMPLES["posId"], SAMPLES["orderId"])
    samples, guid_form = SAMPLES, GUID
    a = staticmethod(a)

    def __init__(self, contract: Any) -> None:
        self._contract = contract

    def asks(
        self, what: str, method: str, where: str, *rules: str, known: bool = True
    ) -> HttpInteraction:
        """
        A call, about something of the state, or about something that there is not.
        """
        ids = {name: one for name, one in IDS.items() if f"{{{name}}}" in where}
        path = self._contract.at(ROOT + where, **ids) if ids and known else ROOT + where
        if isinstance(path, str):
            path = path.format(**ids)
        asked = self._contract.asks(what, method, path, *rules)
        for name, (sample, form) in HEADERS.items():
            asked.with_header(name, match.regex(sample, regex=form))
        return asked

    def gets(self, what: str, where: str, *rules: str, known: bool = True) -> HttpInteraction:
        """
        A call that reads.
        """
        return self.asks(what, "GET", where, *rules, known=known)

    def acts(
        self, what: str, where: str, *rules: str, body: object = None, known: bool = True
    ) -> HttpInteraction:
        """
        A call that acts on what there is: no idempotency key is needed.
        """
        asked = self.asks(what, "POST", where, *rules, known=known)
        return asked if body is None else asked.with_body(body, "application/json")

    def creates(self, what: str, where: str, body: object, *rules: str) -> HttpInteraction:
        """
        A call that creates something, with its idempotency key.
        """
        asked = self.asks(what, "POST", where, *rules)
        asked.with_header(calls.KEY, match.regex(KEY, regex="^[ -~]{1,36}$"))
        return asked.with_body(body, "application/json")

    def done(self, asked: HttpInteraction) -> None:
        """
        Answered with a success, of which nobody reads more.
        """
        asked.will_respond_with(200).with_matching_rules(SUCCESS)

    def told(self, asked: HttpInteraction, body: object) -> None:
        """
        Answered with a success that is read.
        """
        asked.will_respond_with(200).with_body(body, "application/json")

    def refused(self, asked: HttpInteraction, status: int, code: str = "") -> None:
        """
        Refused; where documents give a code, with that one.
        """
        answer = asked.will_respond_with(status)
        if code:
            answer.with_body({"code": code}, "application/json")

    def reads(self, state: str) -> None:
        """
        A payment is read in a state.
        """
        given, rules = f"{a(state)} payment", dict.fromkeys((READS[state], SHOWN))
        asked = self.gets(f"read {given}", PAYMENT, *rules).given(given)
        self.told(asked, self.payment(state))

    def reads_refund(self, state: str) -> None:
        """
        A refund is read in a state.
        """
        expired = state == "ExpiredAndCaptured"
        given = "an expired refund" if expired else f"{a(state)} refund"
        spelled = match.regex(state, regex="^ExpiredAndCapturr?ed$") if expired else state
        rules = dict.fromkeys((REFUND_READS[state], REFUND_SHOWN))
        asked = self.gets(f"read {given}", REFUND, *rules)
        body = {
            "refundId": self.guid("refundId"),
            "paymentId": self.guid("paymentId"),
            "refundOrderId": match.like(SAMPLES["refundOrderId"]),
            "amount": match.number(12.5),
            "currencyCode": self.currency(),
            "status": spelled,
            "pollDelayInMs": match.integer(100),
        }
        self.told(asked.given(given), body)

    def payment(self, state: str) -> dict[str, object]:
        """
        What every payment reads.
        """
        return {
            "paymentId": self.guid("paymentId"),
            "posId": self.guid("posId"),
            "orderId": match.like(SAMPLES["orderId"]),
            "status": state,
            "pollDelayInMs": match.integer(1000),
        }

    def guid(self, name: str) -> AbstractMatcher[str]:
        """
        A GUID in an answer.
        """
        return match.regex(SAMPLES[name], regex=GUID)

    @staticmethod
    def currency() -> AbstractMatcher[str]:
        """
        What the merchant's country pays in.
        """
        return match.regex("DKK", regex="^(DKK|EUR)$")

    def of_state(self, name: str) -> AbstractMatcher[str]:
        """
        A text that the provider's state names.
        """
        found: AbstractMatcher[str] = self._contract.of_state(name, SAMPLES[name])
        return found

    def ordered(self, order: str = "newOrderId", *, known: bool = True) -> dict[str, object]:
        """
        Where something is to be paid, and under which name.
        """
        pos = self.of_state("posId") if known else SAMPLES["posId"]
        return {"posId": pos, "orderId": self.of_state(order)}

    def termed(self) -> dict[str, object]:
        """
        What a user is asked for.
        """
        delay = match.regex("None", regex="^(None|LessThan24Hours|LessThan14Days)$")
        currency = self.of_state("currencyCode")
        return {"amount": 12.5, "currencyCode": currency, "plannedCaptureDelay": delay}

    def reserved(self, status: str = "Reserved", *, partial: bool = False) -> Payment:
        """
        The payment of the samples, as it was read.
        """
        ids = (SAMPLES[name] for name in ("paymentId", "posId", "orderId"))
        known = (*ids, status, Decimal(1000), self.amount)
        return Payment(*known, partial_capture_possible=partial)

    @contextmanager
    def client(self) -> Iterator[MobilePayClient]:
        """
        The reference client, which obtains its token first.
        """
        asked = self.token("obtain a token", *(f"MOBILEPAY-AUTH-0{number}" for number in (1, 2, 3)))
        issued = {
            "access_token": match.regex("token", regex=r"^\S+$"),
            "expires_in": match.integer(3700),
            "token_type": "Bearer",
        }
        self.told(asked.given("a merchant"), issued)
        with self.client_without_token() as client:
            yield client

    @contextmanager
    def client_without_token(self) -> Iterator[MobilePayClient]:
        """
        The reference client, whose first call the test itself describes. Its time passes while it
        waits, and not else.
        """
        passed = [0.0]
        patience = Patience(
            retries=0, reads=30, acts=30, clock=lambda: sum(passed), wait=passed.append
        )
        http = httpx.Client(trust_env=False)
        with (
            self._contract.played() as url,
            MobilePayClient(url, WHO, patience=patience, ids=lambda: KEY, http=http) as client,
        ):
            yield client

    def token(self, what: str, *rules: str) -> HttpInteraction:
        """
        A request for a token.
        """
        path = "/integrator-authentication/connect/token"
        asked = self._contract.asks(what, "POST", path, *rules)
        basic = match.regex("Basic Og==", regex="^Basic [A-Za-z0-9+/]+={0,2}$")
        asked.with_header("Authorization", basic)
        form = "application/x-www-form-urlencoded"
        return asked.with_body("grant_type=client_credentials", form)

    def refusal(self, call: Callable[[MobilePayClient], object]) -> MobilePayRefused:
        """
        What the client makes of a call that is refused.
        """
        with self.client() as client, pytest.raises(MobilePayRefused) as refused:
            call(client)
        return refused.value


@pytest.fixture
def mobilepay(contract: Any) -> MobilePay:
    return MobilePay(contract)
