"""
What every call of the client has in common: its proofs, and how its answer is taken.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import httpx

from payconform.model import Headers, Request
from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.errors import (
    IfortepayRefused,
    IfortepaySilent,
    IfortepayUnclear,
)
from payconform.providers.ifortepay.signer import signed

SECONDS = 30.0  # for one answer
SUCCESS = "00"


class Connection:
    """
    One merchant's keys and connections. Nothing is sent again: no document asks for it.
    """

    def __init__(
        self,
        base_url: str,
        credentials: Mapping[str, str],
        sub_merchant: str | None,
        http: httpx.Client,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._credentials = credentials
        acting = ((signing.SUB_MERCHANT, sub_merchant),) if sub_merchant else ()
        self._headers: Headers = (("Content-Type", "application/json"), *acting)
        self._http = http

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """
        What a call answers.

        Raises:
            IfortepayRefused, IfortepaySilent, IfortepayUnclear: it did not succeed.

        """
        content = json.dumps(body).encode("utf-8")
        request = signed(Request("POST", path, self._headers, content), self._credentials)
        try:
            answer = self._http.post(
                self._base + path, content=content, headers=list(request.headers)
            )
        except httpx.HTTPError as error:
            raise IfortepaySilent(f"POST {path}: {type(error).__name__}") from None
        return _told(answer)


def members(body: bytes) -> dict[str, Any] | None:
    """
    The members of a JSON object, amounts as they were written; None where it is none.
    """
    try:
        document = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _told(answer: httpx.Response) -> dict[str, Any]:
    told = members(answer.content) or {}
    code, message = (str(told.get(name) or "") for name in ("response_code", "response_message"))
    if answer.is_error or code not in ("", SUCCESS):
        raise IfortepayRefused(answer.status_code, code, message)
    if not code:
        raise IfortepayUnclear("the answer holds no response_code")
    return told
