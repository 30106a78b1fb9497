from collections.abc import Callable

import pytest

from payconform.checks import given, member, require, status
from payconform.errors import Blocked, TargetSilent, Violation
from payconform.model import Exchange, Mismatch

Make = Callable[..., Exchange]


def test_what_holds_is_handed_on(exchange: Make) -> None:
    made = exchange(200, b'{"a": 1}')
    assert require(made, status(200), member("a", 1)) is made
    assert given(made, status(200), member("a", 1)) is made


def test_every_difference_is_told_at_once(exchange: Make) -> None:
    made = exchange(500, b'{"a": 2, "b": 2}')
    with pytest.raises(Violation) as violation:
        require(made, status(200), member("a", 1), member("b", 2))
    assert violation.value.mismatches == (
        Mismatch("status 200", "status 500"),
        Mismatch("a = 1", "2"),
    )
    assert violation.value.exchange == "x00001"
    assert str(violation.value) == "expected status 200, got status 500; expected a = 1, got 2"


def test_no_answer_to_the_rule_under_test_breaks_it(exchange: Make) -> None:
    with pytest.raises(Violation, match="no answer: no connection"):
        require(exchange(answered=False), status(200))


def test_a_step_that_does_not_succeed_blocks(exchange: Make) -> None:
    with pytest.raises(Blocked, match=r"^createQr: expected status 200, got status 500$"):
        given(exchange(500), status(200), member("a", 1))


@pytest.mark.parametrize("checks", [(), (status(200),)])
def test_a_step_without_answer_is_silence(
    checks: tuple[Callable[[Exchange], Mismatch | None], ...], exchange: Make
) -> None:
    with pytest.raises(TargetSilent, match=r"^createQr: no connection$"):
        given(exchange(answered=False), *checks)
