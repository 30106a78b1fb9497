"""
MobilePay: the notification that a user checked in.
"""

import pytest

from payconform.checks import member, member_matches, require
from payconform.errors import Violation
from payconform.model import Exchange, Mismatch
from payconform.providers.mobilepay.checks import GUID
from payconform.providers.mobilepay.story import Till
from payconform.target import Inbox, Target

pytestmark = pytest.mark.needs(
    "receive_callbacks", "control_clock", "simulate_payment", "simulate_provider"
)

DAY = 86400
NAMES = ("MerchantId", "MerchantBrandId", "MerchantLocationId", "MerchantPosId")


@pytest.fixture
def inbox(target: Target) -> Inbox:
    return target.inbox()


@pytest.fixture
def watched(target: Target, inbox: Inbox) -> Till:
    """
    A point of sale whose check-ins are notified to the inbox.
    """
    alias = target.fresh("alias")
    target.cause("allow_callback", alias=alias, url=inbox.url)
    return Till(target, callbackAlias=alias, merchantPosId=alias)


def notified(watched: Till, inbox: Inbox) -> Exchange:
    watched.check_in()
    return inbox.first(60)


def come(received: list[Exchange], wanted: int) -> None:
    """
    As many notifications come as are wanted.
    """
    if len(received) != wanted:
        told = Mismatch(f"notifications: {wanted}", f"{len(received)}")
        raise Violation([told], received[-1].id if received else "")


@pytest.mark.rule("MOBILEPAY-CALLBACK-01")
def test_a_check_in_is_notified(watched: Till, inbox: Inbox) -> None:
    watched.check_in()
    come(inbox.after(600), 1)


@pytest.mark.rule("MOBILEPAY-CALLBACK-02")
def test_a_notification_holds_its_members(watched: Till, inbox: Inbox) -> None:
    told = (member_matches(name, (str, int), ".+") for name in NAMES)
    require(notified(watched, inbox), *told, member_matches("PosId", str, GUID, "a GUID"))


@pytest.mark.rule("MOBILEPAY-CALLBACK-03")
def test_a_notification_names_the_point_of_sale(watched: Till, inbox: Inbox) -> None:
    require(notified(watched, inbox), member("PosId", watched.pos))


@pytest.mark.rule("MOBILEPAY-CALLBACK-04")
@pytest.mark.needs("answer_callbacks")
@pytest.mark.parametrize("answer", [500, 204])
def test_a_refused_notification_is_sent_three_times_more(
    watched: Till, inbox: Inbox, answer: int
) -> None:
    inbox.answer(lambda _: answer)
    watched.check_in()
    come(inbox.after(DAY), 4)


@pytest.mark.rule("MOBILEPAY-CALLBACK-05")
def test_a_received_notification_is_not_sent_again(watched: Till, inbox: Inbox) -> None:
    notified(watched, inbox)
    come(inbox.after(DAY), 1)
