"""
What a recorded request asked for, and how it was answered.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from payconform.checks import asked, number
from payconform.model import Exchange
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.checks import succeeded
from payconform.spec.openapi import Operation, document


def is_taken(exchange: Exchange) -> bool:
    """
    What the documents describe was asked for, and answered as if it were a success.
    """
    return 200 <= number(exchange) < 300 and not faults(exchange)


def is_success(exchange: Exchange) -> bool:
    """
    What the documents describe was asked for, and answered with success.
    """
    return succeeded(exchange) is None and not faults(exchange)


def is_own(exchange: Exchange) -> bool:
    """
    The merchant whose header says so is the one that is named.
    """
    return told(exchange).get("merchantId") == exchange.request.header(signing.CLIENT)


def faults(exchange: Exchange) -> list[str]:
    """
    The keywords of the document that a request breaks; empty where it is as documented.
    """
    operation, method = _operations().get(exchange.operation), exchange.request.method
    if operation is None or operation.method != method:
        return ["verb"]
    judge = operation.query_validator if method == "GET" else operation.validator
    try:
        return [error.kind.name for error in judge.iter_errors(told(exchange))]
    except UnicodeEncodeError:  # half of a surrogate pair
        return ["encoding"]


def told(exchange: Exchange) -> Mapping[str, Any]:
    """
    The members of the body, or those of the query; none where one of these comes twice, for which
    of them counts is not documented.
    """
    if exchange.request.method != "GET":
        return asked(exchange)
    pairs = parse_qsl(exchange.request.target.partition("?")[2], keep_blank_values=True)
    return dict(pairs) if len({name for name, _ in pairs}) == len(pairs) else {}


def named(exchange: Exchange, *names: str) -> tuple[str, str]:
    """
    The merchant and the first of these members that a request names; empty where it names none.
    """
    members = told(exchange)
    name = next((str(members[name]) for name in names if name in members), "")
    return str(members.get("merchantId", "")), name


def order(exchange: Exchange) -> tuple[str, str]:
    """
    The merchant and the orderId that a request is about.
    """
    return named(exchange, "orderId", "merchantOrderId", "chargeId")


@cache
def _operations() -> Mapping[str, Operation]:
    return document("amazonpay").operations
