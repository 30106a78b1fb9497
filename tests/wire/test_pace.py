import threading

import pytest

from payconform.errors import CeilingReached
from payconform.wire.pace import LONGEST_HOLD, Pace


class Time:
    """
    A clock that only sleeping moves.
    """

    def __init__(self) -> None:
        self.present = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.present

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.present += seconds

    def pace(self, per_second: float | None = None, max_writes: int | None = None) -> Pace:
        return Pace(per_second, max_writes, self.clock, self.sleep)


def test_without_limits_nobody_waits() -> None:
    time = Time()
    pace = time.pace()
    for _ in range(100):
        pace.wait("POST")
    assert time.slept == []


def test_requests_are_spread_evenly() -> None:
    time = Time()
    pace = time.pace(per_second=4)
    for _ in range(4):
        pace.wait("GET")
    assert time.slept == [0.25, 0.25, 0.25]


def test_time_that_passes_otherwise_counts() -> None:
    time = Time()
    pace = time.pace(per_second=2)
    pace.wait("GET")
    time.present += 0.2
    pace.wait("GET")
    time.present += 10
    pace.wait("GET")
    assert time.slept == [0.3]


def test_time_is_not_saved_up_for_a_burst() -> None:
    time = Time()
    pace = time.pace(per_second=2)
    pace.wait("GET")
    time.present += 10
    pace.wait("GET")
    pace.wait("GET")
    assert time.slept == [0.5]


def test_less_than_one_request_a_second_is_possible() -> None:
    time = Time()
    pace = time.pace(per_second=0.1)
    pace.wait("GET")
    pace.wait("GET")
    assert time.slept == [10]


def test_the_writes_of_a_run_have_a_ceiling() -> None:
    pace = Time().pace(max_writes=2)
    pace.wait("POST")
    pace.wait("DELETE")
    with pytest.raises(CeilingReached, match="the run has made its 2 writes"):
        pace.wait("PUT")
    with pytest.raises(CeilingReached):
        pace.wait("POST")


def test_what_was_written_before_counts() -> None:
    pace = Pace(None, 3, writes=2)
    pace.wait("POST")
    with pytest.raises(CeilingReached, match="has made its 3 writes"):
        pace.wait("POST")


def test_reading_is_not_writing() -> None:
    pace = Time().pace(max_writes=1)
    for _ in range(10):
        pace.wait("GET")
    pace.wait("POST")
    pace.wait("GET")


def test_a_ceiling_that_is_lifted_holds_nobody() -> None:
    pace = Time().pace(max_writes=1)
    pace.wait("POST")
    pace.lift()
    for _ in range(10):
        pace.wait("POST")


def test_a_write_beyond_the_ceiling_does_not_wait() -> None:
    time = Time()
    pace = time.pace(per_second=1, max_writes=0)
    with pytest.raises(CeilingReached):
        pace.wait("POST")
    assert time.slept == []


@pytest.mark.parametrize("per_second", [None, 100.0])
def test_a_target_that_asks_for_time_gets_it_once(per_second: float | None) -> None:
    time = Time()
    pace = time.pace(per_second)
    pace.wait("GET")
    pace.hold(7)
    pace.wait("GET")
    time.present += 0.5
    pace.wait("GET")
    assert time.slept == [7]


def test_a_longer_hold_outlasts_a_shorter_one() -> None:
    time = Time()
    pace = time.pace()
    pace.hold(9)
    pace.hold(2)
    pace.wait("GET")
    assert time.slept == [9]


def test_no_target_holds_a_run_for_ever() -> None:
    time = Time()
    pace = time.pace()
    pace.hold(float("inf"))
    pace.wait("GET")
    assert time.slept == [LONGEST_HOLD]


# --- several that go together ---


def test_those_that_go_together_wait_for_the_turn_of_the_last() -> None:
    time = Time()
    pace = time.pace(per_second=4)
    pace.wait("GET", "GET", "GET")
    pace.wait("GET")
    assert time.slept == [0.5, 0.25]


def test_those_that_go_together_wait_for_nobody_without_limits() -> None:
    time = Time()
    pace = time.pace()
    pace.wait("POST", "POST")
    pace.hold(7)
    pace.wait("POST", "POST")
    assert time.slept == [7]


def test_those_that_go_together_go_all_or_none() -> None:
    time = Time()
    pace = time.pace(per_second=1, max_writes=3)
    pace.wait("POST", "GET", "POST")
    with pytest.raises(CeilingReached):
        pace.wait("POST", "POST")
    pace.wait("POST")
    with pytest.raises(CeilingReached):
        pace.wait("POST")


@pytest.mark.usefixtures("hurried")
def test_threads_share_one_pace() -> None:
    slept: list[float] = []
    pace = Pace(per_second=1, max_writes=5000, clock=lambda: 1000.0, sleep=slept.append)

    def send() -> None:
        for _ in range(1000):
            pace.wait("POST")

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slept) == [float(turn) for turn in range(1, 5000)]
    with pytest.raises(CeilingReached):
        pace.wait("POST")
