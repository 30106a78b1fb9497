"""
Amazon Pay: whoever signs something else, or not, is refused at every operation.
"""

import json
from dataclasses import replace
from typing import Any

import pytest

from payconform.checks import at, given, member, require, status
from payconform.errors import Violation
from payconform.model import Call, Exchange, Mismatch, Request, unsigned
from payconform.providers.amazonpay import calls, signing
from payconform.providers.amazonpay.checks import code, not_refunded, refused, succeeded
from payconform.providers.amazonpay.forging import (
    another,
    changed_after,
    changed_before,
    dated,
    header,
    scoped,
    signed_over,
    with_keys,
)
from payconform.providers.amazonpay.signer import without
from payconform.target import Target

NEEDS = {"refundCharge": "simulate_payment", "registerIpn": "receive_callbacks"}
PAST = -3600
MALFORMED = {
    "empty": "",
    "another scheme": "Basic QU1BWk9OTUlEMTIzOnNlY3JldA==",
    "no prefix": "{key}:{signature}",
    "prefix only": "AMZ+",
    "no signature": "AMZ+{key}:",
    "no key": "AMZ+:{signature}",
    "no colon": "AMZ+{key}{signature}",
    "half a signature": "AMZ+{key}:{half}",
    "something behind it": "AMZ+{key}:{signature}x",
}

pytestmark = pytest.mark.needs("bad_credentials")


def of(*operations: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "operation",
        [
            pytest.param(one, marks=pytest.mark.needs(NEEDS[one]) if one in NEEDS else ())
            for one in operations
        ],
    )


EVERY = of("generateQr", "getStatus", "cancelQr", "refundCharge", "registerIpn")
POSTS = of("generateQr", "cancelQr", "refundCharge", "registerIpn")


def valid(target: Target, operation: str) -> Call:
    return calls.valid(operation, target)


@pytest.mark.rule("AMAZONPAY-AUTH-01")
@EVERY
def test_a_call_without_authorization_is_refused(target: Target, operation: str) -> None:
    bare = changed_after(target, lambda request: without(request, "Authorization"))
    require(target.send(valid(target, operation), bare), refused)
    require(target.send(valid(target, operation), unsigned), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-02")
@EVERY
def test_another_secret_is_refused(target: Target, operation: str) -> None:
    other = with_keys(target, secret_key=f"{target.credentials['secret_key'][::-1]}x")
    require(target.send(valid(target, operation), other), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-03")
@EVERY
def test_an_access_key_nobody_issued_is_refused(target: Target, operation: str) -> None:
    other = with_keys(target, access_key_id="NEVERISSUEDACCESSKEY")
    require(target.send(valid(target, operation), other), refused)


def altered(body: Any) -> list[bytes]:
    """
    A body with one of its members altered, each in turn, then one more, and none at all.
    """
    changes: list[Any] = []
    for name, value in body.items():
        other = [*value, "TEA"] if isinstance(value, list) else f"{value}0"
        changes.append({**body, name: other})
    changes.append({**body, "x": "1"})
    return [*(json.dumps(one).encode("utf-8") for one in changes), b""]


@pytest.mark.rule("AMAZONPAY-AUTH-04")
@POSTS
def test_a_body_altered_after_signing_is_refused(target: Target, operation: str) -> None:
    call = valid(target, operation)
    for body in altered(call.body):
        other = changed_after(target, lambda request, body=body: replace(request, body=body))  # type: ignore[misc]
        require(target.send(call, other), refused)
    require(target.send(call, signed_over(target, body=b'{"x": "1"}')), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-05")
def test_a_query_altered_after_signing_is_refused(target: Target, order: str) -> None:
    call, other = calls.status(target, order), calls.ordered(target)
    path, _, query = "/v2/pay/token", "?", f"merchantId={target.credentials['merchant_id']}"
    for told in (f"{query}&merchantOrderId={other}", query, ""):
        signer = signed_over(target, target=f"{path}?{told}")
        require(target.send(call, signer), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-06")
@EVERY
@pytest.mark.parametrize("path", ["/v2/pay", "/", "/v2/pay/token/", "/V2/pay/cancel"])
def test_a_signature_for_another_path_is_refused(target: Target, operation: str, path: str) -> None:
    def elsewhere(request: Request) -> Request:
        query = request.target.partition("?")[2]
        told = f"{path}?{query}" if query else path
        return signed_over(target, target=told)(request)

    require(target.send(valid(target, operation), elsewhere), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-07")
@EVERY
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_signature_for_another_method_is_refused(
    target: Target, operation: str, method: str
) -> None:
    require(target.send(valid(target, operation), signed_over(target, method=method)), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-08")
@EVERY
@pytest.mark.parametrize("name", signing.SIGNED)
def test_a_header_altered_after_signing_is_refused(
    target: Target, operation: str, name: str
) -> None:
    signer = changed_after(target, lambda request: header(request, name, another(request, name)))
    require(target.send(valid(target, operation), signer), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-09")
@EVERY
@pytest.mark.parametrize("name", signing.SIGNED)
def test_a_header_taken_away_after_signing_is_refused(
    target: Target, operation: str, name: str
) -> None:
    signer = changed_after(target, lambda request: without(request, name))
    require(target.send(valid(target, operation), signer), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-10")
@EVERY
def test_the_signature_of_another_call_is_refused(target: Target, operation: str) -> None:
    first = given(target.send(valid(target, operation)), succeeded)
    proof = first.request.header("Authorization") or ""
    signer = changed_after(target, lambda request: header(request, "Authorization", proof))
    target.wait(1)  # another second, as between any two calls of an integrator
    require(target.send(valid(target, operation), signer), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-11")
@EVERY
def test_a_signature_past_its_validity_is_refused(target: Target, operation: str) -> None:
    require(target.send(valid(target, operation), dated(target, PAST, expires=60)), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-12")
@EVERY
@pytest.mark.parametrize(
    ("region", "service"),
    [("ap-south-1", signing.SERVICE), (signing.REGION, "execute-api"), ("", "")],
    ids=["another region", "another service", "neither"],
)
def test_a_signature_in_another_scope_is_refused(
    target: Target, operation: str, region: str, service: str
) -> None:
    require(target.send(valid(target, operation), scoped(target, region, service)), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-12")
@EVERY
def test_a_signature_of_another_day_is_refused(target: Target, operation: str) -> None:
    today = target.now().strftime(signing.STAMP)

    def yesterdays(request: Request) -> Request:
        whole = dated(target, -86400)(request)
        return header(whole, signing.DATE, today)

    require(target.send(valid(target, operation), yesterdays), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-13")
@EVERY
@pytest.mark.parametrize("form", MALFORMED)
def test_a_malformed_authorization_is_refused(target: Target, operation: str, form: str) -> None:
    def malform(request: Request) -> Request:
        parts = signing.AUTHORIZATION.fullmatch(request.header("Authorization") or "")
        assert parts
        half = parts[3][:32]
        told = MALFORMED[form].format(key=parts[2], signature=parts[3], half=half)
        return header(request, "Authorization", told)

    require(target.send(valid(target, operation), changed_after(target, malform)), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-14")
@pytest.mark.needs("receive_callbacks")
def test_a_wrong_signature_of_a_registration_is_told(target: Target) -> None:
    other = with_keys(target, secret_key=f"{target.credentials['secret_key'][::-1]}x")
    answer = target.send(valid(target, "registerIpn"), other)
    require(answer, status(401), code("AuthorizationFailed"))


@pytest.mark.rule("AMAZONPAY-AUTH-15")
@pytest.mark.needs("receive_callbacks")
def test_an_expired_signature_of_a_registration_is_told(target: Target) -> None:
    answer = target.send(valid(target, "registerIpn"), dated(target, PAST, expires=60))
    require(answer, status(401), code("AuthorizationExpired"))


def with_member(call: Call, name: str, value: str) -> Call:
    if call.query:
        return replace(call, query={**call.query, name: value})
    return replace(call, body={**call.body, name: value})


@pytest.mark.rule("AMAZONPAY-AUTH-16")
@EVERY
def test_another_merchants_id_is_refused(target: Target, operation: str) -> None:
    other = f"{target.credentials['merchant_id'][::-1]}X"
    call = valid(target, operation)
    require(target.send(with_member(call, "merchantId", other)), refused)
    signer = changed_before(target, lambda request: header(request, signing.CLIENT, other))
    require(target.send(call, signer), refused)


@pytest.mark.rule("AMAZONPAY-AUTH-17")
@pytest.mark.needs("receive_callbacks")
def test_another_merchants_id_in_a_registration_is_told(target: Target) -> None:
    call = with_member(valid(target, "registerIpn"), "merchantId", "SOMEBODYELSE0")
    require(target.send(call), status(400), code("MerchantIdMismatch"))


@pytest.mark.rule("AMAZONPAY-AUTH-18")
@pytest.mark.needs("second_merchant")
def test_another_merchants_qr_is_not_read(target: Target) -> None:
    theirs = calls.ordered(target.second())
    answer = target.send(calls.status(target, theirs))
    nobodys = target.send(calls.status(target, target.fresh("nobody")))
    if succeeded(answer) is None and told(answer) != told(nobodys):
        raise Violation([Mismatch("no word of another's QR", told(answer))], answer.id)


@pytest.mark.rule("AMAZONPAY-AUTH-18")
@pytest.mark.needs("second_merchant")
def test_another_merchants_qr_is_not_cancelled(target: Target) -> None:
    second = target.second()
    theirs = calls.ordered(second)
    before = at(given(second.send(calls.status(second, theirs)), succeeded), "status")
    target.send(calls.cancel(target, theirs))
    after = given(second.send(calls.status(second, theirs)), succeeded)
    require(after, member("status", before))


@pytest.mark.rule("AMAZONPAY-AUTH-18")
@pytest.mark.needs("second_merchant", "simulate_payment")
def test_another_merchants_charge_is_not_refunded(target: Target) -> None:
    second = target.second()
    theirs = calls.paid(second)
    require(target.send(calls.refund(target, theirs)), not_refunded)
    whole = calls.refund(second, theirs)
    require(second.send(whole), succeeded)


def told(answer: Exchange) -> str:
    return f"{at(answer, 'status')}, amount {at(answer, 'amount')}"
