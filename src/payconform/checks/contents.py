"""
Checks of the QR that an answer holds, against what its provider promises of it.
"""

from collections.abc import Callable, Iterator

from payconform.checks.body import at, shown, shown_json
from payconform.model import Check, Exchange, Mismatch
from payconform.qr import LAW_NAMES, Content, Fault, Promise, Terms, decode

PAYMENTS = "how many payments"


def decodes(promise: Promise) -> Check:
    """
    The text of the QR is of the kind that it must be, and nothing is wrong with it by the standards
    of that kind.
    """
    says = f"{promise.member}: a sound text of kind {promise.kind}"
    return _without(promise, says, lambda fault: fault.source not in LAW_NAMES)


def lawful(promise: Promise) -> Check:
    """
    The text keeps what the scheme of its country asks beyond the standard.
    """
    says = f"{promise.member}: a text that keeps the law of its country"
    return _without(promise, says, lambda fault: fault.source in LAW_NAMES)


def agrees(promise: Promise) -> Check:
    """
    The QR asks for the amount and the currency that were asked for, as often as that was meant.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        content = _content(exchange, promise)
        if isinstance(content, Mismatch):
            return content
        wrong = list(_differences(promise.terms, content.terms))
        if not wrong:
            return None
        expected = ", ".join(name for name, _ in wrong)
        got = ", ".join(found for _, found in wrong)
        return Mismatch(f"{promise.member}: {expected}", f"{shown(got)}; in {shown(content.text)}")

    return check


def refers(promise: Promise) -> Check:
    """
    The QR names the order by a reference that it must have.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        content = _content(exchange, promise)
        if isinstance(content, Mismatch):
            return content
        wanted, found = promise.terms.references, content.terms.references
        if set(wanted) & set(found):
            return None
        told = " and ".join(found) or "no reference"
        return Mismatch(
            f"{promise.member}: the reference {' or '.join(wanted)}",
            f"{shown(told)}; in {shown(content.text)}",
        )

    return check


def _without(promise: Promise, says: str, counts: Callable[[Fault], bool]) -> Check:
    def check(exchange: Exchange) -> Mismatch | None:
        content = _content(exchange, promise)
        if isinstance(content, Mismatch):
            return content
        faults = [fault for fault in content.faults if counts(fault)]
        if not faults:
            return None
        first, others = faults[0], len(faults) - 1
        more = f", and {others} more" if others else ""
        place = f"{first.path} at position {first.position}".lstrip()
        return Mismatch(
            says, f"{place}: {first.says} ({first.source}){more}; in {shown(content.text)}"
        )

    return check


def _content(exchange: Exchange, promise: Promise) -> Content | Mismatch:
    text = at(exchange, promise.member)
    if isinstance(text, str):
        return decode(text, promise.kind)
    return Mismatch(f"{promise.member}: the text of a QR", shown_json(text))


def _differences(wanted: Terms, found: Terms) -> Iterator[tuple[str, str]]:
    for name in ("amount", "currency", "dynamic"):
        one, other = getattr(wanted, name), getattr(found, name)
        if one is not None and one != other:
            yield _told(name, one), _told(name, other)


def _told(name: str, value: object) -> str:
    if value is None:
        return f"no word of {PAYMENTS if name == 'dynamic' else name}"
    if name == "dynamic":
        return "one payment" if value else "any number of payments"
    return f"{name} {value}"
