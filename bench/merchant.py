"""
What the load asks for: a valid create, a cancel with its reason, and the token for both.
"""

import http.client
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.processes import HOST, Unmeasured
from payconform.config import resolve
from payconform.providers.maib.bearer import TOKEN_PATH
from payconform.simulator.control import PREFIX

CREATE_PATH = "/v2/mia/qr"
CREATION = json.dumps(
    {
        "type": "Dynamic",
        "expiresAt": (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="seconds"),
        "amountType": "Fixed",
        "amount": 50.0,
        "currency": "MDL",
        "description": "Order description",
    }
)
CANCELLATION = json.dumps({"reason": "Client cancelled the order"})


def token(port: int, merchant: Mapping[str, str] | None = None) -> str:
    """
    A new access token of a merchant; without one, of the simulator's standing merchant.

    Raises:
        Unmeasured: none was issued.

    """
    merchant = merchant or resolve("maib", None, None).credentials
    asked = {"clientId": merchant["client_id"], "clientSecret": merchant["client_secret"]}
    answer = _post(port, TOKEN_PATH, json.dumps(asked))
    try:
        return str(json.loads(answer)["result"]["accessToken"])
    except (ValueError, KeyError, TypeError):
        raise Unmeasured(f"a token was asked for, the answer is: {answer[:200]}") from None


def control(port: int, what: str, **asked: Any) -> Any:
    """
    What the simulator's control API answers.
    """
    return json.loads(_post(port, f"{PREFIX}{what}", json.dumps(asked)))


def pair(port: int, bearer: str) -> tuple[str, str]:
    """
    The two answers of one QR that is created and cancelled.

    Raises:
        Unmeasured: one of them is not 200.

    """
    created = _post(port, CREATE_PATH, CREATION, bearer)
    return created, _post(port, cancel_path(created), CANCELLATION, bearer)


def cancel_path(created: str) -> str:
    """
    Where the QR of a create's answer is cancelled.

    Raises:
        Unmeasured: the answer holds no qrId.

    """
    try:
        return f"{CREATE_PATH}/{json.loads(created)['result']['qrId']}/cancel"
    except (ValueError, KeyError, TypeError):
        raise Unmeasured(f"a create was answered without a qrId: {created[:200]}") from None


def _post(port: int, path: str, body: str, bearer: str = "") -> str:
    headers = {"Content-Type": "application/json"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8")
    finally:
        connection.close()
    if answer.status != 200:
        raise Unmeasured(f"POST {path} was answered {answer.status}: {text[:200]}")
    return text
