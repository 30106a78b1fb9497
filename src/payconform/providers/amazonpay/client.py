"""
A small client of Amazon Pay's dynamic QRs, as an integrator would write it. Suites never use it: it
repeats calls and refuses answers, and so hides what they look for.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx

from payconform.profiles.client import Client
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.connection import SECONDS, Connection
from payconform.providers.amazonpay.errors import AmazonPayRefused, AmazonPayUnclear
from payconform.providers.amazonpay.results import (
    Cancellation,
    Order,
    Qr,
    Refund,
    Status,
    read,
    text,
)

EXPIRY = "%Y-%m-%d %H:%M:%S"
ERRORS = frozenset({"InvalidArguments", "InternalServerError"})  # listed among the statuses
POLLS = (15.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0)  # seconds between looks, then the last


class AmazonPayClient(Client):
    """
    One merchant's calls. Close it, or use it in a `with` statement.

    Every request is signed, and every answer's signature verified. Every call raises
    AmazonPayRefused, AmazonPaySilent, AmazonPayForged or AmazonPayUnclear. Where no answer came, or
    one with 500, only what reads is repeated.

    Args:
        base_url: of Amazon Pay, or of a simulator.
        merchant_id: as Amazon issued it.
        access_key_id: of the pair that signs.
        secret_key: of the pair that signs.
        signed_host: the host in what is signed, whatever is connected to.
        refund_status_path: where the status of a refund is read; two paths are known.
        http: another httpx client, for a proxy or certificates of one's own; closed with this one.
        clock: the present, with a zone.
        wait: lets so many seconds pass before a call is repeated.

    """

    def __init__(
        self,
        base_url: str,
        merchant_id: str,
        access_key_id: str,
        secret_key: str,
        *,
        signed_host: str = signing.HOST,
        refund_status_path: str = "/v1/payments/charge",
        http: httpx.Client | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        credentials = {
            "merchant_id": merchant_id,
            "access_key_id": access_key_id,
            "secret_key": secret_key,
            "signed_host": signed_host,
        }
        super().__init__(http or httpx.Client(timeout=SECONDS))
        self._connection = Connection(base_url, credentials, self._http, clock, wait)
        self._merchant = {"merchantId": merchant_id}
        self._refund_status_path = refund_status_path
        self._clock = clock
        self._wait = wait

    def generate(self, order: Order) -> Qr:
        """
        Ask for a QR.
        """
        body = {
            **self._merchant,
            "expiryTimestamp": order.expires_at.astimezone(UTC).strftime(EXPIRY),
            "amount": _written(order.amount),
            "currency": "INR",
            "orderId": order.order_id,
            "clientId": "04",
            "qrMedium": "03",
            "distributionType": ["QR_STRING"],
            "storeId": order.store_id,
            "storeIdType": order.store_id_type,
            "terminalId": order.terminal_id,
        }
        answer = self._connection.post("/v2/pay/token", body)
        shown = answer.get("qrPayload")
        if not isinstance(shown, dict):
            raise AmazonPayUnclear("the answer holds no qrPayload")
        return Qr(text(answer, "tokenId"), text(shown, "qrString"))

    def status(self, order_id: str) -> Status:
        """
        Where a QR stands.
        """
        query = {**self._merchant, "merchantOrderId": order_id}
        answer = self._connection.get("/v2/pay/token", query)
        if answer.get("status") in ERRORS:
            raise AmazonPayRefused(200, str(answer["status"]), "", signed=True)
        self._require_about(answer, merchantOrderId=order_id)
        return read(Status, answer)

    def settled(self, order_id: str, until: datetime) -> Status:
        """
        Where a QR stands once its payment is over, or at a moment; read as often as documented.
        """
        waits = iter(POLLS)
        while not (found := self.status(order_id)).over:
            left = (until - self._clock()).total_seconds()
            if left <= 0:
                break
            self._wait(min(next(waits, POLLS[-1]), left))
        return found

    def cancel(
        self,
        order_id: str,
        note: str,
        *,
        refund: bool = True,
        reason: str = "USER_CANCELLATION",
    ) -> Cancellation:
        """
        Cancel a QR, and refund what was paid with it; take it off the display afterwards.
        """
        body = {
            **self._merchant,
            "chargeIdType": "MerchantTxnId",
            "chargeId": order_id,
            # In this order: readings of the signature differ for the other one.
            "cancelIntent": ["CANCEL_TOKEN", "REFUND"] if refund else ["CANCEL_TOKEN"],
            "cancellationReason": reason,
            "noteToCustomer": note,
        }
        answer = self._connection.post("/v2/pay/cancel", body)
        self._require_about(answer, chargeId=order_id)
        return read(Cancellation, answer)

    def refund(
        self,
        refund_id: str,
        charge_id: str,
        amount: Decimal,
        note: str,
        descriptor: str,
        *,
        charge_id_type: str = "MerchantTxnId",
    ) -> Refund:
        """
        Refund a charge or a part of it: by orderId, or by Amazon's id with AmazonTxnId.
        """
        body = {
            **self._merchant,
            "amount": _written(amount),
            "currencyCode": "INR",
            "refundId": refund_id,
            "chargeIdType": charge_id_type,
            "chargeId": charge_id,
            "noteToCustomer": note,
            "softDescriptor": descriptor,
        }
        answer = self._connection.post("/v1/payments/refund", body)
        return self._refund_in(answer, refund_id)

    def refund_status(self, refund_id: str) -> Refund:
        """
        Where a refund stands.
        """
        query = {**self._merchant, "txnIdType": "MerchantTxnId", "txnId": refund_id}
        return self._refund_in(self._connection.get(self._refund_status_path, query), refund_id)

    def register(self, endpoint: str) -> None:
        """
        Register an HTTPS address for notifications; it is asked to confirm.
        """
        body = {
            **self._merchant,
            "recipientIdentifier": self._merchant["merchantId"],
            "recipientType": "MERCHANT",
            "recipientEndpoint": endpoint,
            "recipientEndpointType": "HTTPS",
        }
        self._connection.post("/v1/ipn", body)

    def _refund_in(self, answer: dict[str, Any], refund_id: str) -> Refund:
        self._require_about(answer, refundId=refund_id)
        return read(Refund, answer)

    def _require_about(self, answer: dict[str, Any], **asked: str) -> None:
        # The signature covers no body of the request, and no query: an answer to another verifies.
        for name, value in (self._merchant | asked).items():
            if answer.get(name, value) != value:
                raise AmazonPayUnclear(f"the answer is about another {name}")


def _written(amount: Decimal) -> str:
    return f"{amount:f}"
