"""
What a merchant relies on who creates a QR, or puts a Hybrid one to a new use.
"""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from pact import match

from payconform.providers.maib.errors import MaibRefused
from payconform.providers.maib.results import Terms

QR_ID = "123e4567-e89b-12d3-a456-426614174000"
EXTENSION_ID = "fe7e93a2-d5f2-4e7f-81a3-3c7d17c224f2"
URL = "https://example.com/qr"
CREATE = "/v2/mia/qr"
HYBRID = "/v2/mia/qr/hybrid"
EXTEND = "/v2/mia/qr/{qrId}/extension"
EXPIRY = datetime(2029, 10, 22, 10, 32, 28, tzinfo=timezone(timedelta(hours=3)))
PAST = datetime(2020, 10, 22, 10, 32, 28, tzinfo=timezone(timedelta(hours=3)))
FIXED = {"amountType": "Fixed", "currency": "MDL"}
TERMS = Terms("Order description", EXPIRY, Decimal("50.00"))
WORDS = match.like("Order description")


def test_a_dynamic_qr_is_created(maib: Any) -> None:
    rules = [f"MAIB-CREATE-0{number}" for number in (1, 2, 3, 5)]
    asked = maib.post("create a Dynamic QR", CREATE, dynamic(maib), *rules).given("a merchant")
    maib.told(asked, made(maib) | {"type": "Dynamic", "expiresAt": maib.moment()})
    with maib.client() as client:
        created = client.create_qr("Dynamic", "Fixed", TERMS)
    assert (created.qr_id, created.type, created.url) == (QR_ID, "Dynamic", URL)
    assert created.expires_at is not None


@pytest.mark.parametrize(
    ("amounts", "terms", "rule"),
    [
        ("Fixed", {"amount": Decimal(50)}, "29"),
        (
            "Controlled",
            {"amount": Decimal(50), "amount_min": Decimal(10), "amount_max": Decimal(90)},
            "30",
        ),
        ("Free", {}, "31"),
    ],
)
def test_a_static_qr_is_created(
    maib: Any, amounts: str, terms: dict[str, Decimal], rule: str
) -> None:
    names = {"amount": "amount", "amount_min": "amountMin", "amount_max": "amountMax"}
    body = {names[name]: match.number(float(value)) for name, value in terms.items()}
    body |= {"type": "Static", "amountType": amounts, "currency": "MDL", "description": WORDS}
    rules = [f"MAIB-CREATE-{rule}", "MAIB-CREATE-02", "MAIB-CREATE-03"]
    asked = maib.post(f"create a Static QR, {amounts}", CREATE, body, *rules).given("a merchant")
    maib.told(asked, made(maib) | {"type": "Static"})
    with maib.client() as client:
        created = client.create_qr("Static", amounts, Terms("Order description", **terms))
    assert (created.qr_id, created.type, created.url) == (QR_ID, "Static", URL)


@pytest.mark.parametrize(
    ("what", "members", "terms", "rule"),
    [
        ("an expiry in the past", {"expiresAt": PAST.isoformat()}, {"expires_at": PAST}, "20"),
        ("an amount of zero", {"amount": 0.0}, {"amount": Decimal(0)}, "12"),
        ("too large an amount", {"amount": 100000.01}, {"amount": Decimal("100000.01")}, "13"),
        (
            "a description of 501 characters",
            {"description": "d" * 501},
            {"description": "d" * 501},
            "17",
        ),
    ],
)
def test_a_qr_beyond_the_limits_is_refused(
    maib: Any, what: str, members: dict[str, object], terms: dict[str, Any], rule: str
) -> None:
    body = dynamic(maib) | members
    rules = [f"MAIB-CREATE-{rule}", "MAIB-ERROR-01"]
    asked = maib.post(f"create a QR with {what}", CREATE, body, *rules).given("a merchant")
    maib.invalid(asked, "12000")
    with maib.client() as client, pytest.raises(MaibRefused) as refused:
        client.create_qr("Dynamic", "Fixed", replace(TERMS, **terms))
    assert refused.value.code == "12000"


def test_a_hybrid_qr_is_created_with_its_extension(maib: Any) -> None:
    body = FIXED | {"extension": terms_of(maib)}
    rules = [f"MAIB-CREATE-5{number}" for number in (0, 1, 2)]
    asked = maib.post("create a Hybrid QR with an extension", HYBRID, body, *rules)
    maib.told(asked.given("a merchant"), made(maib) | {"extensionId": maib.guid(EXTENSION_ID)})
    with maib.client() as client:
        created = client.create_hybrid_qr("Fixed", TERMS)
    assert (created.qr_id, created.extension_id, created.url) == (QR_ID, EXTENSION_ID, URL)


def test_a_hybrid_qr_is_created_without_an_extension(maib: Any) -> None:
    rules = ["MAIB-CREATE-53", "MAIB-CREATE-52"]
    asked = maib.post("create a Hybrid QR without an extension", HYBRID, FIXED, *rules)
    maib.told(asked.given("a merchant"), made(maib))
    with maib.client() as client:
        created = client.create_hybrid_qr("Fixed")
    assert (created.qr_id, created.url) == (QR_ID, URL)


def test_a_hybrid_qr_is_extended(maib: Any) -> None:
    path = maib.at(EXTEND, qrId=QR_ID)
    asked = maib.post("extend a Hybrid QR", path, terms_of(maib), "MAIB-CREATE-75")
    asked.given("a Hybrid QR without an extension")
    maib.told(asked, {"extensionId": maib.guid(EXTENSION_ID)})
    with maib.client() as client:
        assert client.create_extension(QR_ID, TERMS) == EXTENSION_ID


def test_an_extension_of_an_unknown_qr_is_refused(maib: Any) -> None:
    path = EXTEND.format(qrId=QR_ID)
    asked = maib.post("extend an unknown QR", path, terms_of(maib), "MAIB-CREATE-90")
    maib.refused(asked.given("a merchant"), 404, "13000")
    with maib.client() as client, pytest.raises(MaibRefused) as refused:
        client.create_extension(QR_ID, TERMS)
    assert refused.value.code == "13000"


def test_an_extension_that_has_expired_is_refused(maib: Any) -> None:
    path, body = maib.at(EXTEND, qrId=QR_ID), terms_of(maib) | {"expiresAt": PAST.isoformat()}
    asked = maib.post("extend with an expiry in the past", path, body, "MAIB-CREATE-83")
    maib.invalid(asked.given("a Hybrid QR without an extension"), "12006")
    with maib.client() as client, pytest.raises(MaibRefused) as refused:
        client.create_extension(QR_ID, replace(TERMS, expires_at=PAST))
    assert refused.value.code == "12006"


def terms_of(maib: Any) -> dict[str, object]:
    return {"expiresAt": maib.expiry(), "amount": match.number(50.0), "description": WORDS}


def dynamic(maib: Any) -> dict[str, object]:
    return {"type": "Dynamic", **FIXED, **terms_of(maib)}


def made(maib: Any) -> dict[str, object]:
    return {"qrId": maib.guid(QR_ID), "url": match.regex(URL, regex="^https://.+$")}
