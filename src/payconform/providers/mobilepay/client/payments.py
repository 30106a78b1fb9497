"""
Payments, as the client asks for them, follows them, and brings them to their end.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from payconform.providers.mobilepay.client.asked import Order, Terms
from payconform.providers.mobilepay.client.connection import Connection, path
from payconform.providers.mobilepay.client.errors import (
    MobilePayRefused,
    MobilePayUnclear,
    MobilePayWhole,
)
from payconform.providers.mobilepay.client.results import (
    CAPTURED,
    RESERVED,
    Payment,
    read,
    texts,
    written,
)

CONFLICT = 409
BUSY = "1301"  # another payment is active at the point of sale
PATIENCE = 10.0  # seconds within which a cancel that succeeded should be seen
POLL = 1.0  # seconds: a payment is not read more often, whatever its poll delay says


class Payments:
    """
    The payments of one merchant.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def initiate(
        self, order: Order, terms: Terms, *, key: str = "", clearing: str | None = None
    ) -> str:
        """
        Ask a user for money; returns the paymentId.

        Args:
            order: where, and under which name.
            terms: how much.
            key: the idempotency key of an earlier try of the same, whose answer was lost.
            clearing: an orderId that this till may have left open. Where a payment is active
                (1301), that of this name is found and cancelled, and the new one asked for again.

        """
        body = {**written(order), **written(terms)}
        return self._created(path("payments"), body, key, clearing)

    def prepare(self, order: Order, *, key: str = "", clearing: str | None = None) -> str:
        """
        Open a payment before its amount is known; returns the paymentId. Otherwise as `initiate`.
        """
        return self._created(path("payments", "prepare"), written(order), key, clearing)

    def ready(self, payment_id: str, terms: Terms) -> None:
        """
        Tell the amount of a prepared payment.
        """
        self._connection.act("POST", path("payments", payment_id, "ready"), written(terms))

    def read(self, payment_id: str) -> Payment:
        """
        A payment as it is now; waits until it may be read again.
        """
        answer = self._connection.get(path("payments", payment_id), least=POLL)
        found = read(Payment, answer)
        if found.payment_id.lower() != payment_id.lower():
            raise MobilePayUnclear("the answer is about another payment")
        return found

    def settled(self, payment_id: str, seconds: float) -> Payment:
        """
        A payment once it is Reserved or has come to its end, or after so many seconds.
        """
        return self._polled(payment_id, seconds)

    def find(self, *, pos_id: str | None = None, order_id: str | None = None) -> tuple[str, ...]:
        """
        The ids of active and Reserved payments: for who lost a paymentId before the capture. Ask by
        both; of an orderId that was used again the newest payment alone is found.
        """
        query = {"posId": pos_id, "orderId": order_id}
        return texts(self._connection.get(path("payments"), query), "paymentIds")

    def find_captured(self, order_id: str) -> tuple[str, ...]:
        """
        The ids of captured payments of an order: for who lost a paymentId after the capture.
        """
        query = {"orderId": order_id, "state": CAPTURED}
        return texts(self._connection.get(path("payments"), query), "paymentIds")

    def capture(self, payment: Payment, amount: Decimal | None = None) -> None:
        """
        Take the money of a Reserved payment, as it was read last; all of it where no amount is
        given. A capture that was answered can be repeated with the same amount.

        Raises:
            MobilePayWhole: a part is asked for that cannot be captured.

        """
        wanted = payment.amount if amount is None else amount
        if wanted is None:
            raise MobilePayUnclear("no amount of this payment is known")
        part = payment.status == RESERVED and (payment.amount is None or wanted < payment.amount)
        if part and not payment.partial_capture_possible:
            raise MobilePayWhole(f"{wanted} of {payment.amount}")
        body = {"amount": wanted}
        self._connection.act("POST", path("payments", payment.payment_id, "capture"), body)

    def cancel(self, payment_id: str) -> Payment:
        """
        Take a payment back, and tell how it reads then. Whether it is cancelled is what the backend
        says: one that was captured meanwhile reads Captured.
        """
        try:
            self._connection.act("POST", path("payments", payment_id, "cancel"))
        except MobilePayRefused as refused:
            if refused.status != CONFLICT:
                raise
            return self.read(payment_id)
        return self._polled(payment_id, PATIENCE, reserved=False)

    def clear(self, order: Order) -> tuple[Payment, ...]:
        """
        Cancel what is active of an order, and tell how it reads then. A Reserved payment does not
        block its point of sale: it is left to whoever knows whether goods were handed out.
        """
        found = self.find(pos_id=order.pos_id, order_id=order.order_id)
        seen = (self.read(one) for one in found)
        return tuple(self.cancel(one.payment_id) for one in seen if one.active)

    def _polled(self, payment_id: str, seconds: float, *, reserved: bool = True) -> Payment:
        def enough(one: Payment) -> bool:
            return not one.active and (reserved or one.status != RESERVED)

        return self._connection.pace.polled(lambda: self.read(payment_id), enough, seconds)

    def _created(self, where: str, body: Mapping[str, Any], key: str, clearing: str | None) -> str:
        try:
            return self._connection.create(where, body, "paymentId", key)
        except MobilePayRefused as refused:
            if clearing is None or refused.code != BUSY:
                raise
            if not self.clear(Order(body["posId"], clearing)):
                raise
        return self._connection.create(where, body, "paymentId", "")
