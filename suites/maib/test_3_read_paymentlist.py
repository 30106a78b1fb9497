"""
maib: the list of payments. Accounts are shared: what a story made is told from the rest by a payer,
or by what was asked for, that nothing else bears.
"""

from typing import NamedTuple

import pytest

from payconform.checks import ABSENT, at, given, member, member_matches, require
from payconform.errors import Unexercised
from payconform.model import Check
from payconform.providers.maib.calls import PAYER
from payconform.providers.maib.checks import succeeded
from payconform.providers.maib.entries import at_most, entries, holds, lacks, lists
from payconform.providers.maib.forms import LIST
from payconform.providers.maib.moments import after
from payconform.providers.maib.story import Maib
from payconform.target import Target

APART = 1.1  # seconds: moments may be kept in whole seconds
BETWEEN = 0.5
ANOTHER_IBAN = "MD24AG00225100013104168"  # of the documents' example
REFUNDED = member("result.status", "Refunded")

after_payment = pytest.mark.needs("simulate_payment")


class Three(NamedTuple):
    """
    Three payments in the order of their making, and the payer that no other bears.
    """

    payer: str
    first: str
    second: str
    third: str


@pytest.fixture(scope="module")
def made(target: Target) -> Three:
    maib, payer = Maib(target), target.fresh("payer")

    def pay(amount: float) -> str:
        return maib.payment(maib.create(amount=amount), amount, payerName=payer)

    first = pay(10)
    target.wait(APART)
    second = pay(30)
    target.wait(APART)
    return Three(payer, first, second, pay(20))


@pytest.fixture(scope="module")
def three(target: Target, made: Three) -> Three:
    """
    The same, once their payer is seen to tell them from all others.
    """
    maib, alone = Maib(target), holds("payId", *made[1:])
    given(maib.found_payments(alone, payerName=made.payer), alone)
    return made


@pytest.fixture(scope="module")
def one(target: Target) -> dict[str, str]:
    """
    What one payment of a Dynamic QR bears and no other does.
    """
    maib = Maib(target)
    names = {name: target.fresh(name) for name in ("orderId", "description", "payerName")}
    qr = maib.create(orderId=names["orderId"], description=names["description"])
    return {**names, "qrId": qr, "payId": maib.payment(qr, payerName=names["payerName"])}


def unique(parameter: str, rule: str) -> object:
    return pytest.param(parameter, marks=[pytest.mark.rule(rule), after_payment], id=parameter)


def finds(maib: Maib, check: Check, **query: object) -> None:
    """
    The payments that the query leaves are, before long, those that the check wants.
    """
    require(given(maib.found_payments(check, **query), succeeded), check)


@pytest.mark.rule("MAIB-READ-70")
def test_payments_are_listed(maib: Maib) -> None:
    require(maib.list_payments(), *LIST)


@pytest.mark.rule("MAIB-READ-71")
@after_payment
def test_a_page_holds_as_many_payments_as_asked_for(maib: Maib, three: Three) -> None:
    require(given(maib.list_payments(payerName=three.payer, count=2), succeeded), at_most(2))


@pytest.mark.rule("MAIB-READ-72")
@after_payment
def test_a_page_leaves_out_the_first_payments(maib: Maib, three: Three) -> None:
    whole = entries(given(maib.list_payments(payerName=three.payer), succeeded), "payId")
    answer = given(maib.list_payments(payerName=three.payer, offset=1), succeeded)
    require(answer, lists("payId", *whole[1:]))


@pytest.mark.rule("MAIB-READ-73")
@after_payment
def test_the_oldest_payment_comes_first(maib: Maib, three: Three) -> None:
    answer = given(maib.list_payments(payerName=three.payer), succeeded)
    require(answer, lists("payId", three.first, three.second, three.third))


@pytest.mark.rule("MAIB-READ-74")
@after_payment
def test_the_newest_payment_comes_first_when_asked(maib: Maib, three: Three) -> None:
    answer = given(maib.list_payments(payerName=three.payer, order="desc"), succeeded)
    require(answer, lists("payId", three.third, three.second, three.first))


@pytest.mark.rule("MAIB-READ-75")
@after_payment
def test_payments_are_sorted_by_amount(maib: Maib, three: Three) -> None:
    answer = given(maib.list_payments(payerName=three.payer, sortBy="amount"), succeeded)
    require(answer, lists("payId", three.first, three.third, three.second))


@pytest.mark.rule("MAIB-READ-76")
@pytest.mark.parametrize("name", ["orderId", "amount", "status", "executedAt"])
def test_a_documented_sort_of_payments_is_accepted(maib: Maib, name: str) -> None:
    require(maib.list_payments(sortBy=name), succeeded)


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    "parameter",
    [
        unique("payId", "MAIB-READ-78"),
        unique("qrId", "MAIB-READ-79"),
        unique("orderId", "MAIB-READ-80"),
        unique("payerName", "MAIB-READ-82"),
        unique("description", "MAIB-READ-88"),
    ],
)
def test_a_filter_leaves_the_one_payment_it_names(
    maib: Maib, one: dict[str, str], parameter: str
) -> None:
    finds(maib, lists("payId", one["payId"]), **{parameter: one[parameter]})


@pytest.mark.rule("MAIB-READ-81")
@after_payment
def test_the_filter_amount_includes_both_ends(maib: Maib, three: Three) -> None:
    answer = maib.list_payments(payerName=three.payer, amountFrom=20, amountTo=20)
    require(given(answer, succeeded), lists("payId", three.third))


@pytest.mark.rule("MAIB-READ-83")
@after_payment
def test_the_filter_payer_iban_leaves_that_account(maib: Maib, three: Three) -> None:
    answer = given(maib.list_payments(payerName=three.payer, payerIban=PAYER["iban"]), succeeded)
    require(answer, holds("payId", three.first, three.second, three.third))
    answer = given(maib.list_payments(payerName=three.payer, payerIban=ANOTHER_IBAN), succeeded)
    require(answer, lists("payId"))


@pytest.mark.rule("MAIB-READ-84")
@after_payment
def test_the_filter_status_leaves_that_status(target: Target, maib: Maib, three: Three) -> None:
    finds(maib, holds("payId", *three[1:]), payerName=three.payer, status="Executed")
    finds(maib, lists("payId"), payerName=three.payer, status="Refunded")
    payer = target.fresh("payer")
    returned = maib.payment(maib.create(), payerName=payer)
    given(maib.refund(returned), succeeded)
    if not REFUNDED(given(maib.refunded(returned), succeeded)):
        finds(maib, lists("payId", returned), payerName=payer, status="Refunded")
        finds(maib, lists("payId"), payerName=payer, status="Executed")


@pytest.mark.rule("MAIB-READ-85")
@after_payment
def test_the_filter_executed_at_leaves_payments_made_between(maib: Maib, three: Three) -> None:
    whole = given(maib.list_payments(payerName=three.payer), holds("payId", *three[1:]))
    made = dict(zip(entries(whole, "payId"), entries(whole, "executedAt"), strict=True))
    begins, ends = after(made[three.first], BETWEEN), after(made[three.second], BETWEEN)
    answer = maib.list_payments(payerName=three.payer, executedAtFrom=begins, executedAtTo=ends)
    require(given(answer, succeeded), lists("payId", three.second))


@pytest.mark.rule("MAIB-READ-86")
@after_payment
def test_the_filter_reference_id_leaves_that_payment(maib: Maib, three: Three) -> None:
    reference = at(given(maib.read_payment(three.second), succeeded), "result.referenceId")
    if reference in (ABSENT, None, ""):
        raise Unexercised("the payment has no referenceId")
    finds(maib, lists("payId", three.second), referenceId=reference)


@pytest.mark.rule("MAIB-READ-87")
@after_payment
@pytest.mark.usefixtures("made")
def test_the_filter_extension_id_leaves_its_payments(maib: Maib) -> None:
    hybrid = given(maib.ask_hybrid(), succeeded, member_matches("result.extensionId", str, ".+"))
    payment = maib.payment(str(at(hybrid, "result.qrId")))
    finds(maib, lists("payId", payment), extensionId=at(hybrid, "result.extensionId"))


@pytest.mark.rule("MAIB-READ-89")
@after_payment
@pytest.mark.usefixtures("made")
def test_the_filter_terminal_id_leaves_its_payments(target: Target, maib: Maib) -> None:
    terminal = target.fresh("P")
    payment = maib.payment(maib.create_at(terminal))
    finds(maib, lists("payId", payment), terminalId=terminal)


@pytest.mark.rule("MAIB-READ-91")
@after_payment
def test_the_total_counts_more_payments_than_the_page(maib: Maib, three: Three) -> None:
    answer = given(maib.list_payments(payerName=three.payer, count=1), succeeded)
    require(answer, member("result.totalCount", 3))


@pytest.mark.rule("MAIB-READ-92")
@pytest.mark.needs("second_merchant", "simulate_payment")
def test_a_foreign_payment_is_not_listed(target: Target, maib: Maib) -> None:
    other, payer = Maib(target.second()), target.fresh("payer")
    theirs = other.payment(other.create(), payerName=payer)
    shown = lists("payId", theirs)
    given(other.found_payments(shown, payerName=payer), shown)
    require(given(maib.list_payments(payerName=payer), succeeded), lacks("payId", theirs))
    require(given(maib.list_payments(order="desc"), succeeded), lacks("payId", theirs))
