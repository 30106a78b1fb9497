"""
MobilePay: users whose card a payment disallows, and users whose card it does not.
"""

import pytest

from payconform.checks import at, given, require
from payconform.providers.mobilepay.calls import DEBIT, phone
from payconform.providers.mobilepay.checks import reads, succeeded
from payconform.providers.mobilepay.story import PATIENCE, Till
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("simulate_payment")

CREDIT = "1"
NO_DEBIT = {"debitCardDisallowed": True, "creditCardDisallowed": False}
NO_CREDIT = {"debitCardDisallowed": False, "creditCardDisallowed": True}


@pytest.mark.rule("MOBILEPAY-PAY-40")
@pytest.mark.parametrize(
    ("restrictions", "card"), [(NO_DEBIT, DEBIT), (NO_CREDIT, CREDIT)], ids=["debit", "credit"]
)
def test_a_user_whose_card_is_disallowed(
    target: Target, till: Till, restrictions: object, card: str, record: Record
) -> None:
    user = phone(target, card)
    payment = till.initiated(restrictions=restrictions)
    till.send(till.checking_in(user))
    till.comes_to(payment, "IssuedToUser")
    till.send(till.accepting(user))
    target.wait(PATIENCE)
    record(str(at(given(till.read(payment), succeeded), "status")))


@pytest.mark.rule("MOBILEPAY-PAY-41")
@pytest.mark.parametrize(
    ("restrictions", "card"), [(NO_DEBIT, CREDIT), (NO_CREDIT, DEBIT)], ids=["credit", "debit"]
)
def test_a_user_whose_card_is_allowed(
    target: Target, till: Till, restrictions: object, card: str
) -> None:
    user = phone(target, card)
    payment = till.issued(user, restrictions=restrictions)
    till.send(till.accepting(user))
    require(till.comes_to(payment, "Reserved"), succeeded, reads("Reserved"))
