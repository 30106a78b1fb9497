"""
Stores: each merchant of the integrator has one, and those that an event opens.
"""

from decimal import Decimal

from payconform.model import Response
from payconform.providers.mobilepay.calls import BRAND, LOCATION
from payconform.providers.mobilepay.simulation.answers import not_found, refusal, success
from payconform.providers.mobilepay.simulation.finding import owned
from payconform.providers.mobilepay.simulation.headers import merchant_of
from payconform.providers.mobilepay.simulation.state import Store
from payconform.simulator.visit import Visit, obeys


def stores_of(visit: Visit) -> list[Store]:
    """
    The stores of the merchant that a call is for; none where the integrator has no such merchant.
    """
    vat, known = merchant_of(visit), visit.session.credentials
    if vat not in (known["merchant_vat"], known.get("other_merchant_vat")):
        return []
    stores: dict[str, Store] = visit.session.state.stores
    if not any(_is_first(one, vat) for one in stores.values()):
        _opened(visit, Store(vat, {"merchantLocationId": LOCATION}))
    return [one for one in stores.values() if one.vat == vat]


def open_store(visit: Visit) -> Response:
    """
    Event: the merchant opens one more store, which may not be activated, or have little money.
    """
    vat, number = visit.session.credentials["merchant_vat"], len(visit.session.state.stores)
    balance = visit.body.get("balance")
    store = Store(
        vat,
        {"merchantLocationId": f"{int(LOCATION) + 1 + number:05}"},
        visit.body.get("activated", True),
        None if balance is None else Decimal(str(float(balance))),
    )
    return success({"storeId": _opened(visit, store)})


def _opened(visit: Visit, store: Store) -> str:
    store_id = owned(visit)
    store.members |= {
        "storeId": store_id,
        "storeName": "payconform",
        "storeStreet": "Testgade 1",
        "storeZipCode": "1000",
        "storeCity": "Helsinki" if store.vat.startswith("FI") else "København",
        "brandName": "payconform",
        "merchantBrandId": BRAND,
    }
    visit.session.state.stores[store_id] = store
    return store_id


def _is_first(store: Store, vat: str) -> bool:
    return store.vat == vat and store.members["merchantLocationId"] == LOCATION


@obeys("MOBILEPAY-READ-12")
def get_store(visit: Visit) -> Response:
    """
    One store.
    """
    wanted = visit.path["storeid"].lower()
    found = [one.members for one in stores_of(visit) if one.members["storeId"] == wanted]
    return success(found[0]) if found else not_found(visit)


@obeys("MOBILEPAY-READ-33", "MOBILEPAY-ERROR-46")
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
    asked, stores = visit.body, (one.members for one in stores_of(visit))
    return [one for one in stores if all(one[name] == asked[name] for name in asked)]
