"""
What must be refused, and how a refusal looks.
"""

from collections.abc import Iterator
from urllib.parse import parse_qsl

from payconform.checks import Judgement, both, every, number, status
from payconform.model import Exchange
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.checks import code, code_and_message, refused
from payconform.providers.amazonpay.judging.asking import faults, is_own, told

DESCRIBED = (400, 401)  # others may be said by whoever stands before the API
OF_THE_SENDER = (401, 403)


def judgements() -> Iterator[Judgement]:
    """
    Every one of them.
    """
    told_why = both(_is_judged, _is_json)
    mismatch = every(status(400), code("MerchantIdMismatch"))
    lacking = every(status(400), code("InvalidArguments"))
    yield Judgement("AMAZONPAY-AUTH-16", _is_anothers, refused)
    yield Judgement("AMAZONPAY-AUTH-17", both(told_why, _is_anothers, _is_whole), mismatch)
    yield Judgement("AMAZONPAY-READ-05", _lacks_a_name, refused)
    yield Judgement("AMAZONPAY-CALLBACK-02", both(told_why, is_own, _only_lacks), lacking)
    yield Judgement("AMAZONPAY-CALLBACK-06", both(is_own, _is_no_endpoint), refused)
    for rule in ("AMAZONPAY-ERROR-03", "AMAZONPAY-ERROR-04"):
        yield Judgement(rule, lambda one: number(one) in DESCRIBED, code_and_message)


def _is_judged(exchange: Exchange) -> bool:
    """
    It was not refused for who sends it.
    """
    return number(exchange) not in OF_THE_SENDER


def _is_json(exchange: Exchange) -> bool:
    declared = (exchange.request.header("content-type") or "").partition(";")[0]
    return declared.strip().lower() == "application/json"


def _is_anothers(exchange: Exchange) -> bool:
    named, header = told(exchange).get("merchantId"), exchange.request.header(signing.CLIENT)
    return isinstance(named, str) and bool(named) and header is not None and named != header


def _is_whole(exchange: Exchange) -> bool:
    return not faults(exchange)


def _lacks_a_name(exchange: Exchange) -> bool:
    sent = parse_qsl(exchange.request.target.partition("?")[2], keep_blank_values=True)
    return not {"merchantId", "merchantOrderId"} <= {name for name, _ in sent}


def _only_lacks(exchange: Exchange) -> bool:
    return {*faults(exchange)} == {"required"}


def _is_no_endpoint(exchange: Exchange) -> bool:
    url = told(exchange).get("recipientEndpoint")
    return isinstance(url, str) and (not url.lower().startswith("https://") or len(url) > 2048)
