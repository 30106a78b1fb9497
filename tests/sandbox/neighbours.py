"""
Somebody else's client: what was on the account before the run, and what is there after it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

ROUNDS = 50  # so many QRs of each kind


class Neighbour:
    """
    A client of its own making: it shares nothing with ours but the account.
    """

    def __init__(self, url: str, merchant: Mapping[str, str]) -> None:
        self._client = httpx.Client(base_url=url, trust_env=False)
        secrets = {"clientId": merchant["client_id"], "clientSecret": merchant["client_secret"]}
        token = self._client.post("/v2/auth/token", json=secrets).json()["result"]["accessToken"]
        self._client.headers["Authorization"] = f"Bearer {token}"

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._client.post(path, json=body)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()["result"]
        return result

    def everything(self) -> dict[str, Any]:
        """
        Every QR as its details are read, byte for byte, and every payment; each by its id.
        """
        qrs = self._listed("qr", "qrId")
        read = {one: self._client.get(f"/v2/mia/qr/{one}").text for one in qrs}
        return {"qrs": read, "payments": self._listed("payments", "payId")}

    def _listed(self, kind: str, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while True:
            page = self._client.get(f"/v2/mia/{kind}?count=1000&offset={len(found)}").json()
            items = page["result"]["items"]
            if not items:
                return found
            found |= {item[name]: item for item in items}


def crowd(url: str, merchant: Mapping[str, str], now: Callable[[], float]) -> None:
    """
    Fill an account with QRs of several kinds and statuses, some of them paid by people with names.
    """
    others = Neighbour(url, merchant)

    def terms(number: int, **ahead: float) -> dict[str, Any]:
        ends = datetime.fromtimestamp(now(), UTC) + timedelta(**ahead)
        return {
            "amount": 10 + number,
            "description": "payconform",  # the very word that our own stories use
            "orderId": f"shop-{now():.6f}",
            "expiresAt": ends.isoformat(timespec="seconds"),
        }

    def create(number: int, kind: str, **ahead: float) -> str:
        asked = {"type": kind, "amountType": "Fixed", "currency": "MDL", **terms(number, **ahead)}
        if kind == "Static":
            del asked["expiresAt"]
        return str(others.post("/v2/mia/qr", asked)["qrId"])

    def pay(qr_id: str, number: int) -> str:
        payer = {"iban": "MD24AG000225100013104168", "payerName": f"Ana Rusu {number}"}
        asked = {"qrId": qr_id, "amount": 10 + number, "currency": "MDL", **payer}
        return str(others.post("/v2/mia/test-pay", asked)["payId"])

    for number in range(ROUNDS):
        create(number, "Dynamic", days=30)
        create(number, "Static")
        create(number, "Dynamic", minutes=10)  # long expired when the run comes
        cancelled = create(number, "Dynamic", days=30)
        others.post(f"/v2/mia/qr/{cancelled}/cancel", {"reason": "sold out"})
        pay(create(number, "Dynamic", days=30), number)
        refunded = pay(create(number, "Dynamic", days=30), number)
        others.post(f"/v2/payments/{refunded}/refund", {"reason": "returned"})
        asked = {"amountType": "Fixed", "currency": "MDL", "extension": terms(number, days=20)}
        others.post("/v2/mia/qr/hybrid", asked)
