"""
One odd member in a request that is otherwise valid: the simulator answers as documented, and stays
able to read and list everything it has.
"""

import json
from typing import Any

import pytest

from payconform import catalog
from payconform.model import Request, Response
from payconform.simulator.clock import VirtualClock
from payconform.simulator.engine import Engine

BEHAVIOUR = catalog.behaviour("maib")
BODIES = [one for one in BEHAVIOUR.operations.values() if one.properties]
MEMBERS = sorted({name for one in BODIES for name in one.properties} - {"extension"})
ODD: list[Any] = [None, True, -1, 0, 0.001, 1e308, 10**30, "", " ", "\0", "x" * 1001, ["x"], {}]
ODD += ["Dynamic", "Free", "Controlled", "50.0", "https://[x", "https://\u2100.example/", "MDL"]
ODD += ["2029-04-22T10:32:28+03:00", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"]
TERMS = {"amount": 50.0, "description": "Tea", "expiresAt": "2029-04-22T10:32:28+03:00"}
NOW = 1871200000.0  # 18 April 2029


class Merchant:
    """
    A merchant of an engine without a socket; `flipped` are its switches.
    """

    def __init__(self, flipped: dict[str, str]) -> None:
        self._engine = Engine(BEHAVIOUR)
        held = self._engine.mint(VirtualClock(NOW), "odd", flipped, ()).credentials
        self._secrets = {"clientId": held["client_id"], "clientSecret": held["client_secret"]}
        self._token = ""
        self._token = self.made("obtainToken", self._secrets)["accessToken"]

    def send(self, operation: str, body: Any, query: str = "", **path: str) -> Response:
        known = BEHAVIOUR.operations[operation]
        bearer, media = f"Bearer {self._token}", "application/json"
        headers = (("authorization", bearer), ("content-type", media))
        content = b"" if body is None else json.dumps(body).encode()
        answer = self._engine(Request(known.method, known.target(path) + query, headers, content))
        assert isinstance(answer, Response)
        return answer

    def made(self, operation: str, body: Any, **path: str) -> Any:
        answer = self.send(operation, body, **path)
        assert answer.status == 200, answer
        return json.loads(answer.body)["result"]

    def valid(self, operation: str) -> tuple[dict[str, Any], dict[str, str]]:
        """
        A body that is accepted, and the path it goes to.
        """
        money = {"amountType": "Fixed", "currency": "MDL"}
        match operation:
            case "obtainToken":
                return dict(self._secrets), {}
            case "createQr":
                return {"type": "Dynamic", **money, **TERMS}, {}
            case "createHybridQr":
                return {**money, "extension": dict(TERMS)}, {}
            case "createExtension":
                return dict(TERMS), {"qrId": self.made("createHybridQr", money)["qrId"]}
            case "cancelExtension":
                body, _ = self.valid("createHybridQr")
                return {"reason": "Odd"}, {"qrId": self.made("createHybridQr", body)["qrId"]}
        qr_id = self.made("createQr", self.valid("createQr")[0])["qrId"]
        if operation == "cancelQr":
            return {"reason": "Odd"}, {"qrId": qr_id}
        payment = {"qrId": qr_id, "amount": 50.0, "currency": "MDL", "iban": "MD", "payerName": "J"}
        if operation == "payTest":
            return payment, {}
        return {"reason": "Odd"}, {"payId": self.made("payTest", payment)["payId"]}

    def lists(self) -> set[int]:
        """
        The statuses of lists in every order, and with every range of moments.
        """
        ranges = [f"{name}={moment}" for name in RANGES for moment in ("2029-01-01", "2030-01-01")]
        orders = ["sortBy=orderId", "sortBy=expiresAt", "sortBy=amountType", "order=desc"]
        queries = [f"?count=5&offset=0&{extra}" for extra in ranges + orders]
        return {self.send("listQrs", None, query).status for query in queries}


RANGES = ("createdAtFrom", "createdAtTo", "expiresAtFrom", "expiresAtTo")
LEFT = (
    "unknown_member",
    "refund_path",
    "repeated_order_id",
    "token_overlap",
)  # flipped, they refuse what is valid
SWITCHES: dict[str, dict[str, str]] = {
    "as it is": {},
    "all flipped": {
        name: known.choices[-1]
        for name, known in BEHAVIOUR.rules.switches.items()
        if name not in LEFT
    },
}


@pytest.mark.parametrize("switches", SWITCHES)
@pytest.mark.parametrize("operation", [one.id for one in BODIES if one.id != "refundMiaPayment"])
def test_an_odd_member_gets_a_documented_answer(operation: str, switches: str) -> None:
    merchant, statuses = Merchant(SWITCHES[switches]), set()
    documented = {int(code) for code in BEHAVIOUR.operations[operation].definition["responses"]}
    for member in MEMBERS:
        for odd in ODD:
            body, path = merchant.valid(operation)
            statuses.add(merchant.send(operation, {**body, member: odd}, **path).status)
            if "extension" in body:
                body["extension"] = {**body["extension"], member: odd}
                statuses.add(merchant.send(operation, body, **path).status)
    assert statuses <= documented - {500, 503}
    assert 200 in statuses
    assert len(statuses) > 1
    assert merchant.lists() == {200}
