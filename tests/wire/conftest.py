"""
A transport to a listener, closed at the end of the test.
"""

from collections.abc import Callable, Iterator

import pytest

from payconform.model import Request
from payconform.wire.allowlist import LoopbackOnly
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.socket import Guard
from payconform.wire.transport import Transport

Open = Callable[..., Transport]
GET = Request("GET", "/")


@pytest.fixture
def transport() -> Iterator[Open]:
    opened: list[Transport] = []

    def make(
        url: str,
        *,
        seconds: float = 20.0,
        guard: Guard | None = None,
        recorder: Recorder | None = None,
    ) -> Transport:
        opened.append(
            Transport(
                url,
                guard or LoopbackOnly(),
                recorder or Recorder(Redactor()),
                Pace(),
                seconds=seconds,
            )
        )
        return opened[-1]

    yield make
    for one in opened:
        one.close()
