"""
A simulator that says why it refuses a signature, met by senders with slips.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from payconform import catalog
from payconform.config import published
from payconform.model import Exchange, Request
from payconform.providers.amazonpay import doctor, signing
from payconform.providers.amazonpay.signer import signed, without
from payconform.providers.amazonpay.slips import slips
from payconform.signing.digests import fingerprint
from payconform.signing.doctor import Slip
from payconform.simulator.clock import VirtualClock
from payconform.simulator.diagnosis import HEADER, LONGEST, NOBODY, TOO_LONG
from payconform.simulator.serving import Simulator

CREDENTIALS = published("amazonpay")
BODY = (
    b'{"cancelIntent": ["CANCEL_TOKEN", "REFUND"], "chargeId": "a-1", "merchantId": "AMAZONMID123"}'
)
NOW = datetime(2026, 1, 1, 20, 1, tzinfo=UTC)  # its signature is another in standard Base64
UNKNOWN = "no known slip makes this signature, nor do two of them"
TYPE = (("Content-Type", "application/json"),)


def cancel(body: bytes = BODY, ago: int = 0) -> Request:
    """
    A cancel that is signed as it should be, so many seconds ago.
    """
    bare = Request("POST", "/v2/pay/cancel", TYPE, body)
    return signed(bare, CREDENTIALS, NOW - timedelta(seconds=ago))


def proved(request: Request, signature: str, key: str = CREDENTIALS["access_key_id"]) -> Request:
    """
    The request with another signature.
    """
    proof = ("Authorization", signing.authorization(key, signature))
    return replace(request, headers=(*without(request, "Authorization").headers, proof))


def slipped(request: Request, slip: Slip[Any]) -> Request:
    """
    The request as a sender with one slip signs it.
    """
    made = Exchange("x1", "outbound", "", "", request, None, None, NOW, 0.0)
    (case,) = doctor.cases(made, CREDENTIALS)
    return proved(request, case.sign(slip.change(case.recipe)).value)


def serve(**more: Any) -> Iterator[Simulator]:
    """
    A simulator whose time stands still, so that signatures are the same in every run.
    """
    clock = VirtualClock(NOW.timestamp())
    serving = Simulator(catalog.behaviour("amazonpay"), CREDENTIALS, clock=clock, **more).start()
    yield serving
    serving.stop()


@pytest.fixture(scope="module")
def debugging() -> Iterator[Simulator]:
    yield from serve(cases=doctor.cases)


@pytest.fixture(scope="module")
def silent() -> Iterator[Simulator]:
    yield from serve()


def sent(serving: Simulator, request: Request) -> httpx.Response:
    url = serving.url + request.target
    headers = list(request.headers)
    return httpx.request(request.method, url, content=request.body, headers=headers)


@pytest.mark.parametrize(
    "said", ["standard Base64", "a list as JSON", "a space as +", "region ap-south-1", "CR LF at"]
)
def test_a_slip_is_named_beside_the_refusal(said: str, debugging: Simulator) -> None:
    slip = next(one for one in slips() if said in one.says)
    answer = sent(debugging, slipped(cancel(), slip))
    assert answer.status_code == 401
    assert answer.headers[HEADER] == f"the sender {slip.says} ({slip.rule})"
    assert "AuthorizationFailed" in answer.text


def test_an_answer_stays_as_it_is(debugging: Simulator, silent: Simulator) -> None:
    wrong = slipped(cancel(), slips()[0])
    plain, told = (sent(one, wrong) for one in (silent, debugging))
    assert HEADER not in plain.headers
    assert set(told.headers) - set(plain.headers) == {HEADER}
    assert told.content == plain.content
    assert told.status_code == plain.status_code


REFUSED: dict[str, tuple[Request, str]] = {
    "another signature": (
        proved(cancel(), "x" * 64),
        f"{UNKNOWN}; fingerprint {fingerprint(CREDENTIALS['secret_key'])}",
    ),
    "a request that is late": (cancel(ago=3600), "the signature is right"),
    "another account": (proved(cancel(), "x" * 64, "NOBODYSKEY"), NOBODY),
    "no proof": (without(cancel(), "Authorization"), "no Authorization as AMZ+KEY:SIGNATURE"),
    "a long body": (proved(cancel(b" " * LONGEST + BODY), "x" * 64), TOO_LONG),
    "half a character": (
        proved(cancel(b'{"merchantId": "\\ud800"}'), "x" * 64),
        UNKNOWN,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_slip_explains_is_told_too(name: str, debugging: Simulator) -> None:
    request, told = REFUSED[name]
    answer = sent(debugging, request)
    assert answer.status_code == 401
    assert answer.headers[HEADER].startswith(told)
    assert not any(one in answer.headers[HEADER] for one in CREDENTIALS.values())


def test_what_is_not_refused_is_not_explained(debugging: Simulator) -> None:
    assert HEADER not in sent(debugging, cancel()).headers


def test_a_minted_merchant_is_told_by_its_own_key(debugging: Simulator) -> None:
    minted = httpx.post(f"{debugging.url}/_payconform/sessions", json={}).json()["credentials"]
    wrong = proved(cancel(), "x" * 64, minted["access_key_id"])
    told = sent(debugging, wrong).headers[HEADER]
    assert told.endswith(f"fingerprint {fingerprint(minted['secret_key'])}")
