"""
What MobilePay answers, typed: the results of the client's calls.
"""

from dataclasses import MISSING, dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any, TypeVar

from payconform.providers.mobilepay.client.errors import MobilePayUnclear

ACTIVE = frozenset({"Prepared", "Initiated", "Paired", "IssuedToUser"})
CANCELLED = frozenset(
    {"CancelledByClient", "CancelledByUser", "CancelledByMobilePay", "ExpiredAndCancelled"}
)
RESERVED, CAPTURED = "Reserved", "Captured"
EXPIRED, MISSPELT = "ExpiredAndCaptured", "ExpiredAndCapturred"  # prose doubles the r

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Payment:
    """
    A payment as it was read; None is what an answer does not hold, as amounts before it is ready.

    `poll_delay_in_ms` is kept by the client itself. Of `customer_receipt_token` and `loyalty_ids`
    None says that nobody has looked yet, empty that there are none.
    """

    payment_id: str
    pos_id: str
    order_id: str
    status: str
    poll_delay_in_ms: Decimal
    amount: Decimal | None = None
    currency_code: str | None = None
    planned_capture_delay: str | None = None
    merchant_payment_label: str | None = None
    partial_capture_possible: bool | None = None
    customer_token: str | None = None
    customer_receipt_token: str | None = None
    loyalty_ids: tuple[str, ...] | None = None
    payment_expires_at: str | None = None

    @property
    def active(self) -> bool:
        """
        Whether it waits for the user, and keeps its point of sale from taking another one.
        """
        return self.status in ACTIVE

    @property
    def cancelled(self) -> bool:
        """
        Whether it came to its end without any money taken, whoever ended it.
        """
        return self.status in CANCELLED


@dataclass(frozen=True, slots=True)
class Refund:
    """
    A refund as it was read. One that was captured on expiry reads ExpiredAndCaptured, whichever of
    its two spellings came.
    """

    refund_id: str
    payment_id: str
    refund_order_id: str
    amount: Decimal
    currency_code: str
    status: str
    poll_delay_in_ms: Decimal

    @property
    def pending(self) -> bool:
        """
        Whether it is neither paid out nor cancelled yet.
        """
        return self.status in ("Initiated", RESERVED)

    @property
    def paid_out(self) -> bool:
        """
        Whether the customer gets the money.
        """
        return self.status in (CAPTURED, EXPIRED)


@dataclass(frozen=True, slots=True)
class Pos:
    """
    A point of sale. Its QR names it by `beacon_id`.
    """

    pos_id: str
    merchant_pos_id: str
    store_id: str
    name: str
    beacon_id: str
    supported_beacon_types: tuple[str, ...]
    callback_alias: str | None = None
    require_payment_before_checkin: bool | None = None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """
    Whether a user stands at a point of sale, and what is known of that user.
    """

    is_user_checked_in: bool
    poll_delay_in_ms: Decimal
    customer_token: str | None = None
    customer_receipt_token: str | None = None
    loyalty_ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """
    A store of the merchant.
    """

    store_id: str
    store_name: str
    store_street: str
    store_zip_code: str
    store_city: str
    brand_name: str
    merchant_brand_id: str
    merchant_location_id: str


def read(kind: type[T], answer: object) -> T:
    """
    An answer as one of the kinds above, by the names of its members; unknown ones are left aside.

    Raises:
        MobilePayUnclear: a member that the kind cannot be without is not there.

    """
    if not isinstance(answer, dict):
        raise MobilePayUnclear(f"the answer is no {kind.__name__}")
    values = {}
    for field in fields(kind):  # type: ignore[arg-type]
        name = camel(field.name)
        value = answer.get(name)
        if value is None and field.default is MISSING:
            raise MobilePayUnclear(f"the answer holds no {name}")
        values[field.name] = _value(value)
    if values.get("status") == MISSPELT:
        values["status"] = EXPIRED
    return kind(**values)


def text(answer: object, name: str) -> str:
    """
    A member that must be there, and text.

    Raises:
        MobilePayUnclear: it is not.

    """
    value = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(value, str):
        raise MobilePayUnclear(f"the answer holds no {name}")
    return value


def texts(answer: object, name: str) -> tuple[str, ...]:
    """
    A member that must be a list of texts.

    Raises:
        MobilePayUnclear: it is not.

    """
    values = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise MobilePayUnclear(f"{name} is no list of ids")
    return tuple(values)


def written(asked: object) -> dict[str, Any]:
    """
    What is asked for as the members of a body; those that are None are left out.
    """
    members = {}
    for field in fields(asked):  # type: ignore[arg-type]
        value = getattr(asked, field.name)
        if value is not None:
            members[camel(field.name)] = written(value) if is_dataclass(value) else value
    return members


def camel(name: str) -> str:
    """
    A name of ours as the documents spell it.
    """
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value
