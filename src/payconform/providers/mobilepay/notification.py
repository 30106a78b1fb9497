"""
What a till is told that gave its point of sale a callbackAlias. Nothing proves who sends it: read
the check-in, and believe that. Answer with 200, or it is sent again.
"""

import json
from dataclasses import dataclass

from payconform.providers.mobilepay.client.errors import MobilePayUnclear
from payconform.providers.mobilepay.client.results import text


@dataclass(frozen=True, slots=True)
class Notice:
    """
    A user checked in at this point of sale.
    """

    merchant_id: str
    merchant_brand_id: str
    merchant_location_id: str
    merchant_pos_id: str
    pos_id: str


def told(body: bytes) -> Notice:
    """
    What a notification says; its members are in PascalCase.

    Raises:
        MobilePayUnclear: it says less than the documents promise.

    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise MobilePayUnclear("the notification is no JSON") from None
    return Notice(
        text(document, "MerchantId"),
        text(document, "MerchantBrandId"),
        text(document, "MerchantLocationId"),
        text(document, "MerchantPosId"),
        text(document, "PosId"),
    )
