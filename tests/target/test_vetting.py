"""
What a target of payconform.toml may declare, and the second merchant that it may have.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from payconform.catalog import Slice
from payconform.config import SECOND, TargetSettings
from payconform.errors import Blocked, FileUnreadable, KeyMissing, TargetUnfit
from payconform.model import Call
from payconform.profiles import Profile
from payconform.target import Target, open_target
from payconform.target.opening import vet
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor

FIRST = {"client_id": "first-of-two", "client_secret": "milk-and-sugar-1"}
OTHER = {"client_id": "second-of-two", "client_secret": "milk-and-sugar-2"}
TOKEN = b'{"result":{"accessToken":"a-token-for-tea","expiresIn":300},"ok":true}'
ISSUED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
    len(TOKEN),
    TOKEN,
)
REFUSED = (
    b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
)


def settings(
    url: str = "https://sandbox.example.invalid",
    second: Mapping[str, str] | None = None,
    *capabilities: str,
) -> TargetSettings:
    able = frozenset(capabilities) | ({SECOND} if second else frozenset())
    return TargetSettings("maib", "x", url, "sandbox", FIRST, able, second=second or {})


# --- the largest amount ---


def test_a_limit_that_cannot_be_kept_is_refused(maib: Slice) -> None:
    limited = replace(settings(), max_amount=Decimal(10))
    vet(maib, limited)
    nameless = {
        name: replace(one, definition={"responses": {}})
        for name, one in maib.document.operations.items()
    }
    unnamed = replace(maib, document=replace(maib.document, operations=nameless))
    vet(unnamed, settings())
    with pytest.raises(FileUnreadable, match="max_amount: cannot be kept: specs/maib"):
        vet(unnamed, limited)


# --- capabilities ---


@pytest.mark.parametrize("name", ["simulate_payment", "list_extensions"])
def test_a_target_may_declare_what_the_operations_need(maib: Slice, name: str) -> None:
    vet(maib, settings("https://sandbox.example.invalid", None, name))


@pytest.mark.parametrize("name", ["races", "control_clock", "make_tea"])
def test_what_only_a_simulator_can_do_is_not_declared(maib: Slice, name: str) -> None:
    with pytest.raises(FileUnreadable) as error:
        vet(maib, settings("https://sandbox.example.invalid", None, name))
    assert str(error.value) == (
        f"payconform.toml, targets.x.capabilities: `{name}` is not a capability that this target "
        "may declare. Known: list_extensions, second_merchant, simulate_payment."
    )


def test_payments_are_not_simulated_where_no_operation_pays(maib: Slice) -> None:
    declaring = settings("https://sandbox.example.invalid", None, "simulate_payment")
    unpaid = {
        name: replace(one, definition={**one.definition, "x-pays": False})
        for name, one in maib.document.operations.items()
    }
    poor = replace(maib, document=replace(maib.document, operations=unpaid))
    vet(poor, settings())
    with pytest.raises(FileUnreadable) as error:
        vet(poor, declaring)
    assert str(error.value) == (
        "payconform.toml, targets.x.capabilities: `simulate_payment`: maib MIA QR has no operation "
        'that pays. Take it out; with simulate_payment = "operator" in its place a person pays.'
    )
    hidden = SimpleNamespace(CREDENTIALS=maib.profile.CREDENTIALS)
    with pytest.raises(FileUnreadable, match=r"no operation that pays\. Take it out\.$"):
        vet(replace(poor, profile=cast("Profile", hidden)), declaring)


def test_a_second_merchant_is_not_declared_without_credentials(maib: Slice) -> None:
    with pytest.raises(FileUnreadable, match=r"Give credentials\.second\.\* instead"):
        vet(maib, settings("https://sandbox.example.invalid", None, SECOND))


def test_a_person_pays_only_what_can_be_shown(maib: Slice) -> None:
    paid_by_person = replace(settings(), operator=True)
    vet(maib, paid_by_person)
    hidden = SimpleNamespace(CREDENTIALS=maib.profile.CREDENTIALS)
    with pytest.raises(FileUnreadable, match=r"targets\.x\.simulate_payment: nobody can be shown"):
        vet(replace(maib, profile=cast("Profile", hidden)), paid_by_person)


def test_payments_are_not_declared(maib: Slice) -> None:
    with pytest.raises(FileUnreadable, match="`payments` is not a capability"):
        vet(maib, settings("https://sandbox.example.invalid", None, "payments"))


# --- the second merchant ---


@pytest.mark.parametrize("name", ["client_id", "client_secret"])
def test_a_credential_that_the_second_merchant_lacks_is_told(maib: Slice, name: str) -> None:
    left = {key: value for key, value in OTHER.items() if key != name}
    with pytest.raises(KeyMissing, match=f"no credential `second.{name}`"):
        vet(maib, settings(second=left))


def test_the_second_merchant_is_not_the_first(maib: Slice) -> None:
    with pytest.raises(FileUnreadable, match=r"second: has the credentials of the first"):
        vet(maib, settings(second=dict(FIRST)))
    vet(maib, settings(second=OTHER))


class Opener:
    """
    Opens a target and keeps what was recorded.
    """

    def __init__(self, maib: Slice, stack: ExitStack) -> None:
        self.maib, self.stack, self.redactor = maib, stack, Redactor()
        self.records: list[dict[str, Any]] = []

    def __call__(self, wanted: TargetSettings) -> Target:
        recorder = Recorder(self.redactor, self.records.append)
        given: dict[str, Any] = {"seed": 1, "token": "t"}
        return open_target(self.maib, wanted, recorder, self.redactor, self.stack, **given).target


@pytest.fixture
def opener(maib: Slice) -> Any:
    with ExitStack() as stack:
        yield Opener(maib, stack)


def bodies(listener: Any) -> list[str]:
    return [json.loads(one.partition(b"\r\n\r\n")[2])["clientId"] for one in listener.heard]


def test_the_second_merchant_calls_with_its_own_credentials(
    answering: Callable[..., Any], opener: Opener
) -> None:
    listener = answering(ISSUED)
    target = opener(settings(listener.url, OTHER))
    assert bodies(listener) == ["first-of-two", "second-of-two"]
    assert SECOND in target.capabilities
    other = target.second()
    assert other is target.second()
    assert other.credentials == OTHER
    assert other.fresh("a") != target.fresh("a")
    with pytest.raises(Blocked):
        other.second()


def test_its_secrets_are_masked(answering: Callable[..., Any], opener: Opener) -> None:
    opener(settings(answering(ISSUED).url, OTHER))
    assert opener.redactor(OTHER["client_secret"]) == "‹MAIB_SECOND_CLIENT_SECRET›"
    assert "milk-and-sugar" not in json.dumps(opener.records)


def test_what_it_created_is_taken_back(answering: Callable[..., Any], opener: Opener) -> None:
    made = b'{"result":{"qrId":"of-the-second"},"ok":true}'
    created = ISSUED.replace(b": %d" % len(TOKEN), b": %d" % len(made)).replace(TOKEN, made)
    listener = answering(ISSUED, ISSUED, created)
    target = opener(settings(listener.url, OTHER))
    target.second().send(Call("createQr", body={}))
    target.second()
    assert target.settle() == []
    cancelled = [one for one in listener.heard if b"/of-the-second/cancel" in one]
    assert len(cancelled) == 1


def test_a_second_merchant_that_is_refused_is_told(
    answering: Callable[..., Any], opener: Opener
) -> None:
    with pytest.raises(TargetUnfit, match="refuses the second merchant's credentials"):
        opener(settings(answering(ISSUED, REFUSED).url, OTHER))


def test_without_one_there_is_none(answering: Callable[..., Any], opener: Opener) -> None:
    target = opener(replace(settings(answering(ISSUED).url)))
    with pytest.raises(Blocked):
        target.second()
