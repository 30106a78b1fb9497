"""
How a run finds its target: embedded, minted, or somebody else's.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from payconform import catalog
from payconform.catalog import Slice
from payconform.checks import at, given, status
from payconform.config import TargetSettings, resolve
from payconform.errors import KeyMissing, TargetForbidden, TargetSilent, TargetUnfit, Unexercised
from payconform.model import Call, unsigned
from payconform.target import open_target
from payconform.target.opening import Opened, Variation, vet
from payconform.target.permission import PERMITTED
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor

JSON = "application/json"
PREFLIGHT = 1  # exchanges that opening a target takes


class Bench:
    """
    Opens targets, and keeps what a run would keep of them.
    """

    def __init__(self, maib: Slice, stack: ExitStack) -> None:
        self.records: list[dict[str, Any]] = []
        self.redactor = Redactor()
        self.recorder = Recorder(self.redactor, self.records.append)
        self.maib = maib
        self.stack = stack

    def open(self, settings: TargetSettings, seed: int = 1, **variation: Any) -> Opened:
        return open_target(
            self.maib,
            settings,
            self.recorder,
            self.redactor,
            self.stack,
            seed=seed,
            token="token",
            variation=Variation(variation.pop("switches", {}), variation.pop("faults", ())),
        )


@pytest.fixture
def bench(maib: Slice) -> Iterator[Bench]:
    with ExitStack() as stack:
        yield Bench(maib, stack)


@pytest.fixture
def embedded() -> TargetSettings:
    return resolve("maib", None, None)


def create(target: Any, **members: object) -> str:
    body = catalog.load("maib").profile.valid("createQr", target).body | members
    made = given(target.send(Call("createQr", body=body)), status(200))
    return str(at(made, "result.qrId"))


# --- embedded, with a merchant of our own ---


def test_an_embedded_target_is_a_simulated_merchant_of_our_own(
    bench: Bench, embedded: TargetSettings
) -> None:
    opened = bench.open(embedded)
    assert opened.simulated
    assert opened.target.credentials != embedded.credentials
    assert set(opened.target.credentials) == set(embedded.credentials)
    assert {"control_clock", "receive_callbacks"} <= opened.target.capabilities


def test_opening_proves_the_target_with_one_recorded_call(
    bench: Bench, embedded: TargetSettings
) -> None:
    bench.open(embedded)
    assert [one["operation"] for one in bench.records] == ["obtainToken"]
    assert bench.records[0]["url"] == "‹PAYCONFORM_URL›"


def test_the_seed_decides_fresh_names(bench: Bench, embedded: TargetSettings) -> None:
    one, same, other = (bench.open(embedded, seed).target.fresh("a") for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_secrets_of_a_minted_merchant_are_masked(bench: Bench, embedded: TargetSettings) -> None:
    target = bench.open(embedded).target
    for name, secret in target.credentials.items():
        assert bench.redactor(f"a {secret} b") == f"a ‹MAIB_{name.upper()}› b"


def test_a_merchant_signs_its_calls_by_itself(bench: Bench, embedded: TargetSettings) -> None:
    target = bench.open(embedded).target
    qr_id = create(target)
    assert target.send(Call("getQr", path={"qrId": qr_id}), unsigned).response.status == 401  # type: ignore[union-attr]
    assert target.send(Call("getQr", path={"qrId": qr_id})).response.status == 200  # type: ignore[union-attr]


def test_a_token_is_asked_for_once_and_masked(bench: Bench, embedded: TargetSettings) -> None:
    target = bench.open(embedded).target
    create(target)
    create(target)
    asked = [one for one in bench.records[PREFLIGHT:] if one["operation"] == "obtainToken"]
    assert len(asked) <= 1
    created = [one for one in bench.records if one["operation"] == "createQr"]
    for one in created:
        assert ["Authorization", "Bearer ‹MAIB_ACCESS_TOKEN›"] in one["request"]["headers"]


def test_time_moves_when_it_is_told_to(bench: Bench, embedded: TargetSettings) -> None:
    target = bench.open(embedded).target
    before = target.now()
    assert target.now() == before
    target.advance(90)
    assert target.now() - before == timedelta(seconds=90)


def test_what_time_brings_is_seen_by_the_merchant(bench: Bench, embedded: TargetSettings) -> None:
    target = bench.open(embedded).target
    qr_id = create(target)
    target.advance(3600)
    read = target.send(Call("getQr", path={"qrId": qr_id}))
    assert at(read, "result.status") == "Expired"


def test_a_callback_comes_to_its_inbox(bench: Bench, embedded: TargetSettings) -> None:
    target = bench.open(embedded).target
    inbox, other = target.inbox(), target.inbox()
    assert inbox.url != other.url
    bench.maib.profile.provoke_callback(target, inbox.url)  # type: ignore[attr-defined]
    received = inbox.first(60)
    assert received.direction == "inbound"
    assert received.operation == "notifyPayment"
    assert other.after(60) == []
    with pytest.raises(Unexercised, match="no callback came within 60 seconds"):
        other.first(60)


def test_an_inbox_answers_as_it_is_told_to(bench: Bench, embedded: TargetSettings) -> None:
    target = bench.open(embedded).target
    inbox = target.inbox()
    inbox.answer(lambda number: 500 if number == 1 else 200)
    bench.maib.profile.provoke_callback(target, inbox.url)  # type: ignore[attr-defined]
    received = inbox.after(24 * 3600)
    answers = [one.response.status for one in received if one.response]
    assert answers == [500, 200]


def test_a_second_merchant_is_a_stranger_to_the_first(
    bench: Bench, embedded: TargetSettings
) -> None:
    target = bench.open(embedded).target
    second = target.second()
    assert second.credentials != target.credentials
    read = second.send(Call("getQr", path={"qrId": create(target)}))
    assert read.response is not None
    assert read.response.status == 404


def test_what_all_merchants_created_is_taken_back(bench: Bench, embedded: TargetSettings) -> None:
    target = bench.open(embedded).target
    second = target.second()
    mine, theirs = create(target), create(second)
    assert target.settle() == []
    for merchant, qr_id in ((target, mine), (second, theirs)):
        read = merchant.send(Call("getQr", path={"qrId": qr_id}))
        assert at(read, "result.status") == "Cancelled"


def test_what_is_created_at_once_is_taken_back(bench: Bench, embedded: TargetSettings) -> None:
    target = bench.open(embedded).target
    assert "races" in target.capabilities
    call = bench.maib.profile.valid("createQr", target)
    calls = [replace(call, body={**call.body, "orderId": target.fresh("order")}) for _ in range(4)]
    made = [str(at(given(one, status(200)), "result.qrId")) for one in target.race(calls)]
    assert len(set(made)) == 4
    assert target.settle() == []
    for qr_id in made:
        read = target.send(Call("getQr", path={"qrId": qr_id}))
        assert at(read, "result.status") == "Cancelled"


def test_simulated_behaviour_is_counted_by_rule(bench: Bench, embedded: TargetSettings) -> None:
    target = bench.open(embedded).target
    before = target.exercised()
    create(target)
    after = target.exercised()
    rules = bench.maib.rules.by_id
    assert set(after) <= set(rules)
    assert sum(after.values()) > sum(before.values())


def test_switches_and_faults_reach_the_merchant(bench: Bench, embedded: TargetSettings) -> None:
    switch = next(iter(bench.maib.rules.switches.values()))
    fault = next(iter(catalog.behaviour("maib").faults))
    bench.open(embedded, switches={switch.name: switch.choices[-1]}, faults=(fault.id,))
    with pytest.raises(TargetSilent, match="control API"):
        bench.open(embedded, switches={switch.name: "no_such_choice"})
    with pytest.raises(TargetSilent, match="control API"):
        bench.open(embedded, faults=("no_such_fault",))


def test_a_blind_run_uses_the_published_merchant(bench: Bench, embedded: TargetSettings) -> None:
    opened = bench.open(replace(embedded, blind=True))
    assert opened.simulated
    assert opened.target.credentials == embedded.credentials
    assert opened.target.capabilities == PERMITTED
    create(opened.target)


# --- somebody else's ---


def answer(code: int, media: str, body: bytes = b"{}") -> bytes:
    head = f"HTTP/1.1 {code} X\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


UNFIT = {
    "ailing": (answer(503, JSON), "is not healthy: its first answer, to obtainToken, is 503"),
    "closed to us": (answer(403, JSON), "this address or project is not allowed there"),
    "refusing": (answer(401, JSON), "refuses the credentials: obtainToken answers 401"),
    "something else": (
        answer(200, "text/html", b"It works!"),
        "this is not maib MIA QR: obtainToken is answered 200 with text/html",
    ),
    "of no type": (
        b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n",
        "obtainToken is answered 404 with no content type",
    ),
}


@pytest.mark.parametrize("name", UNFIT)
def test_a_target_that_cannot_be_judged_is_told(name: str, bench: Bench, answering: Any) -> None:
    first, expected = UNFIT[name]
    settings = resolve("maib", answering(first).url, None)
    with pytest.raises(TargetUnfit, match=expected) as error:
        bench.open(settings)
    assert error.value.exit_code == 3


def test_json_under_another_media_type_is_an_answer(bench: Bench, answering: Any) -> None:
    body = b'{"ok": true, "result": {"accessToken": "a-token-of-this-test"}}'
    settings = resolve("maib", answering(answer(200, "text/plain", body)).url, None)
    assert bench.open(settings).target.credentials == settings.credentials


def test_a_simulator_of_another_provider_is_told(bench: Bench, answering: Any) -> None:
    hello = answer(200, JSON, b'{"provider": "tea", "capabilities": []}')
    with pytest.raises(TargetUnfit, match="simulates tea, not maib"):
        bench.open(resolve("maib", answering(hello).url, None))


def test_a_target_with_own_credentials_is_never_asked_for_a_control_api(
    bench: Bench, answering: Any, tmp_path: Path
) -> None:
    listener = answering(answer(200, JSON))
    file = tmp_path / "own.yaml"
    file.write_text("client_id: somebody-else\nclient_secret: hunter2-hunter2\n")
    opened = bench.open(resolve("maib", listener.url, file))
    assert not opened.simulated
    assert len(listener.heard) == PREFLIGHT
    assert b"_payconform" not in listener.heard[0]


def test_production_is_refused_before_a_byte_is_sent(
    bench: Bench, embedded: TargetSettings
) -> None:
    (host, *_) = bench.maib.document.production
    settings = replace(embedded, base_url=f"https://{host}", published_credentials=False)
    with pytest.raises(TargetForbidden, match="is a production host"):
        bench.open(settings)
    assert bench.records == []


@pytest.mark.parametrize("name", ["client_id", "client_secret"])
def test_a_credential_that_is_missing_is_told(name: str, embedded: TargetSettings) -> None:
    left = {key: value for key, value in embedded.credentials.items() if key != name}
    with pytest.raises(KeyMissing, match=f"no credential `{name}`"):
        vet(catalog.load("maib"), replace(embedded, credentials=left))
