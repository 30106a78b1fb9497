"""
Stores: each merchant of the integrator has one.
"""

from payconform.model import Response
from payconform.providers.mobilepay.calls import BRAND, LOCATION
from payconform.providers.mobilepay.simulation.answers import not_found, refusal, success
from payconform.providers.mobilepay.simulation.finding import owned
from payconform.providers.mobilepay.simulation.headers import merchant_of
from payconform.simulator.visit import Visit, obeys


def store_of(visit: Visit) -> dict[str, str] | None:
    """
    The store of the merchant that a call is for; None where the integrator has no such merchant.
    """
    vat, known = merchant_of(visit), visit.session.credentials
    if vat not in (known["merchant_vat"], known.get("other_merchant_vat")):
        return None
    stores: dict[str, dict[str, str]] = visit.session.state.stores
    if vat not in stores:
        stores[vat] = {
            "storeId": owned(visit),
            "storeName": "payconform",
            "storeStreet": "Testgade 1",
            "storeZipCode": "1000",
            "storeCity": "Helsinki" if vat.startswith("FI") else "København",
            "brandName": "payconform",
            "merchantBrandId": BRAND,
            "merchantLocationId": LOCATION,
        }
    return stores[vat]


@obeys("MOBILEPAY-READ-12")
def get_store(visit: Visit) -> Response:
    """
    One store.
    """
    store = store_of(visit)
    found = store is not None and store["storeId"] == visit.path["storeid"].lower()
    return success(store) if found else not_found(visit)


@obeys("MOBILEPAY-READ-33")
def get_stores(visit: Visit) -> Response:
    """
    The ids of the merchant's stores.
    """
    if refused := _too_broad(visit):
        return refused
    return success({"storeIds": [one["storeId"] for one in _listed(visit)]})


def get_detailed_stores(visit: Visit) -> Response:
    """
    The merchant's stores.
    """
    return _too_broad(visit) or success(_listed(visit))


def _too_broad(visit: Visit) -> Response | None:
    if not visit.body and visit.session.choice("stores_without_filter") == "refuse":
        return refusal(visit, "1122")
    return None


def _listed(visit: Visit) -> list[dict[str, str]]:
    store = store_of(visit)
    wanted = store is not None and all(store[name] == visit.body[name] for name in visit.body)
    return [store] if store is not None and wanted else []
