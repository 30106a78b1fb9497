"""
A small client of maib's API, as an integrator would write it. Suites never use it: it renews its
token and so hides what they look for.
"""

import json
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from payconform.providers.maib.codes import bare
from payconform.providers.maib.errors import MaibRefused, MaibSilent, Problem
from payconform.providers.maib.results import (
    Page,
    Payment,
    Qr,
    Refund,
    Terms,
    held,
    read,
    written,
)

SECONDS = 30.0  # for one answer
MARGIN = 10.0  # seconds before its end at which a token is renewed

T = TypeVar("T")


class MaibClient:
    """
    One merchant's calls. Close it, or use it in a `with` statement.

    Every call raises MaibRefused, MaibSilent or MaibUnclear. None is repeated but after 401, once,
    with a new token: what is refused for its token has had no effect.

    Args:
        base_url: of the sandbox, of production, or of a simulator.
        client_id: of the project.
        client_secret: of the project.
        http: another httpx client, for a proxy or certificates of one's own; closed with this one.
        clock: seconds that only grow.

    """

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        *,
        http: httpx.Client | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._credentials = {"clientId": client_id, "clientSecret": client_secret}
        self._http = http or httpx.Client(timeout=SECONDS)
        self._clock = clock
        self._token = ""
        self._renew_at = float("-inf")

    def __enter__(self) -> "MaibClient":
        """
        The client itself.
        """
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """
        Close the connections.
        """
        self.close()

    def close(self) -> None:
        """
        Close the connections.
        """
        self._http.close()

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
        items = [read(kind, item) for item in held(result, "items")]
        return Page(held(result, "totalCount"), tuple(items))

    def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, object] | None = None,
    ) -> dict[str, Any]:
        if self._clock() >= self._renew_at:
            self._obtain_token()
        answer = self._send(method, path, body, query)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._obtain_token()
            answer = self._send(method, path, body, query)
        return _result(answer)

    def _obtain_token(self) -> None:
        self._token = ""
        result = _result(self._send("POST", "/v2/auth/token", self._credentials, None))
        self._token = held(result, "accessToken")
        self._renew_at = self._clock() + float(held(result, "expiresIn")) - MARGIN

    def _send(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        query: Mapping[str, object] | None,
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        content = None
        if body is not None:
            given = {name: value for name, value in body.items() if value is not None}
            content = json.dumps(given, default=float)
            headers["Content-Type"] = "application/json"
        asked = {name: str(value) for name, value in (query or {}).items() if value is not None}
        try:
            return self._http.request(
                method, self._base + path, params=asked, content=content, headers=headers
            )
        except httpx.HTTPError as error:
            raise MaibSilent(f"{method} {path}: {type(error).__name__}") from None


MDL = {"currency": "MDL"}


def _id(value: str) -> str:
    return quote(value, safe="")


def _result(answer: httpx.Response) -> dict[str, Any]:
    try:
        document = json.loads(answer.content, parse_float=Decimal)
    except ValueError:
        document = None
    told = document if isinstance(document, dict) else {}
    if told.get("ok") is True and isinstance(told.get("result"), dict):
        result: dict[str, Any] = told["result"]
        return result
    errors = told.get("errors")
    listed = errors if isinstance(errors, list) else []
    raise MaibRefused(
        answer.status_code, tuple(_problem(one) for one in listed if isinstance(one, dict))
    )


def _problem(error: Mapping[str, Any]) -> Problem:
    # Compared by its ending: the documents show the bare number, and names that end in it.
    code = bare(str(error.get("errorCode", "")))
    return Problem(code, str(error.get("errorMessage", "")), error.get("errorArgs") or {})
