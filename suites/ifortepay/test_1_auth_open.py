"""
iFortepay: what no page tells of its proofs, and what they do not protect.
"""

from dataclasses import replace
from typing import Any

import pytest

from payconform.checks import asked, at, given
from payconform.model import Request
from payconform.providers.ifortepay import calls, forging, signing
from payconform.providers.ifortepay.checks import fate, succeeded
from payconform.providers.ifortepay.signer import header
from payconform.stories import Record
from payconform.target import Target

bad = pytest.mark.needs("bad_credentials")


@pytest.mark.rule("IFORTEPAY-AUTH-30")
@bad
def test_a_signature_in_capitals(target: Target, named: dict[str, Any], record: Record) -> None:
    signer = forging.with_signature(target, forging.in_capitals)
    record(fate(target.send(calls.inquiry(named), signer)))


@pytest.mark.rule("IFORTEPAY-AUTH-31")
def test_a_call_without_version(target: Target, named: dict[str, Any], record: Record) -> None:
    signer = forging.lacking(target, signing.VERSION)
    record(fate(target.send(calls.inquiry(named), signer)))


@pytest.mark.rule("IFORTEPAY-AUTH-32")
def test_another_version(target: Target, named: dict[str, Any], record: Record) -> None:
    signer = forging.with_header(target, signing.VERSION, "v2")
    record(fate(target.send(calls.inquiry(named), signer)))


@pytest.mark.rule("IFORTEPAY-AUTH-33")
@bad
def test_a_sub_merchant_nobody_knows(target: Target, named: dict[str, Any], record: Record) -> None:
    signer = forging.acting(target, "IFP0000000000", target.credentials["hash_key"])
    record(fate(target.send(calls.inquiry(named), signer)))


@pytest.mark.rule("IFORTEPAY-AUTH-34")
@bad
def test_two_faults_at_once(target: Target, named: dict[str, Any], record: Record) -> None:
    wrong = forging.with_keys(target, hash_key=target.credentials["hash_key"][::-1])
    unsigned = at(target.send(calls.cancel(named), wrong), "response_code")
    members = at(target.send(calls.cancel(named, payment_method=5)), "response_code")
    both = at(target.send(calls.cancel(named, payment_method=5), wrong), "response_code")
    told = {unsigned: "the signature", members: "the members"}
    record(told.get(both, "something else") if unsigned != members else "something else")


@pytest.mark.rule("IFORTEPAY-AUTH-35")
def test_a_qr_of_the_main_merchant(target: Target, named: dict[str, Any], record: Record) -> None:
    signer = forging.acting(target, *forging.own(target, "sub_merchant", "sub_hash_key"))
    record(fate(target.send(calls.inquiry(named), signer)))


@pytest.mark.rule("IFORTEPAY-AUTH-40")
def test_an_amount_that_is_changed_on_the_way(target: Target, record: Record) -> None:
    def raised(request: Request) -> Request:
        return replace(request, body=request.body.replace(b"15000", b"16000"))

    record(fate(target.send(calls.ask(target), forging.changed(target, raised))))


@pytest.mark.rule("IFORTEPAY-AUTH-41")
def test_the_signature_of_an_inquiry_at_a_cancel(
    target: Target, named: dict[str, Any], record: Record
) -> None:
    seen = given(target.send(calls.inquiry(named)), succeeded)
    proof = seen.request.header(signing.SIGNATURE) or ""
    signer = forging.with_header(target, signing.SIGNATURE, proof)
    record(fate(target.send(calls.cancel(named), signer)))


@pytest.mark.rule("IFORTEPAY-AUTH-42")
def test_a_request_that_is_sent_again(
    target: Target, named: dict[str, Any], record: Record
) -> None:
    seen = given(target.send(calls.inquiry(named)), succeeded)
    record(fate(target.repeat("inquire", seen.request, lambda request: request)))


@pytest.mark.rule("IFORTEPAY-AUTH-43")
def test_ids_whose_border_is_moved(target: Target, record: Record) -> None:
    seen = calls.made(target)
    first, second = asked(seen)["external_id"], asked(seen)["order_id"]
    proof = seen.request.header(signing.SIGNATURE) or ""
    moved = calls.ask(target, {"external_id": f"{first}{second[:3]}", "order_id": second[3:]})
    signer = forging.changed(target, lambda request: header(request, signing.SIGNATURE, proof))
    record(fate(target.send(moved, signer)))
