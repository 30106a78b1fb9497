"""
What MobilePay is asked for, typed: the arguments of the client's calls.
"""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Integrator:
    """
    Who calls, and for which merchant.

    `version` is the client's own, three numbers: it is what gets certified. A token that is `bound`
    is good for this merchant alone; without, each call names the merchant in its header, as this
    client does in either case.
    """

    client_id: str
    client_secret: str = field(repr=False)
    merchant_vat: str
    version: str
    bound: bool = False


@dataclass(frozen=True, slots=True)
class Restrictions:
    """
    Which cards a payment may not be paid with; None leaves it to MobilePay.
    """

    debit_card_disallowed: bool | None = None
    credit_card_disallowed: bool | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What a user is asked for: an amount in kroner or euro, not in hundredths of them.

    `planned_capture_delay` is None, LessThan24Hours or LessThan14Days: a hint for MobilePay's
    support, no promise. The label has up to 36 characters.
    """

    amount: Decimal
    currency_code: str = "DKK"
    planned_capture_delay: str = "None"
    merchant_payment_label: str | None = None
    restrictions: Restrictions | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """
    Where something is to be paid, and the till's own name for it: up to 36 characters, better used
    once, for a lost payment is found by it.
    """

    pos_id: str
    order_id: str


@dataclass(frozen=True, slots=True)
class NewPos:
    """
    A point of sale to be: it cannot be changed later. Without `beacon_id` MobilePay makes one, to
    be read back; with `callback_alias` check-ins are notified to the URL behind it.
    """

    merchant_pos_id: str
    store_id: str
    name: str
    beacon_id: str | None = None
    supported_beacon_types: tuple[str, ...] = ("QR",)
    callback_alias: str | None = None
    require_payment_before_checkin: bool | None = None
