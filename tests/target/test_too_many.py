"""
A target that answers 429 gets the time that it asks for, and nothing else is asked twice.
"""

from typing import Any

import pytest
from tests.conftest import OK
from tests.target.conftest import READ, Make

from payconform.errors import Blocked
from payconform.model import Request, unsigned
from payconform.wire.pace import LONGEST_HOLD


def busy(retry_after: str | None) -> bytes:
    header = b"" if retry_after is None else f"Retry-After: {retry_after}\r\n".encode("latin-1")
    return b"HTTP/1.1 429 Too Many\r\n" + header + b"Content-Length: 0\r\n\r\n"


def test_a_target_that_asks_for_time_gets_it(
    answering: Any, target: Make, slept: list[float]
) -> None:
    listener = answering(busy("7"), OK)
    made = target(listener.url).send(READ, unsigned)
    assert made.response is not None
    assert made.response.status == 200
    assert slept == [7.0]
    assert len(listener.heard) == 2
    assert listener.heard[0] == listener.heard[1]


@pytest.mark.parametrize("retry_after", [None, "", "soon", "-5", "1.5", "7x", "²"])
def test_a_target_that_does_not_say_how_long_gets_a_second(
    retry_after: str | None, answering: Any, target: Make, slept: list[float]
) -> None:
    made = target(answering(busy(retry_after), OK).url).send(READ, unsigned)
    assert made.response is not None
    assert made.response.status == 200
    assert slept == [1.0]


@pytest.mark.parametrize(
    ("date", "retry_after", "seconds"),
    [
        ("Fri, 02 Jan 2026 10:00:00 GMT", "Fri, 02 Jan 2026 10:00:09 GMT", 9.0),
        ("Fri, 02 Jan 2026 10:00:00 GMT", "Fri, 02 Jan 2026 12:00:00 +0200", 1.0),  # at once
        ("Fri, 02 Jan 2026 10:00:00 GMT", "Thu, 01 Jan 2026 10:00:00 GMT", 1.0),
        ("Fri, 02 Jan 2026 10:00:00 GMT", "Fri, 02 Jan 2099 10:00:00 GMT", LONGEST_HOLD),
        ("tea time", "Fri, 02 Jan 2099 10:00:00 GMT", LONGEST_HOLD),  # by our own clock
        ("tea time", "Fri, 02 Jan 1970 10:00:00 GMT", 1.0),
    ],
)
def test_a_date_to_come_back_at_is_told_by_the_clock_of_the_target(
    date: str, retry_after: str, seconds: float, answering: Any, target: Make, slept: list[float]
) -> None:
    head = f"HTTP/1.1 429 X\r\nDate: {date}\r\nRetry-After: {retry_after}\r\n"
    listener = answering(head.encode() + b"Content-Length: 0\r\n\r\n", OK)
    made = target(listener.url).send(READ, unsigned)
    assert made.response is not None
    assert made.response.status == 200
    assert slept == [seconds]


@pytest.mark.parametrize("retry_after", ["3600", "9" * 400])
def test_no_target_holds_a_run_for_ever(
    retry_after: str, answering: Any, target: Make, slept: list[float]
) -> None:
    target(answering(busy(retry_after), OK).url).send(READ, unsigned)
    assert slept == [LONGEST_HOLD]


def test_a_target_that_asks_for_time_at_once_gets_none(
    answering: Any, target: Make, slept: list[float]
) -> None:
    target(answering(busy("0"), OK).url).send(READ, unsigned)
    assert slept == []


def test_a_target_that_never_has_time_blocks(
    answering: Any, target: Make, slept: list[float]
) -> None:
    listener = answering(busy("3"))
    with pytest.raises(Blocked, match="the target answers 429, asking for fewer requests"):
        target(listener.url).send(READ, unsigned)
    assert len(listener.heard) == 3
    assert slept == [3.0, 3.0]


def test_each_attempt_is_signed_anew(answering: Any, target: Make) -> None:
    signed: list[Request] = []

    def signer(request: Request) -> Request:
        signed.append(request)
        return request

    target(answering(busy("1"), OK).url).send(READ, signer)
    assert len(signed) == 2


@pytest.mark.parametrize("status", [200, 302, 400, 401, 404, 408, 409, 425, 500, 502, 503, 504])
def test_no_other_answer_is_asked_for_twice(
    status: int, answering: Any, target: Make, slept: list[float]
) -> None:
    answer = f"HTTP/1.1 {status} X\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"
    listener = answering(answer.encode())
    made = target(listener.url).send(READ, unsigned)
    assert made.response is not None
    assert made.response.status == status
    assert len(listener.heard) == 1
    assert slept == []
