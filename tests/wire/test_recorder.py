import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from payconform.model import Exchange, Request
from payconform.wire.recorder import KEPT, Recorder, as_record, from_record
from payconform.wire.redactor import Redactor

Make = Callable[..., Exchange]


def plain(text: str) -> str:
    return text


def test_exchanges_are_numbered_in_order() -> None:
    recorder = Recorder(Redactor())
    assert [recorder.next_id() for _ in range(3)] == ["x00001", "x00002", "x00003"]


def test_an_exchange_is_a_record_of_all_its_parts(exchange: Make) -> None:
    request = Request("POST", "/a?b=c", (("X-Tea", "green"), ("x-tea", "black")), b'{"a": 1}')
    made = exchange(201, b"{}", (("Content-Type", "text/plain"),), request=request)
    assert as_record(made, plain) == {
        "id": "x00001",
        "direction": "outbound",
        "operation": "createQr",
        "at": "2026-01-02T00:00:00+00:00",
        "seconds": 0.25,
        "url": "http://127.0.0.1:1",
        "request": {
            "method": "POST",
            "target": "/a?b=c",
            "headers": [["X-Tea", "green"], ["x-tea", "black"]],
            "encoding": "utf-8",
            "body": '{"a": 1}',
        },
        "response": {
            "status": 201,
            "headers": [["Content-Type", "text/plain"]],
            "encoding": "utf-8",
            "body": "{}",
        },
        "failure": None,
    }


def test_an_exchange_without_answer_has_its_failure(exchange: Make) -> None:
    record = as_record(exchange(answered=False), plain)
    assert record["response"] is None
    assert record["failure"] == "no connection"


BODIES = [b"", "ţeavă".encode(), b"\xff\xfe\x00", bytes(range(256)), b"\xed\xa0\x80", b"a\r\nb"]


@pytest.mark.parametrize("body", BODIES)
def test_a_body_comes_back_byte_for_byte(body: bytes, exchange: Make) -> None:
    record = json.loads(json.dumps(as_record(exchange(body=body), plain)))
    response = record["response"]
    assert response["body"].encode(response["encoding"]) == body


def test_a_secret_is_masked_wherever_it_stands(exchange: Make) -> None:
    secret = "hunter2-hunter2"
    redactor = Redactor()
    redactor.learn("KEY", secret)
    request = Request("POST", f"/{secret}", (("A", f"Bearer {secret}"),), secret.encode())
    made = exchange(200, secret.encode(), (("B", secret),), request=request)
    for one in (made, replace(made, response=None, failure=f"no {secret}")):
        line = json.dumps(as_record(one, redactor), ensure_ascii=False)
        assert secret not in line
    assert as_record(made, redactor)["request"]["target"] == "/‹KEY›"
    assert as_record(made, redactor)["request"]["headers"] == [["A", "Bearer ‹KEY›"]]


def test_a_secret_is_masked_among_bytes_that_are_no_text(exchange: Make) -> None:
    redactor = Redactor()
    redactor.learn("KEY", "șarlotă-caldă")
    made = exchange(body=b"\xff" + "șarlotă-caldă".encode() + b"\xff")
    assert as_record(made, redactor)["response"]["body"] == "ÿ‹KEY›ÿ"


def test_the_secret_that_an_answer_brings_is_masked_in_that_answer(exchange: Make) -> None:
    redactor = Redactor()
    redactor.watch({"token": "TOKEN"})
    written: list[dict[str, Any]] = []
    recorder = Recorder(redactor, written.append)
    recorder.add(exchange(body=b'{"token": "hunter2-hunter2"}'))
    assert written[0]["response"]["body"] == '{"token": "‹TOKEN›"}'


SIGNED = {
    "in its body": ((), b'{"signature": "hunter2-hunter2"}'),
    "in a header": ((("SIGNATURE", " hunter2-hunter2"),), b"{}"),
}


@pytest.mark.parametrize("place", SIGNED)
def test_the_secret_that_a_callback_brings_is_masked_in_that_callback(
    place: str, exchange: Make
) -> None:
    headers, body = SIGNED[place]
    redactor = Redactor()
    redactor.watch({"signature": "SIGN"})
    written: list[dict[str, Any]] = []
    noticed: list[Exchange] = []
    callback = exchange(request=Request("POST", "/", headers, body), inbound=True)
    Recorder(redactor, written.append, noticed.append).add(callback)
    assert "‹SIGN›" in str(written[0]["request"])
    assert "hunter2" not in str(written)
    assert noticed == [callback]  # whoever verifies it has it as it came


def test_what_we_say_ourselves_brings_no_secret(exchange: Make) -> None:
    redactor = Redactor()
    redactor.watch({"signature": "SIGN"})
    recorder = Recorder(redactor)
    said = b'{"signature": "hunter2-hunter2"}'
    recorder.add(exchange(body=said, inbound=True))
    recorder.add(exchange(request=Request("POST", "/", (("signature", "hunter2-hunter2"),), said)))
    assert redactor("hunter2-hunter2") == "hunter2-hunter2"


def test_an_exchange_without_answer_is_recorded_too(exchange: Make) -> None:
    redactor = Redactor()
    redactor.watch({"token": "TOKEN"})
    written: list[str] = []
    recorder = Recorder(redactor, lambda record: written.append(record["failure"]))
    recorder.add(exchange(answered=False))
    assert written == ["no connection"]


def test_an_exchange_is_written_before_the_next_may_be_sent(exchange: Make) -> None:
    written: list[str] = []
    recorder = Recorder(Redactor(), lambda record: written.append(record["id"]))
    recorder.add(exchange())
    assert written == ["x00001"]


def test_a_recent_exchange_is_found_by_its_id(exchange: Make) -> None:
    recorder = Recorder(Redactor())
    made = exchange()
    recorder.add(made)
    assert recorder.find("x00001") is made
    assert recorder.find("x00002") is None


def test_only_recent_exchanges_are_kept(exchange: Make) -> None:
    recorder = Recorder(Redactor())
    for number in range(KEPT + 1):
        recorder.add(replace(exchange(), id=f"x{number:05}"))
    assert recorder.find("x00000") is None
    assert recorder.find("x00001") is not None


def test_a_listener_hears_what_happens_meanwhile(exchange: Make) -> None:
    recorder = Recorder(Redactor())
    recorder.add(replace(exchange(), id="before"))
    with recorder.listening() as outer:
        recorder.add(replace(exchange(), id="outer"))
        with recorder.listening() as inner:
            recorder.add(replace(exchange(), id="inner"))
    recorder.add(replace(exchange(), id="after"))
    assert outer == ["outer", "inner"]
    assert inner == ["inner"]


def test_an_exchange_is_noticed_as_it_is_once_it_is_written(exchange: Make) -> None:
    happened: list[object] = []
    recorder = Recorder(Redactor(), lambda record: happened.append(record["id"]), happened.append)
    made = exchange()
    recorder.add(made)
    assert happened == ["x00001", made]


def test_exchanges_are_found_while_others_are_added(exchange: Make) -> None:
    recorder = Recorder(Redactor())
    made = exchange()
    stop = threading.Event()

    def add() -> None:
        while not stop.is_set():
            recorder.add(made)

    adding = threading.Thread(target=add)
    adding.start()
    try:
        for _ in range(2000):
            recorder.find("nowhere")
    finally:
        stop.set()
        adding.join()


def test_threads_write_one_record_after_the_other(exchange: Make) -> None:
    inside, most = 0, 0

    def write(record: dict[str, Any]) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        over.wait(0.001)
        inside -= 1

    over = threading.Event()
    recorder = Recorder(Redactor(), write)
    made = exchange()

    def add() -> None:
        for _ in range(20):
            recorder.add(replace(made, id=recorder.next_id()))

    with recorder.listening() as heard:
        threads = [threading.Thread(target=add) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == 1
    assert sorted(heard) == [f"x{number:05}" for number in range(1, 101)]


@pytest.mark.parametrize("body", BODIES)
def test_a_record_becomes_the_exchange_it_was(body: bytes, exchange: Make) -> None:
    request = Request("POST", "/a?b=c", (("X-Tea", "green"), ("x-tea", "black")), body)
    for made in (
        exchange(201, body, (("Content-Type", "text/plain"),), request=request),
        exchange(answered=False),
        exchange(inbound=True),
    ):
        assert from_record(json.loads(json.dumps(as_record(made, plain)))) == made


def test_a_masked_record_among_bytes_that_are_no_text_is_read(exchange: Make) -> None:
    record = as_record(exchange(body=b"\xff"), plain)
    record["response"]["body"] += "‹KEY›"
    response = from_record(record).response
    assert response is not None
    assert response.body.decode("utf-8") == "ÿ‹KEY›"


@pytest.mark.parametrize("change", [{"direction": "up"}, {"at": "now"}, {"request": None}])
def test_what_is_no_record_is_not_read(change: dict[str, Any], exchange: Make) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_record(as_record(exchange(), plain) | change)
