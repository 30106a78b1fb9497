"""
What a till relies on that looks for its store.
"""

from typing import Any

import pytest
from pact import match

STORES, STORE = "stores", "stores/{storeid}"
SOME = "401b5617-ae5e-4f1a-9a59-5a446dbb3caa"


def test_stores_are_listed(mobilepay: Any) -> None:
    """
    As is recommended to whoever sets up; another page calls a broad filter an error.
    """
    asked = mobilepay.gets("find stores by nothing", STORES, "MOBILEPAY-READ-11")
    told = {"storeIds": match.each_like(mobilepay.guid("storeId"))}
    mobilepay.told(asked.given("a merchant"), told)
    with mobilepay.client() as client:
        assert client.stores.find() == (SOME,)


def test_a_store_is_found_by_its_location(mobilepay: Any) -> None:
    asked = located(mobilepay, "find a store by its location", STORES, "MOBILEPAY-READ-33")
    mobilepay.told(asked, {"storeIds": match.each_like(mobilepay.guid("storeId"))})
    with mobilepay.client() as client:
        assert client.stores.find("POSDK12345", "10001") == (SOME,)


def test_a_store_is_read(mobilepay: Any) -> None:
    asked = mobilepay.gets("read a store", STORE, "MOBILEPAY-READ-12").given("a store")
    mobilepay.told(asked, store(mobilepay))
    with mobilepay.client() as client:
        assert client.stores.read(SOME).store_city == "Helsinki"


def test_stores_are_read(mobilepay: Any) -> None:
    what, rule = "read the stores of a location", "MOBILEPAY-READ-12"
    asked = located(mobilepay, what, f"{STORES}/detailed", rule)
    mobilepay.told(asked, match.each_like(store(mobilepay)))
    with mobilepay.client() as client:
        (found,) = client.stores.detailed("POSDK12345", "10001")
    assert found.store_id == SOME


def test_an_unknown_store_is_refused(mobilepay: Any) -> None:
    asked = mobilepay.gets("read an unknown store", STORE, "MOBILEPAY-READ-13", known=False)
    mobilepay.refused(asked.given("a merchant"), 404)
    assert mobilepay.refusal(lambda client: client.stores.read(SOME)).status == 404


@pytest.mark.parametrize(
    ("wire", "brand", "location", "code"),
    [
        ("merchantBrandId", "NOBODY", "00001", "1119"),
        ("merchantLocationId", "MPPOSCERT1", "1", "1120"),
    ],
)
def test_an_invalid_filter_has_a_code_of_its_own(
    mobilepay: Any, wire: str, brand: str, location: str, code: str
) -> None:
    asked = mobilepay.gets(f"find stores by an invalid {wire}", STORES, "MOBILEPAY-ERROR-19")
    asked.with_query_parameter("merchantBrandId", brand)
    asked.with_query_parameter("merchantLocationId", location)
    mobilepay.refused(asked.given("a merchant"), 400, code)
    assert mobilepay.refusal(lambda client: client.stores.find(brand, location)).code == code


def located(mobilepay: Any, what: str, where: str, rule: str) -> Any:
    asked = mobilepay.gets(what, where, rule).given("a store")
    for name in ("merchantBrandId", "merchantLocationId"):
        asked.with_query_parameter(name, mobilepay.of_state(name))
    return asked


def store(mobilepay: Any) -> dict[str, object]:
    told = {
        "storeName": "MobilePay Finland HQ",
        "storeStreet": "Keskuskatu 4",
        "storeZipCode": "00100",
        "storeCity": "Helsinki",
        "brandName": "MobilePay",
        "merchantBrandId": "POSDK12345",
        "merchantLocationId": "10001",
    }
    shown = {name: match.like(sample) for name, sample in told.items()}
    return {"storeId": mobilepay.guid("storeId"), **shown}
