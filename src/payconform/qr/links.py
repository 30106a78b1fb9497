"""
Links as the content of a QR: read by RFC 3986, then held against the form of their kind.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from urllib.parse import unquote_to_bytes

from payconform.qr.content import Content, Fault, Part, Terms
from payconform.qr.forms import Form, level, needed

SOURCE = "RFC 3986"
FOREIGN = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})")
MOST_FOREIGN = 20  # characters that are told; a text may be long, and all of them wrong
ANY = ".*"


@dataclass(frozen=True, slots=True)
class Link:
    """
    One kind of link. `opening` is what stands before the query, `says` that in words; `means` tells
    which parameter is the amount, the currency and the reference.
    """

    kind: str
    scheme: str
    opening: str
    says: str
    source: str
    parameters: Mapping[str, Form]
    means: tuple[str, str, str] = ("", "", "")


UPI = Link(
    "upi",
    "upi",
    "(?i:upi)://pay/?",
    "upi://pay",
    "UPI",
    level(
        Form(
            "pa", "payee address", r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+", "a UPI address", needed=True
        ),
        Form("pn", "payee name", ANY),
        Form("mc", "merchant category", ANY),
        Form("tid", "transaction id", ANY),
        Form("tr", "reference", ANY),
        Form("tn", "note", ANY),
        Form("am", "amount", r"[0-9]+(\.[0-9]{1,2})?", "an amount with up to 2 decimals"),
        Form("mam", "least amount", ANY),
        Form("cu", "currency", "[A-Z]{3}", "3 upper-case letters"),
        Form("url", "further details", ANY),
    ),
    ("am", "cu", "tr"),
)
CHECK_IN = Link(
    "check-in",
    "mobilepaypos",
    "mobilepaypos://pos",
    "mobilepaypos://pos, all in lower case",
    "check-in",
    level(
        Form("id", "beacon", "[^A-Z]+", "an id without upper-case letters", needed=True),
        Form("source", "source", "qr", "qr", needed=True),
    ),
    ("", "", "id"),
)
HTTPS = Link(
    "https",
    "https",
    r"(?i:https)://[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?(:[0-9]{1,5})?(/.*)?",
    "https:// and a host, without a user",
    "RFC 9110",
    {},
)
LINKS = {link.kind: link for link in (UPI, CHECK_IN, HTTPS)}


def decode(text: str, link: Link) -> Content:
    """
    A text read as a link of one kind, whatever it holds.
    """
    bare = text.partition("#")[0]
    opening, _, query = bare.partition("?")
    faults = [
        Fault(found.start(), _place(text, found.start()), _foreign(found[0]), SOURCE)
        for found in islice(FOREIGN.finditer(text), MOST_FOREIGN)
    ]
    if not re.fullmatch(link.opening, opening, re.DOTALL):
        faults.append(Fault(0, "opening", f"must be {link.says}", link.source))
    pairs = list(_pairs(query, len(opening) + 1))
    found = [_part(*pair, link) for pair in pairs]
    faults += [
        Fault(at, _place(text, at), "its escapes are not UTF-8", SOURCE)
        for at, pair in pairs
        if "%" in pair and not _is_text(pair)
    ]
    faults += _misshapen(found, link, len(bare))
    parts = (Part(0, "opening", "opening", opening), *found)
    ordered = sorted(faults, key=lambda fault: fault.position)
    return Content(link.kind, text, parts, _terms(found, link), tuple(ordered))


def _pairs(query: str, start: int) -> Iterator[tuple[int, str]]:
    for pair in query.split("&") if query else ():
        yield start, pair
        start += len(pair) + 1


def _part(position: int, pair: str, link: Link) -> Part:
    name, _, value = (_plain(one) for one in pair.partition("="))
    form = link.parameters.get(name)
    return Part(position, name, form.title if form else "", value)


def _misshapen(found: list[Part], link: Link, end: int) -> Iterator[Fault]:
    seen: set[str] = set()
    for part in found:
        form = link.parameters.get(part.path)
        if form and part.path in seen:
            yield Fault(part.position, part.path, "stands there a second time", link.source)
        if form and not form.holds(part.value):
            yield Fault(part.position, part.path, f"must be {form.says}", link.source)
        seen.add(part.path)
    for name in needed(link.parameters):
        if name not in seen:
            yield Fault(end, name, "is missing", link.source)


def _bytes(text: str) -> bytes:
    return unquote_to_bytes(text.encode("utf-8", "surrogatepass"))


def _plain(text: str) -> str:
    return _bytes(text).decode("utf-8", "replace")


def _is_text(text: str) -> bool:
    try:
        _bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _place(text: str, position: int) -> str:
    """
    The name of the parameter in which a position lies.
    """
    before = text[:position]
    if "?" not in before:
        return "opening"
    begins = max(before.rfind("?"), before.rfind("&")) + 1
    return _plain(re.split("[=&#]", text[begins:], maxsplit=1)[0])


def _foreign(found: str) -> str:
    if found == "%":
        return "a % must be followed by two hexadecimal digits"
    return f"U+{ord(found):04X} may stand in a link as an escape only"


def _terms(found: list[Part], link: Link) -> Terms:
    values = {part.path: part.value for part in reversed(found)}
    amount, currency, reference = (values.get(name, "") if name else "" for name in link.means)
    told = amount and link.parameters[link.means[0]].holds(amount)
    return Terms(
        Decimal(amount) if told else None,
        currency or None,
        (reference,) if reference else (),
    )
