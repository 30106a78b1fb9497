"""
Refunds: created on a captured payment, then captured or cancelled.
"""

from decimal import Decimal

from payconform.providers.mobilepay.client.connection import Connection, path
from payconform.providers.mobilepay.client.errors import MobilePayRefused, MobilePayUnclear
from payconform.providers.mobilepay.client.payments import CONFLICT, PATIENCE
from payconform.providers.mobilepay.client.results import Refund, read, texts

POLL = 0.1  # seconds: a refund is not read more often, whatever its poll delay says


class Refunds:
    """
    The refunds of one merchant.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(
        self,
        payment_id: str,
        refund_order_id: str,
        amount: Decimal,
        currency_code: str = "DKK",
        *,
        key: str = "",
    ) -> str:
        """
        Reserve money for a customer; returns the refundId. Nothing is paid out before it is
        captured, which happens by itself after 24 hours.

        Args:
            payment_id: of a captured payment, at most 90 days old.
            refund_order_id: the till's own name for it.
            amount: not more than is left of what was captured.
            currency_code: the payment's.
            key: the idempotency key of an earlier try of the same, whose answer was lost.

        """
        body = {
            "paymentId": payment_id,
            "refundOrderId": refund_order_id,
            "amount": amount,
            "currencyCode": currency_code,
        }
        return self._connection.create(path("refunds"), body, "refundId", key)

    def read(self, refund_id: str) -> Refund:
        """
        A refund as it is now; waits until it may be read again.
        """
        answer = self._connection.get(path("refunds", refund_id), least=POLL)
        found = read(Refund, answer)
        if found.refund_id.lower() != refund_id.lower():
            raise MobilePayUnclear("the answer is about another refund")
        return found

    def settled(self, refund_id: str, seconds: float) -> Refund:
        """
        A refund once it is no longer Initiated, or after so many seconds.
        """
        return self._connection.pace.polled(
            lambda: self.read(refund_id), lambda one: one.status != "Initiated", seconds
        )

    def find(self, *, payment_id: str | None = None) -> tuple[str, ...]:
        """
        The ids of a payment's refunds: for who lost a refundId. Whether the payment can be left out
        is open.
        """
        answer = self._connection.get(path("refunds"), {"paymentId": payment_id})
        return texts(answer, "refundIds")

    def capture(self, refund_id: str) -> None:
        """
        Let the money of a Reserved refund go.
        """
        self._connection.act("POST", path("refunds", refund_id, "capture"))

    def cancel(self, refund_id: str) -> Refund:
        """
        Take a refund back, as for a customer who got cash instead, and tell how it reads then: one
        that was captured meanwhile is paid out.
        """
        try:
            self._connection.act("POST", path("refunds", refund_id, "cancel"))
        except MobilePayRefused as refused:
            if refused.status != CONFLICT:
                raise
            return self.read(refund_id)
        return self._connection.pace.polled(
            lambda: self.read(refund_id), lambda one: not one.pending, PATIENCE
        )
