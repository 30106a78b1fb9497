"""
A target on its own: its clock, the names that it makes, what it cannot, and its cleaning up.
"""

import random
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from tests.conftest import OK
from tests.target.conftest import READ, Make

from payconform.catalog import Slice
from payconform.config import published
from payconform.errors import Blocked, CeilingReached
from payconform.model import Call, unsigned
from payconform.target import Target
from payconform.target.masks import env_name
from payconform.wire.allowlist import LoopbackOnly
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.transport import Transport


@pytest.mark.parametrize(("ahead", "told"), [(600, 600), (-600, -600), (0, 0), (90_000, 0)])
def test_the_present_is_that_of_the_first_answer_with_a_date(
    ahead: int, told: int, answering: Any, target: Make
) -> None:
    def dated(seconds: int) -> bytes:
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
        return OK.replace(b"\r\n", f"\r\nDate: {date}\r\n".encode(), 1)

    made = target(answering(OK, dated(ahead), dated(9000)).url)
    for _ in range(3):
        made.send(READ, unsigned)
    assert made.now() - datetime.now(UTC) == pytest.approx(
        timedelta(seconds=told), abs=timedelta(seconds=60)
    )


def test_fresh_names_come_from_the_seed(target: Make) -> None:
    one, same, other = (target("http://127.0.0.1:1", seed=seed) for seed in (1, 1, 2))
    names = [one.fresh("order") for _ in range(50)]
    assert len(set(names)) == 50
    assert all(re.fullmatch(r"order-[0-9a-f]{12}", name) for name in names)
    assert names == [same.fresh("order") for _ in range(50)]
    assert not set(names) & {other.fresh("order") for _ in range(50)}


def test_a_bare_target_has_the_time_of_the_wall(target: Make) -> None:
    assert abs(target("http://127.0.0.1:1").now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_bare_target_says_what_it_cannot(target: Make) -> None:
    bare = target("http://127.0.0.1:1")
    with pytest.raises(Blocked, match="the time of this target cannot be moved"):
        bare.advance(1)
    with pytest.raises(Blocked, match="this target cannot reach a callback receiver"):
        bare.inbox()
    with pytest.raises(Blocked, match="there is no second merchant"):
        bare.second()
    assert bare.exercised() == {}


@pytest.mark.parametrize(
    ("secret", "name"),
    [
        ("client_secret", "MAIB_CLIENT_SECRET"),
        ("accessToken", "MAIB_ACCESS_TOKEN"),
        ("signatureKey", "MAIB_SIGNATURE_KEY"),
        ("signature", "MAIB_SIGNATURE"),
        ("x-proof", "MAIB_X_PROOF"),
    ],
)
def test_a_secret_is_named_after_its_provider(secret: str, name: str) -> None:
    assert env_name("maib", secret) == name


CREATED = b'{"result": {"qrId": "123e4567-e89b-12d3-a456-426614174000"}, "ok": true}'


def test_cleaning_up_is_not_held_by_the_ceiling_of_writes(answering: Any, maib: Slice) -> None:
    listener = answering(
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(CREATED), CREATED), OK
    )
    pace = Pace(max_writes=1)
    transport = Transport(listener.url, LoopbackOnly(), Recorder(Redactor()), pace)
    merchant = Target(maib, transport, published("maib"), frozenset(), random.Random(1))  # noqa: S311
    merchant.send(Call("createQr", body={}), unsigned)
    with pytest.raises(CeilingReached):
        merchant.send(Call("createQr", body={}), unsigned)
    merchant.settle()
    transport.close()
    assert len(listener.heard) > 1
