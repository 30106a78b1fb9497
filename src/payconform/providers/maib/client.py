"""
A small client of maib's API, as an integrator would write it. Suites never use it: it renews its
token and repeats calls, and so hides what they look for.
"""

import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from payconform.profiles.client import Client
from payconform.providers.maib.connection import SECONDS, Connection
from payconform.providers.maib.results import (
    Page,
    Payment,
    Qr,
    Refund,
    Terms,
    held,
    listed,
    read,
    written,
)

MDL = {"currency": "MDL"}

T = TypeVar("T")


class MaibClient(Client):
    """
    One merchant's calls. Close it, or use it in a `with` statement.

    Every call raises MaibRefused, MaibSilent or MaibUnclear. It is repeated after 401, once, with a
    new token, and after 429 with waits that grow: neither had an effect. Where no answer came, or
    one with 500, only what reads is repeated; 503 is told at once, for the documents ask to come
    back after minutes.

    Args:
        base_url: of the sandbox, of production, or of a simulator.
        client_id: of the project.
        client_secret: of the project.
        http: another httpx client, for a proxy or certificates of one's own; closed with this one.
        clock: seconds that only grow.
        wait: lets so many seconds pass before a call is repeated.

    """

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        *,
        http: httpx.Client | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(http or httpx.Client(timeout=SECONDS))
        self._connection = Connection(base_url, client_id, client_secret, self._http, clock, wait)
        self._call = self._connection.call

    def create_qr(
        self, kind: str, amount_type: str, terms: Terms, *, terminal_id: str | None = None
    ) -> Qr:
        """
        Create a Static or Dynamic QR.
        """
        body = {"type": kind, "amountType": amount_type, "terminalId": terminal_id}
        return read(Qr, self._call("POST", "/v2/mia/qr", {**body, **MDL, **written(terms)}))

    def create_hybrid_qr(
        self, amount_type: str, extension: Terms | None = None, *, terminal_id: str | None = None
    ) -> Qr:
        """
        Create a Hybrid QR, with its first extension if it is to be payable.
        """
        body: dict[str, Any] = {"amountType": amount_type, "terminalId": terminal_id, **MDL}
        if extension is not None:
            body["extension"] = written(extension)
        return read(Qr, self._call("POST", "/v2/mia/qr/hybrid", body))

    def create_extension(self, qr_id: str, terms: Terms) -> str:
        """
        Put a Hybrid QR to a new use; returns the extensionId.
        """
        result = self._call("POST", f"/v2/mia/qr/{_id(qr_id)}/extension", written(terms))
        return str(held(result, "extensionId"))

    def cancel_qr(self, qr_id: str, reason: str) -> Qr:
        """
        Cancel an Active QR; code 14005 says that it was cancelled before.
        """
        return read(Qr, self._call("POST", f"/v2/mia/qr/{_id(qr_id)}/cancel", {"reason": reason}))

    def cancel_extension(self, qr_id: str, reason: str | None = None) -> str:
        """
        Take back the active extension of a Hybrid QR; returns its extensionId.
        """
        body = {"reason": reason}
        result = self._call("POST", f"/v2/mia/qr/{_id(qr_id)}/extension/cancel", body)
        return str(held(result, "extensionId"))

    def qr(self, qr_id: str) -> Qr:
        """
        The details of a QR.
        """
        return read(Qr, self._call("GET", f"/v2/mia/qr/{_id(qr_id)}"))

    def qrs(self, *, count: int, offset: int = 0, **filters: object) -> Page[Qr]:
        """
        A page of QRs; filters, sortBy and order by their names in the documents.
        """
        return self._page(Qr, "/v2/mia/qr", {"count": count, "offset": offset, **filters})

    def payment(self, pay_id: str) -> Payment:
        """
        The details of a payment.
        """
        return read(Payment, self._call("GET", f"/v2/mia/payments/{_id(pay_id)}"))

    def payments(self, *, count: int, offset: int = 0, **filters: object) -> Page[Payment]:
        """
        A page of payments; filters, sortBy and order by their names in the documents.
        """
        return self._page(
            Payment, "/v2/mia/payments", {"count": count, "offset": offset, **filters}
        )

    def refund(
        self,
        pay_id: str,
        reason: str,
        *,
        amount: Decimal | None = None,
        callback_url: str | None = None,
    ) -> Refund:
        """
        Refund a payment, the whole of it where no amount is given (newer path).
        """
        body = {"reason": reason, "amount": amount, "callbackUrl": callback_url}
        return read(Refund, self._call("POST", f"/v2/payments/{_id(pay_id)}/refund", body))

    def pay_test(self, qr_id: str, amount: Decimal, *, iban: str, payer_name: str) -> Payment:
        """
        Pay a QR in the sandbox.
        """
        body = {"qrId": qr_id, "amount": amount, "iban": iban, "payerName": payer_name, **MDL}
        return read(Payment, self._call("POST", "/v2/mia/test-pay", body))

    def _page(self, kind: type[T], path: str, query: Mapping[str, object]) -> Page[T]:
        result = self._call("GET", path, query=query)
        items = [read(kind, item) for item in listed(result, "items")]
        return Page(held(result, "totalCount"), tuple(items))


def _id(value: str) -> str:
    return quote(value, safe="")
