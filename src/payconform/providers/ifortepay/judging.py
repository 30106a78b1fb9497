"""
What iFortepay's rules say about traffic that somebody else made: the checks of the stories, bound
to the exchanges that they hold for.

No page says when a valid request may be refused after all, and an honest refusal may have the HTTP
status of a success; so nothing is asked of an answer but by what it says itself.
"""

from collections.abc import Iterator, Mapping, Sequence

from payconform.checks import Applies, Judgement, asked, at, every, member
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.checks import (
    CODES,
    STATUSES,
    code,
    shows_qr,
    stands,
    succeeded,
    told,
)

IDS = ("transaction_id", "external_id", "order_id")


def judgements(recorded: Sequence[Exchange], credentials: Mapping[str, str]) -> Iterator[Judgement]:
    """
    What can be judged of recorded traffic; the signature of callbacks where the key is given.
    """
    made = {_name(one, at(one, "transaction_id")) for one in recorded if _created(one)}

    def cancels(exchange: Exchange) -> bool:
        # Which of the ids names a QR is told nowhere: they have to be those of one QR.
        known = _name(exchange, asked(exchange).get("transaction_id")) in made
        return known and exchange.operation == "cancelQr" and succeeded(exchange) is None

    yield Judgement("IFORTEPAY-CREATE-02", _created, shows_qr)
    yield Judgement("IFORTEPAY-READ-01", _was_read, stands(*STATUSES))
    yield Judgement("IFORTEPAY-CANCEL-02", cancels, _repeats_ids)
    yield Judgement("IFORTEPAY-CANCEL-03", cancels, _repeats_channel)
    yield Judgement("IFORTEPAY-ERROR-04", _is_coded, code(*CODES))
    if credentials.keys() >= {"merchant_id", "hash_key"}:
        signed = _signed_with(credentials["hash_key"])
        yield Judgement("IFORTEPAY-CALLBACK-02", _is_about(credentials["merchant_id"]), signed)


def _name(exchange: Exchange, transaction: object) -> tuple[str, ...]:
    sent = asked(exchange)
    ids = (str(transaction), str(sent.get("external_id")), str(sent.get("order_id")))
    return (*ids, str(sent.get("payment_channel")).upper())


def _created(exchange: Exchange) -> bool:
    return exchange.operation == "createQr" and succeeded(exchange) is None


def _was_read(exchange: Exchange) -> bool:
    wallet = str(asked(exchange).get("payment_method")).lower() == "wallet"
    return exchange.operation == "inquire" and wallet and succeeded(exchange) is None


def _is_coded(exchange: Exchange) -> bool:
    return exchange.direction == "outbound" and isinstance(at(exchange, "response_code"), str)


def _is_about(merchant: str) -> Applies:
    return lambda exchange: asked(exchange).get("merchant_id") == merchant


def _repeats_ids(exchange: Exchange) -> Mismatch | None:
    return every(*(member(name, asked(exchange)[name]) for name in IDS))(exchange)


def _repeats_channel(exchange: Exchange) -> Mismatch | None:
    channel = str(asked(exchange).get("payment_channel"))
    method = told("payment_method", "wallet")(exchange)
    return method or told("payment_channel", channel)(exchange)


def _signed_with(key: str) -> Check:
    def check(exchange: Exchange) -> Mismatch | None:
        return signing.verify_callback(exchange.request.body, exchange.request.headers, key)

    return check
