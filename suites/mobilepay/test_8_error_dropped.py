"""
MobilePay: what older revisions asked for and the last one dropped, headers and codes.
"""

import pytest

from payconform.checks import at, given, require, shown_json
from payconform.model import Exchange, Mismatch
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.calls import AMOUNT, NAME
from payconform.providers.mobilepay.checks import outcome, refused, succeeded, unbarred
from payconform.providers.mobilepay.codes import WITHDRAWN
from payconform.providers.mobilepay.forging import doubled, instead, without
from payconform.providers.mobilepay.profile import valid
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record
from payconform.target import Target

WINDOW = 90 * 86400


def listed(exchange: Exchange) -> Mismatch | None:
    """
    The code of a refusal was not withdrawn.
    """
    code = at(exchange, "code")
    return Mismatch("a code that is listed", shown_json(code)) if code in WITHDRAWN else None


@pytest.mark.rule("MOBILEPAY-ERROR-40")
@pytest.mark.parametrize("operation", ["getStores", "initiatePayment"])
def test_no_client_name(target: Target, operation: str) -> None:
    answer = target.send(valid(operation, target), without(target, NAME))
    require(given(answer, unbarred), succeeded)


@pytest.mark.rule("MOBILEPAY-ERROR-41")
def test_two_client_names(target: Target, record: Record) -> None:
    record(outcome(target.send(calls.stores(target), doubled(target, NAME, "till", "other"))))


@pytest.mark.rule("MOBILEPAY-ERROR-42")
def test_a_long_client_name(target: Target, record: Record) -> None:
    record(outcome(target.send(calls.stores(target), instead(target, NAME, "x" * 37))))


@pytest.mark.rule("MOBILEPAY-ERROR-43")
@pytest.mark.needs("simulate_payment")
def test_the_code_for_a_part_that_cannot_be_captured(till: Till) -> None:
    require(given(till.capture(till.reserved(), AMOUNT / 2), refused), listed)


@pytest.mark.rule("MOBILEPAY-ERROR-43")
@pytest.mark.needs("simulate_payment")
def test_the_code_for_too_high_a_refund(till: Till) -> None:
    require(given(till.refund(till.captured(), amount=AMOUNT + 1), refused), listed)


@pytest.mark.rule("MOBILEPAY-ERROR-43")
@pytest.mark.needs("simulate_payment", "control_clock")
def test_the_code_for_too_late_a_refund(target: Target, till: Till) -> None:
    payment = till.captured()
    target.advance(WINDOW + 60)
    require(given(till.refund(payment), refused), listed)
