"""
What a merchant relies on who is called back about a payment.
"""

from decimal import Decimal
from typing import Any

from pact import match

from payconform.providers.maib import callback
from payconform.providers.maib.signing import sign
from payconform.signing.literals import Literal

KEY = "8508706b-3454-4733-8295-56e617c4abcf"
RESULT = {
    "qrId": "c3108b2f-6c2e-43a2-bdea-123456789012",
    "qrStatus": "Paid",
    "payId": "eb361f48-bb39-45e2-950b-123456789012",
    "orderId": "123",
    "amount": 50.0,
    "currency": "MDL",
    "executedAt": "2025-04-18T14:04:11.81145+00:00",
}


def test_a_payment_is_notified(maib: Any, contract: Any) -> None:
    """
    A digest in Base64 is all that the pact can say of the signature; whether it verifies stands in
    the metadata, for who verifies the pact holds the key.
    """
    signature = sign(RESULT | {"amount": Literal("50.0")}, KEY).value
    form = match.regex(signature, regex="^[A-Za-z0-9+/]{43}=$")
    result = {
        **RESULT,
        "qrId": maib.guid(RESULT["qrId"]),
        "qrStatus": match.regex("Paid", regex="^(Active|Paid)$"),
        "payId": maib.guid(RESULT["payId"]),
        "orderId": match.like("123"),
        "amount": maib.fifty(),
        "executedAt": match.regex(RESULT["executedAt"], regex=maib.moment_form),
    }
    rules = [f"MAIB-CALLBACK-0{number}" for number in (1, 2, 3, 4, 5)]
    told = contract.tells("a payment is notified", *rules)
    told.given("a paid QR", type="Dynamic", amount=50.0)
    told.with_body({"result": result, "signature": form}, "application/json")
    declared = match.regex("application/json", regex="^application/json(;.*)?$")
    told.with_metadata({"content-type": declared, "signature": "verifies"})
    received = []
    contract.heard(lambda body: received.append(callback.told(body, KEY)))
    (paid,) = received
    assert (paid.qr_id, paid.qr_status, paid.pay_id) == (RESULT["qrId"], "Paid", RESULT["payId"])
    assert (paid.order_id, paid.amount, paid.currency) == ("123", Decimal(50), "MDL")
    assert paid.executed_at == RESULT["executedAt"]
