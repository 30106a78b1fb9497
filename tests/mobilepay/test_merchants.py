"""
Merchants that are not the certification's: of another country, or with another store.
"""

from collections.abc import Callable

import pytest

from payconform.checks import at
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.story import Till
from payconform.target import Target

Opened = Callable[..., Target]


def test_a_finnish_merchant_is_paid_in_euros_by_finns(opened: Opened) -> None:
    target = opened()
    vat = target.credentials["other_merchant_vat"]
    assert (calls.currency(target), calls.phone(target)) == ("DKK", "+4520031801")
    target.credentials = {**target.credentials, "merchant_vat": vat}
    till = Till(target)
    shown = till.read(till.reserved(calls.phone(target, "5")))
    assert at(shown, "currencyCode") == calls.currency(target) == "EUR"
    assert at(shown, "partialCapturePossible") is True


def test_a_merchant_without_the_certifications_store_uses_its_own(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = opened()
    own = calls.store(target)
    monkeypatch.setattr(calls, "LOCATION", "00002")
    assert at(target.send(calls.stores(target)), "storeIds") == []
    assert calls.store(target) == own
