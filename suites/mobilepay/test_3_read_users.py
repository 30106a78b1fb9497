"""
MobilePay: what is told of a user who is checked in, and who may check in.
"""

import re

import pytest

from payconform.checks import ABSENT, at, given, member, require
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.calls import LOYAL
from payconform.providers.mobilepay.checks import reads, succeeded
from payconform.providers.mobilepay.story import PATIENCE, Till
from payconform.stories import Record
from payconform.target import Target

ANY = "1"
LOYALTY, TOKEN, RECEIPT = "loyaltyIds", "customerToken", "customerReceiptToken"
NOTHING: tuple[object, ...] = (ABSENT, None, "", [])

a_user = pytest.mark.needs("simulate_payment")


def checked_in(target: Target, till: Till) -> Exchange:
    return target.send(calls.of_pos(target, "getCheckIn", till.pos))


def found_out(target: Target, till: Till, name: str, role: str = ANY) -> object:
    """
    What comes to be told of a user, missing where it never does.
    """
    till.check_in(calls.phone(target, role))
    shown = target.until(lambda: checked_in(target, till), there(name), PATIENCE)
    return at(given(shown, succeeded), name)


def there(name: str) -> Check:
    def check(exchange: Exchange) -> Mismatch | None:
        return Mismatch(name, "none") if at(exchange, name) in (ABSENT, None) else None

    return check


def well_told(exchange: Exchange) -> Mismatch | None:
    """
    Ids are a list of texts, tokens are texts; each may be missing.
    """
    ids = at(exchange, LOYALTY)
    texts = isinstance(ids, list) and all(isinstance(one, str) for one in ids)
    if ids not in (ABSENT, None) and not texts:
        return Mismatch(f"{LOYALTY}: a list of texts", f"{ids}")
    for name in (TOKEN, RECEIPT):
        token = at(exchange, name)
        if token not in (ABSENT, None) and not isinstance(token, str):
            return Mismatch(f"{name}: a text", f"{token}")
    return None


def of_nobody(exchange: Exchange) -> Mismatch | None:
    """
    Unless a user is checked in, nothing of a user is told.
    """
    told = [name for name in (LOYALTY, TOKEN, RECEIPT) if at(exchange, name) not in NOTHING]
    alone = at(exchange, "isUserCheckedIn") is not True
    return Mismatch("nothing of a user", ", ".join(told)) if told and alone else None


def kind(ids: object) -> str:
    if not isinstance(ids, list):
        return "missing"
    return "ids" if ids else "an empty list"


@a_user
@pytest.mark.rule("MOBILEPAY-READ-43")
@pytest.mark.parametrize("role", [ANY, LOYAL], ids=["any user", "loyal user"])
def test_what_a_check_in_tells(target: Target, till: Till, role: str) -> None:
    found_out(target, till, LOYALTY, role)
    require(checked_in(target, till), succeeded, well_told)


@a_user
@pytest.mark.rule("MOBILEPAY-READ-43")
@pytest.mark.parametrize("role", [ANY, LOYAL], ids=["any user", "loyal user"])
def test_what_a_payment_tells(target: Target, till: Till, role: str) -> None:
    payment = till.issued(calls.phone(target, role))
    shown = target.until(lambda: till.read(payment), there(LOYALTY), PATIENCE)
    require(shown, succeeded, well_told)


@a_user
@pytest.mark.rule("MOBILEPAY-READ-44")
def test_the_ids_of_a_loyal_user(target: Target, till: Till, record: Record) -> None:
    record(kind(found_out(target, till, LOYALTY, LOYAL)))


@a_user
@pytest.mark.rule("MOBILEPAY-READ-45")
def test_the_ids_of_another_user(target: Target, till: Till, record: Record) -> None:
    record(kind(found_out(target, till, LOYALTY)))


@a_user
@pytest.mark.rule("MOBILEPAY-READ-46")
def test_how_a_customer_token_is_written(target: Target, till: Till, record: Record) -> None:
    token = found_out(target, till, TOKEN)
    if not isinstance(token, str):
        record("missing")
    else:
        hexadecimal = re.fullmatch("[0-9A-Fa-f]{40}", token)
        record("40 hexadecimal digits" if hexadecimal else "another form")


@a_user
@pytest.mark.rule("MOBILEPAY-READ-47")
def test_what_a_receipt_token_holds(target: Target, till: Till, record: Record) -> None:
    token = found_out(target, till, RECEIPT)
    record(("a token" if token else "empty") if isinstance(token, str) else "missing")


@a_user
@pytest.mark.rule("MOBILEPAY-READ-48")
@pytest.mark.needs("control_clock")
def test_how_soon_ids_are_told(target: Target, till: Till, record: Record) -> None:
    till.check_in(calls.phone(target, LOYAL))
    given(till.checked_in(wanted=True), member("isUserCheckedIn", wanted=True))
    at_once = there(LOYALTY)(given(checked_in(target, till), succeeded)) is None
    target.wait(PATIENCE)
    later = there(LOYALTY)(given(checked_in(target, till), succeeded)) is None
    record("at once" if at_once else "later" if later else "missing")


@a_user
@pytest.mark.rule("MOBILEPAY-READ-49")
def test_whose_token_a_payment_tells(target: Target, till: Till, record: Record) -> None:
    payment = till.issued()
    shown = target.until(lambda: till.read(payment), there(TOKEN), PATIENCE)
    token = at(given(shown, succeeded), TOKEN)
    known = at(given(checked_in(target, till), succeeded), TOKEN)
    record("missing" if token in (ABSENT, None) else "the same" if token == known else "another")


@pytest.mark.rule("MOBILEPAY-READ-50")
def test_nothing_is_told_of_nobody(target: Target, till: Till) -> None:
    payment = till.initiated()
    require(checked_in(target, till), succeeded, of_nobody)
    require(till.read(payment), succeeded, of_nobody)


@a_user
@pytest.mark.rule("MOBILEPAY-READ-50")
def test_nothing_is_told_of_a_user_who_left(target: Target, till: Till) -> None:
    given(till.cancel(till.issued()), succeeded)
    require(checked_in(target, till), succeeded, of_nobody)


@pytest.fixture
def payment_first(target: Target) -> Till:
    """
    A point of sale at which nobody checks in before there is a payment.
    """
    return Till(target, requirePaymentBeforeCheckin=True)


@a_user
@pytest.mark.rule("MOBILEPAY-READ-51")
def test_nobody_checks_in_before_a_payment(target: Target, payment_first: Till) -> None:
    target.send(payment_first.checking_in())
    target.wait(1)
    shown = checked_in(target, payment_first)
    require(shown, succeeded, member("isUserCheckedIn", wanted=False))


@a_user
@pytest.mark.rule("MOBILEPAY-READ-52")
def test_a_user_checks_in_after_the_payment(target: Target, payment_first: Till) -> None:
    payment = payment_first.initiated()
    target.send(payment_first.checking_in())
    shown = payment_first.comes_to(payment, "IssuedToUser")
    require(shown, succeeded, reads("IssuedToUser"))


@pytest.mark.rule("MOBILEPAY-READ-53")
@pytest.mark.parametrize("asked", [..., False], ids=["left out", "false"])
def test_a_user_may_check_in_first_unless_told_otherwise(target: Target, asked: object) -> None:
    made = given(target.send(calls.pos(target, requirePaymentBeforeCheckin=asked)), succeeded)
    shown = target.send(calls.of_pos(target, "getPos", str(at(made, "posId"))))
    require(shown, succeeded, member("requirePaymentBeforeCheckin", wanted=False))
