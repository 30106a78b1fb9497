"""
What every call of the client has in common: the token, what is sent again, what an answer means.
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import httpx

from payconform.providers.maib.codes import bare
from payconform.providers.maib.errors import MaibRefused, MaibSilent, MaibUnclear, Problem
from payconform.providers.maib.results import held

SECONDS = 30.0  # for one answer
MARGIN = 10.0  # seconds before its end at which a token is renewed
WAITS = (1.0, 2.0, 4.0)  # seconds before a call is sent again
# Answers upon which a call is sent again, by the page about HTTP statuses. A 503 is not among them:
# it asks for minutes.
ACTS = frozenset({429})
READS = ACTS | {500}


class Connection:
    """
    One merchant's token and connections.

    What is refused for its token (401) or for haste (429) has had no effect: it is sent again, once
    with a new token, or up to three times with waits that grow. Where no answer came, or one with
    500, only what reads is sent again.
    """

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        http: httpx.Client,
        clock: Callable[[], float],
        wait: Callable[[float], None],
    ) -> None:
        self._base = base_url.rstrip("/")
        self._credentials = {"clientId": client_id, "clientSecret": client_secret}
        self._http = http
        self._clock = clock
        self._wait = wait
        self._token = ""
        self._renew_at = float("-inf")

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, object] | None = None,
    ) -> dict[str, Any]:
        """
        The result of a call; members and parameters that are None are left out.

        Raises:
            MaibError: it did not succeed.

        """
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
        token, seconds = held(result, "accessToken"), held(result, "expiresIn")
        if not isinstance(token, str) or not isinstance(seconds, int | Decimal):
            raise MaibUnclear("accessToken is no text, or expiresIn no number")
        self._token, self._renew_at = token, self._clock() + float(seconds) - MARGIN

    def _send(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        query: Mapping[str, object] | None,
    ) -> httpx.Response:
        for seconds in WAITS:
            try:
                answer = self._ask(method, path, body, query)
            except MaibSilent:
                if method != "GET":
                    raise
            else:
                again = READS if method == "GET" else ACTS
                if answer.status_code not in again:
                    return answer
            self._wait(seconds)
        return self._ask(method, path, body, query)

    def _ask(
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


def _result(answer: httpx.Response) -> dict[str, Any]:
    try:
        document = json.loads(answer.content, parse_float=Decimal)
    except (ValueError, RecursionError):
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
