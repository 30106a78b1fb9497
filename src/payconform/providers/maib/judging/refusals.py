"""
What must be refused, and how a refusal looks.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from payconform.checks import Judgement, asked, every, json_body, no_secret, no_server_error, number
from payconform.model import Exchange, Mismatch
from payconform.providers.maib.checks import (
    GUID,
    code,
    error_codes,
    error_envelope,
    refused,
    refused_on_purpose,
)
from payconform.providers.maib.codes import TABLE
from payconform.providers.maib.judging.asking import (
    holds,
    is_judged,
    is_object,
    named,
    query,
    tells_refusal,
)
from payconform.providers.maib.tabled import (
    args_of_its_code,
    message_of_its_code,
    status_of_its_code,
)

_GUID = re.compile(GUID)
Body = Mapping[str, Any]
Wrong = Callable[[Body], bool]
MOST = 100000  # lei
TELLING = 8  # characters; a shorter text may stand in any answer
OF_A_QR = {"13000", "14005"}  # whose arguments are documented with the call
IN_DOUBT = {"14003", "14016"}  # whose status is (suites: the table of codes)
# Whose body no page describes; those that no page lists are HTTP's own, said by gateways.
UNDESCRIBED = (401, 403, 405, 408, 411, 413, 414, 415, 429, 431)
NOT_EVERYWHERE = ("refundPayment", "refundMiaPayment", "payTest")  # a target may lack the path


def judgements() -> Iterator[Judgement]:
    """
    Every one of them.
    """
    for rule, wrong in (*LACKING.items(), *LIMITS.items()):
        yield Judgement(rule, _sent(wrong), refused_on_purpose)
    for rule, wrong in LISTS:
        yield Judgement(rule, _queried(wrong), refused_on_purpose)
    for wrong in LIMITS.values():
        yield Judgement("MAIB-ERROR-17", _sent(wrong), no_server_error)
    yield Judgement("MAIB-AUTH-05", _lacks_credentials, every(refused, code("12007")))
    yield Judgement("MAIB-ERROR-01", _is_described, error_envelope)
    yield Judgement("MAIB-ERROR-05", _tells_secret, _secret_kept)
    yield Judgement("MAIB-ERROR-11", _has_a_status, status_of_its_code)
    yield Judgement("MAIB-ERROR-12", _is_tabled, message_of_its_code)
    yield Judgement("MAIB-ERROR-13", _is_of_a_qr, args_of_its_code)


def lacks(*names: str) -> Wrong:
    """
    One of the members is not sent, in whatever case.
    """
    return lambda body: any(not holds(body, name) for name in names)


def longer(name: str, most: int) -> Wrong:
    """
    The text has more characters than it may have.
    """
    return lambda body: isinstance(body.get(name), str) and len(body[name]) > most


def other(name: str, *known: str) -> Wrong:
    """
    The text is none of the documented ones, in whatever case: whether that matters is undocumented.
    """
    words = {one.lower() for one in known}
    return lambda body: isinstance(body.get(name), str) and body[name].lower() not in words


def above(name: str, most: float) -> Wrong:
    """
    The number is above the limit.
    """
    return lambda body: _number(body, name, most) > most


def not_above(name: str, least: float) -> Wrong:
    """
    The number is the limit or below.
    """
    return lambda body: _number(body, name, least + 1) <= least


def when(name: str, value: str, wrong: Wrong) -> Wrong:
    """
    It is wrong where a member has this value.
    """
    return lambda body: body.get(name) == value and wrong(body)


def inside(wrong: Wrong) -> Wrong:
    """
    It is wrong in the extension that is sent along, which takes over the amountType.
    """

    def judged(body: Body) -> bool:
        extension = body.get("extension")
        kind = {"amountType": body.get("amountType")}
        return isinstance(extension, dict) and wrong({**extension, **kind})

    return judged


def _priced(wrong: Wrong) -> Wrong:
    return lambda body: body.get("amountType") in ("Fixed", "Controlled") and wrong(body)


def _outside(body: Body) -> bool:
    least, most = _number(body, "amountMin", 0), _number(body, "amountMax", MOST)
    return not least <= _number(body, "amount", least) <= most


def _crossed(body: Body) -> bool:
    return _number(body, "amountMin", -1) >= _number(body, "amountMax", MOST + 1)


def _number(body: Body, name: str, otherwise: float) -> float:
    value = body.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else otherwise


def _controlled(wrong: Wrong) -> Wrong:
    return when("amountType", "Controlled", wrong)


LACKING: Mapping[str, Wrong] = {
    "MAIB-CREATE-06": lacks("type"),
    "MAIB-CREATE-07": lacks("amountType"),
    "MAIB-CREATE-08": lacks("currency"),
    "MAIB-CREATE-09": lacks("description"),
    "MAIB-CREATE-10": when("type", "Dynamic", lacks("expiresAt")),
    "MAIB-CREATE-11": when("amountType", "Fixed", lacks("amount")),
    "MAIB-CREATE-14": other("currency", "MDL"),
    "MAIB-CREATE-15": other("type", "Static", "Dynamic"),
    "MAIB-CREATE-16": other("amountType", "Fixed", "Controlled", "Free"),
    "MAIB-CREATE-23": when("type", "Dynamic", when("amountType", "Free", lambda _: True)),
    "MAIB-CREATE-46": _controlled(
        lambda body: not holds(body, "amountMin") | holds(body, "amountMax")
    ),
    "MAIB-CREATE-54": lacks("amountType"),
    "MAIB-CREATE-55": lacks("currency"),
    "MAIB-CREATE-56": other("currency", "MDL"),
    "MAIB-CREATE-57": other("amountType", "Fixed", "Controlled", "Free"),
    "MAIB-CREATE-58": inside(lacks("description")),
    "MAIB-CREATE-59": inside(when("amountType", "Fixed", lacks("amount"))),
    "MAIB-CREATE-78": lacks("expiresAt"),
    "MAIB-CREATE-79": lacks("description"),
    "MAIB-CANCEL-07": lacks("reason"),
    "MAIB-PAY-10": lacks("qrId"),
    "MAIB-PAY-11": lacks("amount"),
    "MAIB-PAY-12": lacks("iban"),
    "MAIB-PAY-13": lacks("currency"),
    "MAIB-PAY-14": lacks("payerName"),
    "MAIB-PAY-15": other("currency", "MDL"),
    "MAIB-REFUND-07": lacks("reason"),
}
LIMITS: Mapping[str, Wrong] = {
    "MAIB-CREATE-12": _priced(not_above("amount", 0)),
    "MAIB-CREATE-13": _priced(above("amount", MOST)),
    "MAIB-CREATE-17": longer("description", 500),
    "MAIB-CREATE-18": longer("orderId", 100),
    "MAIB-CREATE-19": longer("callbackUrl", 1000),
    "MAIB-CREATE-24": _controlled(_outside),
    "MAIB-CREATE-33": _controlled(_crossed),
    "MAIB-CREATE-34": _controlled(not_above("amountMin", 0)),
    "MAIB-CREATE-35": _controlled(above("amountMax", MOST)),
    "MAIB-CREATE-36": longer("redirectUrl", 1000),
    "MAIB-CREATE-37": longer("terminalId", 100),
    "MAIB-CREATE-60": inside(_priced(above("amount", MOST))),
    "MAIB-CREATE-61": inside(_controlled(_outside)),
    "MAIB-CREATE-62": inside(longer("description", 500)),
    "MAIB-CREATE-63": inside(longer("orderId", 100)),
    "MAIB-CREATE-64": inside(longer("callbackUrl", 1000)),
    "MAIB-CREATE-65": inside(longer("redirectUrl", 1000)),
    "MAIB-CREATE-68": longer("terminalId", 100),
    "MAIB-CREATE-72": inside(_controlled(_crossed)),
    "MAIB-CREATE-73": inside(_controlled(above("amountMax", MOST))),
    "MAIB-CREATE-74": inside(_controlled(not_above("amountMin", 0))),
    "MAIB-CREATE-86": longer("description", 500),
    "MAIB-CREATE-87": longer("orderId", 100),
    "MAIB-CREATE-88": longer("callbackUrl", 1000),
    "MAIB-CREATE-89": longer("redirectUrl", 1000),
    "MAIB-CANCEL-08": longer("reason", 500),
    "MAIB-CANCEL-43": longer("reason", 500),
    "MAIB-PAY-16": longer("iban", 100),
    "MAIB-PAY-17": longer("payerName", 200),
}
LISTS: tuple[tuple[str, Wrong], ...] = (
    (
        "MAIB-READ-39",
        other("sortBy", "orderId", "type", "amountType", "status", "createdAt", "expiresAt"),
    ),
    ("MAIB-READ-51", other("status", "Active", "Inactive", "Expired", "Paid", "Cancelled")),
    ("MAIB-READ-77", other("sortBy", "orderId", "amount", "status", "executedAt")),
    ("MAIB-READ-90", other("status", "Executed", "Refunded")),
    ("MAIB-READ-93", other("order", "asc", "desc")),
    ("MAIB-READ-94", other("order", "asc", "desc")),
    ("MAIB-READ-95", other("type", "Static", "Dynamic", "Hybrid")),
    ("MAIB-READ-96", other("amountType", "Fixed", "Controlled", "Free")),
    *(("MAIB-READ-97", longer(name, 100)) for name in ("orderId", "terminalId")),
    ("MAIB-READ-97", longer("description", 500)),
    ("MAIB-READ-98", longer("referenceId", 15)),
    *(("MAIB-READ-98", longer(name, 100)) for name in ("orderId", "terminalId")),
    *(("MAIB-READ-98", longer(name, 200)) for name in ("payerName", "payerIban")),
    ("MAIB-READ-98", longer("description", 500)),
)


def _sent(wrong: Wrong) -> Callable[[Exchange], bool]:
    return lambda exchange: is_judged(exchange) and is_object(exchange) and wrong(asked(exchange))


def _queried(wrong: Wrong) -> Callable[[Exchange], bool]:
    return lambda exchange: is_judged(exchange) and wrong(query(exchange))


def _lacks_credentials(exchange: Exchange) -> bool:
    told = is_judged(exchange) or number(exchange) == 401
    return told and is_object(exchange) and asked(exchange).keys() < {"clientId", "clientSecret"}


def _is_described(exchange: Exchange) -> bool:
    """
    A refusal of a well-formed request whose body the documents describe.
    """
    told = number(exchange)
    token = exchange.operation == "obtainToken" and told == 401
    refusal = 400 <= told < 500 or (told == 200 and tells_refusal(exchange))
    described = refusal and (token or told not in UNDESCRIBED)
    well_formed = exchange.request.method == "GET" or is_object(exchange)
    of_the_service = described and not _is_of_a_gateway(exchange)
    return well_formed and of_the_service and _is_id(named(exchange))


def _is_of_a_gateway(exchange: Exchange) -> bool:
    """
    No answer of the service: it holds nothing but a supportId, or there is no such path.
    """
    body = json_body(exchange)
    told = body if isinstance(body, dict) else {}
    absent = exchange.operation in NOT_EVERYWHERE and number(exchange) == 404
    return not {"ok", "errors"} & told.keys() and ("supportId" in told or absent)


def _is_id(text: str) -> bool:
    # Other words stand there where the path names no resource: `qr/hybrid`, `qr?count=1`.
    return not text or text in ("hybrid", "extension") or bool(_GUID.fullmatch(text))


def _tells_secret(exchange: Exchange) -> bool:
    told = asked(exchange).get("clientSecret")
    telling = isinstance(told, str) and len(told.strip()) >= TELLING
    return telling and not refused(exchange)


def _secret_kept(exchange: Exchange) -> Mismatch | None:
    return no_secret([asked(exchange)["clientSecret"]])(exchange)


def _codes(exchange: Exchange) -> set[str]:
    return set() if refused(exchange) else {*error_codes(exchange)} & TABLE.keys()


def _has_a_status(exchange: Exchange) -> bool:
    codes = _codes(exchange)
    return any(TABLE[one].status for one in codes) and not codes & IN_DOUBT


def _is_tabled(exchange: Exchange) -> bool:
    return bool(_codes(exchange)) and "14003" not in _codes(exchange)


def _is_of_a_qr(exchange: Exchange) -> bool:
    return bool(_codes(exchange) & OF_A_QR)
