"""
Checks on the status line and the headers of an answer.
"""

from payconform.model import Check, Exchange, Mismatch


def number(exchange: Exchange) -> int:
    """
    The status of the answer; 0 where there is none.
    """
    return exchange.response.status if exchange.response else 0


def status(*codes: int) -> Check:
    """
    The answer has one of these status codes.
    """
    wanted = f"status {' or '.join(map(str, codes))}"
    return lambda exchange: None if _code(exchange) in codes else Mismatch(wanted, _came(exchange))


def unsuccessful(succeeded: Check) -> Check:
    """
    The call did not succeed, as the provider tells success.
    """
    wanted = "anything but success"
    return lambda exchange: None if succeeded(exchange) else Mismatch(wanted, _came(exchange))


def no_server_error(exchange: Exchange) -> Mismatch | None:
    """
    An answer, and not a 5xx, whatever was sent.
    """
    if 0 < _code(exchange) < 500:
        return None
    return Mismatch("no server error", _came(exchange))


def content_type(media_type: str) -> Check:
    """
    The answer says it is of this media type; parameters such as charset do not matter.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        said = (exchange.response and exchange.response.header("content-type")) or "no Content-Type"
        if said.partition(";")[0].strip().lower() == media_type:
            return None
        return Mismatch(f"Content-Type {media_type}", said)

    return check


def _code(exchange: Exchange) -> int:
    return exchange.response.status if exchange.response else 0


def _came(exchange: Exchange) -> str:
    return f"status {_code(exchange)}" if exchange.response else f"no answer: {exchange.failure}"
