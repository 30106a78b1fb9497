"""
Points of sale and their stores: what a till is set up with.
"""

from payconform.providers.mobilepay.client.asked import NewPos
from payconform.providers.mobilepay.client.connection import Connection, path
from payconform.providers.mobilepay.client.errors import MobilePayRefused, MobilePayUnclear
from payconform.providers.mobilepay.client.results import (
    CheckIn,
    Pos,
    Store,
    read,
    texts,
    written,
)

GONE = 404
POLL = 1.0  # seconds: a check-in is not read more often, whatever its poll delay says


class Points:
    """
    The points of sale of one merchant.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, pos: NewPos, *, key: str = "") -> str:
        """
        A new point of sale; returns the posId. `key` is the idempotency key of an earlier try of
        the same, whose answer was lost.
        """
        return self._connection.create(path("pointofsales"), written(pos), "posId", key)

    def read(self, pos_id: str) -> Pos:
        """
        A point of sale as it was created, its beaconId included.
        """
        return read(Pos, self._connection.get(path("pointofsales", pos_id)))

    def find(
        self,
        *,
        store_id: str | None = None,
        beacon_id: str | None = None,
        merchant_pos_id: str | None = None,
    ) -> tuple[str, ...]:
        """
        The ids of the points of sale of a store, or of the one with a beaconId or merchantPosId.
        """
        query = {"storeId": store_id, "beaconId": beacon_id, "merchantPosId": merchant_pos_id}
        return texts(self._connection.get(path("pointofsales"), query), "posIds")

    def delete(self, pos_id: str) -> None:
        """
        Delete a point of sale; one that is gone already counts as deleted. Its Reserved payments
        can still be captured and cancelled.
        """
        try:
            self._connection.act("DELETE", path("pointofsales", pos_id))
        except MobilePayRefused as refused:
            if refused.status != GONE:
                raise

    def check_in(self, pos_id: str) -> CheckIn:
        """
        Whether a user is checked in; waits until that may be read again. Ask only while the QR is
        on display.
        """
        answer = self._connection.get(path("pointofsales", pos_id, "checkin"), least=POLL)
        return read(CheckIn, answer)


class Stores:
    """
    The stores of one merchant.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(
        self, merchant_brand_id: str | None = None, merchant_location_id: str | None = None
    ) -> tuple[str, ...]:
        """
        The ids of the merchant's stores; whether both filters can be left out is open.
        """
        query = {"merchantBrandId": merchant_brand_id, "merchantLocationId": merchant_location_id}
        return texts(self._connection.get(path("stores"), query), "storeIds")

    def read(self, store_id: str) -> Store:
        """
        A store.
        """
        return read(Store, self._connection.get(path("stores", store_id)))

    def detailed(
        self, merchant_brand_id: str | None = None, merchant_location_id: str | None = None
    ) -> tuple[Store, ...]:
        """
        The merchant's stores; filters as for `find`.
        """
        query = {"merchantBrandId": merchant_brand_id, "merchantLocationId": merchant_location_id}
        answer = self._connection.get(path("stores", "detailed"), query)
        if not isinstance(answer, list):
            raise MobilePayUnclear("the answer is no list of stores")
        return tuple(read(Store, one) for one in answer)
