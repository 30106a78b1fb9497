"""
What every call of the client has in common: its signature, that of the answer, what is sent again.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import httpx

from payconform.model import Request, Response
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.errors import (
    AmazonPayForged,
    AmazonPayRefused,
    AmazonPaySilent,
    AmazonPayUnclear,
)
from payconform.providers.amazonpay.signer import VALID, host, signed
from payconform.signing.digests import same

SECONDS = 30.0  # for one answer
WAITS = (1.0, 2.0, 4.0)  # seconds before what reads is sent again


class Connection:
    """
    One merchant's keys and connections.

    Where no answer came, or one with 500, only what reads is sent again, up to three times with
    waits that grow: no document makes a second try of the others safe.
    """

    def __init__(
        self,
        base_url: str,
        credentials: Mapping[str, str],
        http: httpx.Client,
        clock: Callable[[], datetime],
        wait: Callable[[float], None],
    ) -> None:
        self._base = base_url.rstrip("/")
        self._credentials = credentials
        self._http = http
        self._clock = clock
        self._wait = wait

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """
        What a call answers; members that are None are left out.

        Raises:
            AmazonPayError: it did not succeed, or who answered is not known.

        """
        given = {name: value for name, value in body.items() if value is not None}
        content = json.dumps(given).encode("utf-8")
        return self._told(*self._send("POST", path, content))

    def get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """
        What a call answers that reads.

        Raises:
            AmazonPayError: as `post`.

        """
        target = f"{path}?{urlencode(query)}"
        for seconds in WAITS:
            try:
                request, response = self._send("GET", target, b"")
            except AmazonPaySilent:
                self._wait(seconds)
                continue
            if response.status != httpx.codes.INTERNAL_SERVER_ERROR:
                return self._told(request, response)
            self._wait(seconds)
        return self._told(*self._send("GET", target, b""))

    def _send(self, method: str, target: str, body: bytes) -> tuple[Request, Response]:
        declared = (("Content-Type", "application/json"),) if body else ()
        request = Request(method, target, declared, body)
        request = signed(request, self._credentials, self._clock().astimezone(UTC))
        try:
            answer = self._http.request(
                method, self._base + target, content=body, headers=list(request.headers)
            )
        except httpx.HTTPError as error:
            path = target.partition("?")[0]
            raise AmazonPaySilent(f"{method} {path}: {type(error).__name__}") from None
        headers = tuple(answer.headers.multi_items())
        return request, Response(answer.status_code, headers, answer.content)

    def _told(self, request: Request, response: Response) -> dict[str, Any]:
        proven, recent = self._proven(request, response), self._recent(response)
        told = _members(response)
        if response.status not in (httpx.codes.OK, httpx.codes.CREATED):
            code, message = (str(told.get(name) or "") for name in ("code", "message"))
            raise AmazonPayRefused(response.status, code, message, signed=proven and recent)
        # Whether an answer without a body is signed is not documented.
        if response.body and not proven:
            raise AmazonPayForged("a success that is not signed")
        if proven and not recent:
            raise AmazonPayForged("a success that was not signed now")
        if told is NOTHING and response.body:
            raise AmazonPayUnclear("a success that is no JSON object")
        return dict(told)

    def _proven(self, request: Request, response: Response) -> bool:
        """
        Whether an answer is signed.

        Raises:
            AmazonPayForged: not with the merchant's own secret.

        """
        proof, date = response.header(signing.SIGNATURE), response.header(signing.DATE) or ""
        if not proof:
            return False
        for reading in signing.ANSWERS:
            canonical = signing.canonical_response(
                request, response, host(self._credentials), reading
            )
            expected = signing.sign(canonical, date, self._credentials["secret_key"])
            if same(proof, expected.value):
                return True
        raise AmazonPayForged("an answer whose signature does not verify")

    def _recent(self, response: Response) -> bool:
        date = response.header(signing.DATE) or ""
        try:
            moment = datetime.strptime(date, signing.STAMP).replace(tzinfo=UTC)
        except ValueError:
            return False
        return abs(moment - self._clock()) <= timedelta(seconds=VALID)


NOTHING: Mapping[str, Any] = {}


def _members(response: Response) -> Mapping[str, Any]:
    try:
        document = json.loads(response.body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return NOTHING
    return document if isinstance(document, dict) else NOTHING
