"""
A small client of iFortepay's QRIS codes, as an integrator would write it. Suites never use it: it
refuses answers, and so hides what they look for.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from payconform.profiles.client import Client
from payconform.providers.ifortepay.calls import moment
from payconform.providers.ifortepay.connection import SECONDS, Connection
from payconform.providers.ifortepay.errors import IfortepayUnclear
from payconform.providers.ifortepay.results import Order, Qr, Standing, Transaction, standing, text

CANCELED = "CANCELED"


class IfortepayClient(Client):
    """
    One merchant's calls. Close it, or use it in a `with` statement.

    Every call raises IfortepayRefused, IfortepaySilent or IfortepayUnclear. None is repeated: no
    document asks for it.

    Args:
        base_url: of iFortepay, or of a simulator.
        merchant_id: as iFortepay issued it.
        secret_unbound_id: that stands beside it in Authorization.
        hash_key: that signs: the sub-merchant's, where one is named.
        sub_merchant: for whom the calls are made, if not for the merchant.
        http: another httpx client, for a proxy or certificates of one's own; closed with this one.
        clock: the present, with a zone.

    """

    def __init__(
        self,
        base_url: str,
        merchant_id: str,
        secret_unbound_id: str,
        hash_key: str,
        *,
        sub_merchant: str | None = None,
        http: httpx.Client | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        credentials = {
            "merchant_id": merchant_id,
            "secret_unbound_id": secret_unbound_id,
            "hash_key": hash_key,
        }
        super().__init__(http or httpx.Client(timeout=SECONDS))
        self._connection = Connection(base_url, credentials, sub_merchant, self._http)
        self._clock = clock

    def create(self, order: Order) -> Qr:
        """
        Ask for a QR. What its answer is made of is known from public clients only.
        """
        answer = self._connection.post("/ewallet/v2/create-qr", self._asked(order))
        ids = {"external_id": order.external_id, "order_id": order.order_id}
        _require_about(answer, ids)
        transaction = Transaction(text(answer, "transaction_id"), **ids, channel=order.channel)
        shown = answer.get("qr_response")
        return Qr(transaction, text(shown if isinstance(shown, dict) else {}, "qr_string"))

    def inquire(self, transaction: Transaction) -> Standing:
        """
        Where a transaction stands: ask before goods leave the house, whatever a callback says.
        """
        return standing(self._about("/ewallet/v2/inquiry", transaction))

    def cancel(self, transaction: Transaction) -> Standing:
        """
        Cancel a QR; take it off the display afterwards.
        """
        return _cancelled(self._about("/ewallet/v2/cancel-qr", transaction))

    def cancel_payment(self, transaction: Transaction) -> Standing:
        """
        Cancel a payment link of SHOPEEPAY.
        """
        return _cancelled(self._about("/ewallet/v2/cancel-payment", transaction))

    def void(self, transaction: Transaction) -> None:
        """
        Void a payment by DANA or OVO on its own day; a QR cannot be voided.
        """
        self._about("/ewallet/v2/void", transaction)

    def _asked(self, order: Order) -> dict[str, Any]:
        customer = order.customer
        return {
            "external_id": order.external_id,
            "order_id": order.order_id,
            "currency": "IDR",
            "payment_method": "wallet",
            "payment_channel": order.channel,
            "payment_details": {
                "amount": order.amount,
                "transaction_description": order.description,
                "expired_time": moment(self._clock() + order.lives),
            },
            "customer_details": {"email": customer.email, "full_name": customer.full_name},
            "wallet_details": {"id": customer.wallet, "id_type": customer.wallet_type},
            "callback_url": order.callback_url,
        }

    def _about(self, path: str, transaction: Transaction) -> dict[str, Any]:
        asked = transaction.members
        answer = self._connection.post(path, asked)
        _require_about(
            answer, {name: asked[name] for name in ("transaction_id", "external_id", "order_id")}
        )
        return answer


def _cancelled(answer: dict[str, Any]) -> Standing:
    found = standing(answer)
    if found.status != CANCELED:
        raise IfortepayUnclear(f"a cancel that reads {found.status}")
    return found


def _require_about(answer: dict[str, Any], asked: dict[str, str]) -> None:
    # Answers are not signed: this finds a mistake, not a forger.
    for name, value in asked.items():
        if answer.get(name, value) != value:
            raise IfortepayUnclear(f"the answer is about another {name}")
