"""
One history: steps are taken at a target, and every answer is held against what is known by then.
"""

from collections.abc import Callable, Iterator, Mapping

from payconform.checks import Contradiction, contradictions, member
from payconform.model import Caller, Exchange, Mismatch
from payconform.profiles.diary import unclear
from payconform.providers.ifortepay import calls
from payconform.providers.ifortepay.checks import (
    CANCELED,
    PAID,
    STATUSES,
    refused,
    shows_qr,
    stands,
    succeeded,
)
from payconform.providers.ifortepay.lifecycle.known import Qr
from payconform.providers.ifortepay.lifecycle.world import (
    FAULTS,
    Found,
    Step,
    World,
    accepted,
    status_of,
)

IDS = ("transaction_id", "external_id", "order_id")


class History:
    """
    What a merchant and its customers do from now on, in order. `told` is what was done, in words,
    `sent` the ids of the exchanges.
    """

    def __init__(self, caller: Caller) -> None:
        self._world = World(caller)
        self.told, self.sent = self._world.told, self._world.sent

    def take(self, step: Step) -> Iterator[Contradiction]:
        """
        Take a step; one that is about nothing that was made is left out.
        """
        if step["do"] in ALONE:
            yield from ALONE[step["do"]](self._world, step)
        elif (qr := self._world.qr(step)) is not None:
            yield from ABOUT[step["do"]](self._world, qr, step)

    def look(self) -> Iterator[Contradiction]:
        """
        Read all that was made.
        """
        for qr in self._world.qrs:
            yield from _read(self._world, qr, {})


def offered(caller: Caller, able: frozenset[str]) -> frozenset[str]:
    """
    What histories can be made of: the capabilities.
    """
    del caller
    return able


def _create(world: World, step: Step) -> Found:
    life = calls.ahead(world.caller, step["life"])
    asked = {"payment_channel": step["channel"], "payment_details.expired_time": life}
    words = f"ask for a QR of {step['channel']} that lives {step['life']} seconds"
    answer = world.send(calls.ask(world.caller, asked), words)
    yield from contradictions("IFORTEPAY-CREATE-01", answer, succeeded)
    if accepted(answer):
        yield from contradictions("IFORTEPAY-CREATE-02", answer, shows_qr)
        ends = calls.expiry(answer)
        world.qrs.append(Qr(len(world.qrs), calls.naming(answer), ends))


def _wait(world: World, step: Step) -> Found:
    world.caller.wait(step["seconds"])
    world.told.append(f"let {step['seconds']} seconds pass")
    yield from ()


def _read(world: World, qr: Qr, step: Step) -> Found:
    del step
    answer = _inquiry(world, qr)
    now = world.caller.now()
    good = [succeeded] if qr.paid or qr.is_live(now) else []
    yield from contradictions("IFORTEPAY-READ-01", answer, *good, stands(*STATUSES))
    if stands(*STATUSES)(answer):
        return
    known = qr.reads(now)
    if known is not None:
        yield from contradictions(known[1], answer, stands(*known[0]))
    if not qr.paid:
        yield from contradictions("IFORTEPAY-LIFE-02", answer, _unpaid)
    qr.notice(status_of(answer), now)


def _cancel(world: World, qr: Qr, step: Step) -> Found:
    fault, live = step.get("fault", ""), qr.is_live(world.caller.now())
    answer = world.send(calls.cancel(qr.named), f"cancel QR {qr.number + 1}", fault)
    if fault:
        yield from contradictions(FAULTS[fault], answer, refused)
    elif live:
        yield from contradictions("IFORTEPAY-CANCEL-01", answer, succeeded, stands(*CANCELED))
    if accepted(answer) and not fault:
        ids = [member(name, qr.named[name]) for name in IDS]
        yield from contradictions("IFORTEPAY-CANCEL-02", answer, *ids)
    _ended(qr, answer, live=live)


def _void(world: World, qr: Qr, step: Step) -> Found:
    del step
    answer = world.send(calls.void(qr.named), f"void QR {qr.number + 1}")
    yield from contradictions("IFORTEPAY-REFUND-01", answer, refused)
    if accepted(answer) or unclear(answer):
        qr.in_doubt()


def _pay(world: World, qr: Qr, step: Step) -> Found:
    del step
    now = world.caller.now()
    rule, live = _shut(qr, qr.lives(now)), qr.is_live(now)
    if world.pay(qr) == "PAID":
        _was_paid(qr)
        if rule:
            got = f"it is taken; it reads {status_of(answer := _inquiry(world, qr))}"
            yield Contradiction(rule, answer, (Mismatch("a payment that is refused", got),))
    elif live:
        told = Mismatch("a QR that can be paid", "the payment is refused")
        yield Contradiction("IFORTEPAY-LIFE-01", _inquiry(world, qr), (told,))
        qr.in_doubt()


def _inquiry(world: World, qr: Qr) -> Exchange:
    return world.send(calls.inquiry(qr.named), f"read QR {qr.number + 1}")


def _shut(qr: Qr, lives: bool | None) -> str:
    """
    The rule by which a payment must be refused; empty where none says so.
    """
    if qr.paid or qr.open:
        return ""
    if qr.cancelled:
        return "IFORTEPAY-CANCEL-04"
    return "IFORTEPAY-LIFE-03" if lives is False else ""


def _was_paid(qr: Qr) -> None:
    """
    What a payment makes of a QR is documented for one to which nothing else has happened.
    """
    if qr.cancelled or qr.open:
        qr.in_doubt()
    qr.paid = True


def _ended(qr: Qr, answer: Exchange, *, live: bool) -> None:
    """
    A cancel of a live QR ends it; what one of another makes of it is open, IFORTEPAY-CANCEL-20
    and 21, but what was cancelled stays so.
    """
    if accepted(answer):
        qr.cancelled = qr.cancelled or live
        if not live and (qr.paid or not qr.cancelled):
            qr.in_doubt()
    elif live and unclear(answer):
        qr.in_doubt()


def _unpaid(exchange: Exchange) -> Mismatch | None:
    wanted = "the status of a QR that nobody paid"
    return Mismatch(wanted, status_of(exchange)) if stands(*PAID)(exchange) is None else None


ALONE: Mapping[str, Callable[[World, Step], Found]] = {"create": _create, "wait": _wait}
ABOUT: Mapping[str, Callable[[World, Qr, Step], Found]] = {
    "read": _read,
    "cancel": _cancel,
    "void": _void,
    "pay": _pay,
}
