import json
import random
import re
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from payconform.catalog import Slice
from payconform.config import published
from payconform.errors import Blocked, CeilingReached, TargetSilent
from payconform.model import Call, Exchange, Request, unsigned
from payconform.spec.openapi import Document, Operation
from payconform.target import Target
from payconform.target.masks import env_name
from payconform.wire.allowlist import LoopbackOnly
from payconform.wire.pace import LONGEST_HOLD, Pace
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.transport import Transport

Make = Callable[..., Target]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
READ = Call("getQr", path={"qrId": "a/b"})


def busy(retry_after: str | None) -> bytes:
    header = b"" if retry_after is None else f"Retry-After: {retry_after}\r\n".encode("latin-1")
    return b"HTTP/1.1 429 Too Many\r\n" + header + b"Content-Length: 0\r\n\r\n"


def silent(client: socket.socket, listener: Any) -> None:
    listener.request(client)


# --- the clock ---


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


# --- 429 ---


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


# --- silence ---


def test_silence_is_told_with_the_operation_and_the_reason(listen: Any, target: Make) -> None:
    listener = listen(silent)
    expected = r"^getQr: the answer is not HTTP, or was cut short$"
    with pytest.raises(TargetSilent, match=expected):
        target(listener.url).send(READ, unsigned)
    assert len(listener.heard) == 1


def test_a_target_that_hangs_is_silent(listen: Any, target: Make) -> None:
    listener = listen(lambda client, listener: listener.over.wait())
    with pytest.raises(TargetSilent, match="no complete answer in time"):
        target(listener.url, seconds=0.2).send(READ, unsigned)


def test_unhealthy_in_a_row_are_counted(listen: Any, target: Make) -> None:
    def third_time_lucky(client: socket.socket, listener: Any) -> None:
        if listener.request(client) and len(listener.heard) == 3:
            client.sendall(OK)

    made = target(listen(third_time_lucky).url)
    counted = []
    for _ in range(2):
        with pytest.raises(TargetSilent):
            made.send(READ, unsigned)
        counted.append(made.unhealthy)
    made.send(READ, unsigned)
    assert [*counted, made.unhealthy] == [1, 2, 0]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_that_finds_nobody_tells_of_no_health(
    status: int, answering: Any, target: Make
) -> None:
    ill = f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode()
    made = target(answering(ill, ill, OK).url)
    counted = []
    for _ in range(3):
        made.send(READ, unsigned)
        counted.append(made.unhealthy)
    assert counted == [1, 2, 0]


def test_a_target_that_stays_busy_tells_of_no_health(
    answering: Any, target: Make, slept: list[float]
) -> None:
    busy = b"HTTP/1.1 429 X\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
    made = target(answering(*[busy] * 6, OK).url)
    counted = []
    for _ in range(2):
        with pytest.raises(Blocked):
            made.send(READ, unsigned)
        counted.append(made.unhealthy)
    made.send(READ, unsigned)
    assert [*counted, made.unhealthy] == [1, 2, 0]
    assert len(slept) > 0


# --- cleaning up ---

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


# --- what is sent ---


def sent(listener: Any) -> tuple[bytes, dict[bytes, bytes], bytes]:
    head, _, body = listener.heard[-1].partition(b"\r\n\r\n")
    first, *headers = head.split(b"\r\n")
    return first, dict(one.lower().split(b": ", 1) for one in headers), body


def test_a_call_goes_to_its_operation(answering: Any, target: Make) -> None:
    listener = answering(OK)
    target(listener.url).send(READ, unsigned)
    first, headers, body = sent(listener)
    assert first == b"GET /v2/mia/qr/a%2Fb HTTP/1.1"
    assert b"content-type" not in headers
    assert body == b""


def test_a_body_is_sent_as_json(answering: Any, target: Make) -> None:
    listener = answering(OK)
    target(listener.url).send(Call("createQr", body={"a": [1.5, None, "ţ"]}), unsigned)
    first, headers, body = sent(listener)
    assert first == b"POST /v2/mia/qr HTTP/1.1"
    assert headers[b"content-type"] == b"application/json"
    assert body == '{"a": [1.5, null, "ţ"]}'.encode()


@pytest.mark.parametrize("body", [0, False, "", [], {}])
def test_an_empty_value_is_a_body_too(body: object, answering: Any, target: Make) -> None:
    listener = answering(OK)
    target(listener.url).send(Call("createQr", body=body), unsigned)
    assert sent(listener)[2] == json.dumps(body).encode()


def test_bytes_are_sent_as_they_stand(answering: Any, target: Make) -> None:
    listener = answering(OK)
    target(listener.url).send(Call("createQr", body=b'{"a":\xff'), unsigned)
    assert sent(listener)[2] == b'{"a":\xff'


def test_the_media_type_and_the_verb_can_be_others(answering: Any, target: Make) -> None:
    listener = answering(OK)
    call = Call("createQr", body=b"a", headers={"content-TYPE": "text/plain"}, method="PUT")
    target(listener.url).send(call, unsigned)
    first, headers, _ = sent(listener)
    assert first == b"PUT /v2/mia/qr HTTP/1.1"
    assert headers[b"content-type"] == b"text/plain"


def test_a_signer_has_the_last_word(answering: Any, target: Make) -> None:
    def signer(request: Request) -> Request:
        return Request(request.method, "/elsewhere", (("X-Sign", "ed"),), request.body)

    listener = answering(OK)
    target(listener.url).send(Call("createQr", body={}), signer)
    first, headers, body = sent(listener)
    assert first == b"POST /elsewhere HTTP/1.1"
    assert headers[b"x-sign"] == b"ed"
    assert body == b"{}"


# --- alternatives ---


REFUNDS = [
    Operation(name, "POST", f"/{name}", {"x-alternative": group}, {})
    for name, group in (("create", None), ("old", "refund"), ("new", "refund"))
]
SUCCESS = b'{"ok": true, "result": {}}'


class Probe:
    """
    Calls an operation, which this target answers as it is told to.
    """

    def __init__(self, exchange: Callable[..., Exchange], **statuses: int) -> None:
        self._exchange = exchange
        self._statuses = statuses
        self.called: list[str] = []

    def __call__(self, operation: str) -> Exchange:
        self.called.append(operation)
        return self._exchange(self._statuses[operation], SUCCESS)


@pytest.fixture
def refunding(target: Make) -> Target:
    """
    A target of a document with two ways to refund.
    """
    made = target("http://127.0.0.1:1")
    operations = {operation.id: operation for operation in REFUNDS}
    made.slice = replace(made.slice, document=Document(operations, {}, frozenset(), {}))
    return made


def test_the_first_alternative_that_succeeds_is_served(refunding: Target, exchange: Any) -> None:
    probe = Probe(exchange, old=404, new=200)
    assert refunding.alternative("refund", probe) == "new"
    assert probe.called == ["old", "new"]


def test_a_served_alternative_is_found_once(refunding: Target, exchange: Any) -> None:
    probe = Probe(exchange, old=200)
    assert [refunding.alternative("refund", probe) for _ in range(3)] == ["old"] * 3
    assert probe.called == ["old"]


def test_a_target_that_serves_no_alternative_blocks(refunding: Target, exchange: Any) -> None:
    with pytest.raises(Blocked, match=r"no operation of refund succeeds: old: .*; new: "):
        refunding.alternative("refund", Probe(exchange, old=404, new=500))
    assert refunding.alternative("refund", Probe(exchange, old=404, new=200)) == "new"


# --- what a bare target is ---


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
