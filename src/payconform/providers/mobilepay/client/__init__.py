"""
A small client of MobilePay's points of sale, as an integrator would write it. Suites never use it:
it repeats calls, waits and refuses answers, and so hides what they look for.
"""

from collections.abc import Callable
from uuid import uuid4

import httpx

from payconform.profiles.client import Client
from payconform.providers.mobilepay.client.asked import Integrator
from payconform.providers.mobilepay.client.connection import Connection
from payconform.providers.mobilepay.client.pace import Patience
from payconform.providers.mobilepay.client.payments import Payments
from payconform.providers.mobilepay.client.points import Points, Stores
from payconform.providers.mobilepay.client.refunds import Refunds

__all__ = ["Integrator", "MobilePayClient", "Patience"]

ADVISED = Patience()


class MobilePayClient(Client):
    """
    One merchant's calls: `payments`, `refunds`, `points` of sale, `stores`. Close it, or use it in
    a `with` statement.

    Every call raises MobilePayRefused, MobilePaySilent, MobilePayFailed or MobilePayUnclear. Where
    no answer came in time, or a 5xx, the same call is sent again, with the same contents and the
    same idempotency key. 4xx is told at once. What is polled is read no sooner than its last answer
    allows.

    Args:
        base_url: of MobilePay, or of a simulator.
        integrator: who calls, and for which merchant.
        patience: how long it waits, and how often it tries again.
        ids: makes an idempotency key, another one each time.
        http: another httpx client, for a proxy or certificates of one's own; closed with this one.

    """

    def __init__(
        self,
        base_url: str,
        integrator: Integrator,
        *,
        patience: Patience = ADVISED,
        ids: Callable[[], str] = lambda: str(uuid4()),
        http: httpx.Client | None = None,
    ) -> None:
        super().__init__(http or httpx.Client())
        connection = Connection(base_url, integrator, patience, ids, self._http)
        self.payments = Payments(connection)
        self.refunds = Refunds(connection)
        self.points = Points(connection)
        self.stores = Stores(connection)
