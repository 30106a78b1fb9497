"""
Calls whose answers are lost on purpose: sent once, recorded, and no sign of an unhealthy target.
"""

from collections.abc import Callable
from typing import Any

import pytest

from payconform.errors import Blocked
from payconform.model import Call
from payconform.target import Target

Make = Callable[..., Target]
TOKEN = Call("obtainToken", body={})


def test_we_hang_up_on_a_call_that_was_taken(answering: Any, target: Make) -> None:
    listener = answering()
    made = target(listener.url)
    for _ in range(3):
        lost = made.lose(TOKEN)
        assert (lost.response, lost.failure) == (None, "we hung up before the answer")
    assert [heard.partition(b" HTTP")[0] for heard in listener.heard] == [
        b"POST /v2/auth/token"
    ] * 3
    assert listener.connections == 3
    assert made.unhealthy == 0


def test_nothing_can_be_injected_at_a_real_target(answering: Any, target: Make) -> None:
    listener = answering()
    with pytest.raises(Blocked, match="late: nothing can be injected"):
        target(listener.url).lose(TOKEN, "late")
    assert listener.heard == []
