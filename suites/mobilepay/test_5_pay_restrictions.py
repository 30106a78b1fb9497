"""
MobilePay: users whose card a payment disallows, and users whose card it does not.
"""

import pytest

from payconform.checks import at, given, require
from payconform.providers.mobilepay.calls import DEBIT_USER, USER, user
from payconform.providers.mobilepay.checks import reads, succeeded
from payconform.providers.mobilepay.story import PATIENCE, Till
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("simulate_payment")

NO_DEBIT = {"debitCardDisallowed": True, "creditCardDisallowed": False}
NO_CREDIT = {"debitCardDisallowed": False, "creditCardDisallowed": True}


@pytest.mark.rule("MOBILEPAY-PAY-40")
@pytest.mark.parametrize(
    ("restrictions", "phone"), [(NO_DEBIT, DEBIT_USER), (NO_CREDIT, USER)], ids=["debit", "credit"]
)
def test_a_user_whose_card_is_disallowed(
    target: Target, till: Till, restrictions: object, phone: str, record: Record
) -> None:
    payment = till.initiated(restrictions=restrictions)
    till.send(user("userSimulationCheckin", till.beacon, phone))
    till.send(till.accepting(phone))
    target.wait(PATIENCE)
    record(str(at(given(till.read(payment), succeeded), "status")))


@pytest.mark.rule("MOBILEPAY-PAY-41")
@pytest.mark.parametrize(
    ("restrictions", "phone"), [(NO_DEBIT, USER), (NO_CREDIT, DEBIT_USER)], ids=["credit", "debit"]
)
def test_a_user_whose_card_is_allowed(
    target: Target, till: Till, restrictions: object, phone: str
) -> None:
    payment = till.issued(phone, restrictions=restrictions)
    till.send(till.accepting(phone))
    shown = target.until(lambda: till.read(payment), reads("Reserved"), PATIENCE)
    require(shown, succeeded, reads("Reserved"))
