"""
maib: requests against the documents' limits. Whether each is refused is for other chapters to say;
here only that the server does not fail over it.
"""

import pytest

from payconform.checks import no_server_error, require
from payconform.providers.maib.calls import in_future, payment
from payconform.providers.maib.story import Maib
from payconform.target import Target

LONG_URL = "https://callback.payconform.invalid/".ljust(1001, "x")
QR_FAULTS: dict[str, dict[str, object]] = {
    "no type": {"type": ...},
    "unknown type": {"type": "Eternal"},
    "no currency": {"currency": ...},
    "another currency": {"currency": "EUR"},
    "no amount": {"amount": ...},
    "amount of zero": {"amount": 0},
    "amount below zero": {"amount": -1},
    "amount too large": {"amount": 100000.01},
    "enormous amount": {"amount": 1e300},
    "no limits": {"amountType": "Controlled"},
    "limits reversed": {"amountType": "Controlled", "amountMin": 100, "amountMax": 10},
    "long description": {"description": "x" * 501},
    "long orderId": {"orderId": "x" * 101},
    "long terminalId": {"terminalId": "x" * 101},
    "long callbackUrl": {"callbackUrl": LONG_URL},
    "no date": {"expiresAt": "tomorrow"},
}
HYBRID_FAULTS: dict[str, dict[str, object]] = {
    name: QR_FAULTS[name]
    for name in (
        "no amount",
        "amount too large",
        "long description",
        "long orderId",
        "long callbackUrl",
        "no date",
    )
}
REASONS: dict[str, dict[str, object]] = {"no reason": {}, "long reason": {"reason": "x" * 501}}
PAYMENT_FAULTS: dict[str, dict[str, object]] = {
    "no amount": {"amount": ...},
    "no iban": {"iban": ...},
    "long iban": {"iban": "x" * 101},
    "another currency": {"currency": "EUR"},
    "no payerName": {"payerName": ...},
    "long payerName": {"payerName": "x" * 201},
}

pytestmark = pytest.mark.rule("MAIB-ERROR-17")


@pytest.mark.parametrize("fault", QR_FAULTS)
def test_a_qr_beyond_a_limit_is_no_server_error(maib: Maib, fault: str) -> None:
    require(maib.ask(**QR_FAULTS[fault]), no_server_error)


@pytest.mark.parametrize("ahead", [{"hours": -1}, {"seconds": 5}, {"days": 61}])
def test_an_expiry_beyond_a_limit_is_no_server_error(
    target: Target, maib: Maib, ahead: dict[str, float]
) -> None:
    require(maib.ask(expiresAt=in_future(target, **ahead)), no_server_error)


@pytest.mark.parametrize("fault", HYBRID_FAULTS)
def test_an_extension_beyond_a_limit_is_no_server_error(maib: Maib, fault: str) -> None:
    answer = maib.ask_hybrid(extension=maib.terms(**HYBRID_FAULTS[fault]))
    require(answer, no_server_error)


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_beyond_its_limit_is_no_server_error(maib: Maib, qr: str, reason: str) -> None:
    require(maib.cancel(qr, REASONS[reason]), no_server_error)


@pytest.mark.needs("simulate_payment")
@pytest.mark.parametrize("fault", PAYMENT_FAULTS)
def test_a_payment_beyond_a_limit_is_no_server_error(target: Target, qr: str, fault: str) -> None:
    require(target.send(payment(qr, **PAYMENT_FAULTS[fault])), no_server_error)
