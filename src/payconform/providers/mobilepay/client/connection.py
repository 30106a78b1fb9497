"""
What every call of the client has in common: token, headers, time-outs, what is sent again, what an
answer means.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx

from payconform.providers.mobilepay.calls import CLIENT, KEY, VAT, VERSION
from payconform.providers.mobilepay.client.asked import Integrator
from payconform.providers.mobilepay.client.errors import (
    MobilePayFailed,
    MobilePayRefused,
    MobilePaySilent,
    MobilePayUncertain,
    MobilePayUnclear,
)
from payconform.providers.mobilepay.client.pace import Pace, Patience
from payconform.providers.mobilepay.client.results import text

TOKEN = "/integrator-authentication/connect/token"  # noqa: S105 - a path
MARGIN = 10.0  # seconds before its end at which a token is renewed
EMPTY = (200, 204)


@dataclass(frozen=True, slots=True)
class Asked:
    """
    A call before it is sent; the same each time that it is.
    """

    method: str
    path: str
    content: bytes | None = None
    query: tuple[tuple[str, str], ...] = ()
    key: str = ""
    least: float = 0.0  # seconds between two reads


class Connection:
    """
    One merchant's token and connections.

    Where no answer came, or a 5xx, the same call is sent again, with the same contents and the same
    idempotency key. 4xx is told at once: after 401 the next call gets a new token.
    """

    def __init__(
        self,
        base_url: str,
        integrator: Integrator,
        patience: Patience,
        ids: Callable[[], str],
        http: httpx.Client,
    ) -> None:
        self.pace = Pace(patience)
        self._base = base_url.rstrip("/")
        self._who = integrator
        self._ids = ids
        self._http = http
        self._patience = patience
        self._token = ""
        self._renew_at = float("-inf")

    def get(
        self, path: str, query: Mapping[str, str | None] | None = None, least: float = 0.0
    ) -> Any:
        """
        What a call answers that reads, as soon as it may be read; parameters that are None are left
        out.

        Raises:
            MobilePayError: it did not succeed.

        """
        asked = tuple((name, one) for name, one in (query or {}).items() if one is not None)
        return self._call(Asked("GET", path, query=asked, least=least))

    def act(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> None:
        """
        A call that acts on what there is: it needs no idempotency key, repeating it is harmless.

        Raises:
            MobilePayError: it did not succeed.

        """
        self._call(Asked(method, path, None if body is None else _json(body)))

    def create(self, path: str, body: Mapping[str, Any], member: str, key: str) -> str:
        """
        The id of what a call creates, under an idempotency key: a new one where none is given.

        Raises:
            MobilePayError: it did not succeed.

        """
        return text(self._call(Asked("POST", path, _json(body), key=key or self._ids())), member)

    def _call(self, asked: Asked) -> Any:
        if self._patience.clock() >= self._renew_at:
            self._obtain_token()
        headers = {
            "Authorization": f"Bearer {self._token}",
            VERSION: self._who.version,
            VAT: self._who.merchant_vat,
            CLIENT: self._who.client_id,  # older pages ask for it
            **({"Content-Type": "application/json"} if asked.content else {}),
            **({KEY: asked.key} if asked.key else {}),
        }
        try:
            return self._sent(asked, headers, None)
        except MobilePayRefused as refused:
            if refused.status == httpx.codes.UNAUTHORIZED:
                self._renew_at = float("-inf")
            raise

    def _obtain_token(self) -> None:
        form = {"grant_type": "client_credentials"}
        if self._who.bound:
            form["merchant_vat"] = self._who.merchant_vat
        told = self._sent(
            Asked("POST", TOKEN, str(httpx.QueryParams(form)).encode("ascii")),
            {"Content-Type": "application/x-www-form-urlencoded"},
            (self._who.client_id, self._who.client_secret),
        )
        token, seconds = text(told, "access_token"), told.get("expires_in")
        if isinstance(seconds, bool) or not isinstance(seconds, int):
            raise MobilePayUnclear("expires_in is no number")
        self._token, self._renew_at = token, self._patience.clock() + seconds - MARGIN

    def _sent(self, asked: Asked, headers: Mapping[str, str], auth: Any) -> Any:
        for _ in range(self._patience.retries):
            try:
                return self._once(asked, headers, auth)
            except MobilePayUncertain:
                continue  # no sooner than the pace allows
        return self._once(asked, headers, auth)

    def _once(self, asked: Asked, headers: Mapping[str, str], auth: Any) -> Any:
        self.pace.keep(asked.path)
        try:
            told = self._told(asked, self._ask(asked, headers, auth))
        except MobilePayUncertain:
            self.pace.silent(asked.path)
            raise
        self.pace.told(asked.path, told, asked.least)
        return told

    def _ask(self, asked: Asked, headers: Mapping[str, str], auth: Any) -> httpx.Response:
        waits = self._patience
        try:
            return self._http.request(
                asked.method,
                self._base + asked.path,
                params=asked.query or None,
                content=asked.content,
                headers=headers,
                auth=auth,
                timeout=waits.reads if asked.method == "GET" else waits.acts,
            )
        except httpx.HTTPError as error:
            what = f"{asked.method} {asked.path}: {type(error).__name__}"
            raise MobilePaySilent(what, asked.key) from None

    def _told(self, asked: Asked, answer: httpx.Response) -> Any:
        told = _parsed(answer.content)
        if answer.status_code in EMPTY:
            return told
        known = told if isinstance(told, dict) else {}
        code, message, one, other = (
            str(known.get(name) or "")
            for name in ("code", "message", "correlationId", "CorrelationId")
        )
        if answer.is_server_error:
            raise MobilePayFailed(answer.status_code, code, one or other, asked.key)
        if answer.is_client_error:
            raise MobilePayRefused(answer.status_code, code, message, one or other)
        raise MobilePayUnclear(f"an answer with status {answer.status_code}")


def path(*parts: str) -> str:
    """
    A path of the API, ids made safe.
    """
    return "/".join(("/pos/v10", *(quote(part, safe="") for part in parts)))


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, default=float).encode("utf-8")


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
