"""
What one history has made, and how an answer is held against the states that a thing may be in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from payconform.checks import Contradiction, at
from payconform.model import Call, Caller, Exchange, Mismatch
from payconform.profiles.diary import Diary, chosen
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import outcome, succeeded
from payconform.providers.mobilepay.lifecycle.known import UNTOUCHED, Payment, Refund, Thing
from payconform.providers.mobilepay.story import PATIENCE, Till

Step = Mapping[str, Any]
Found = Iterator[Contradiction]
OK = "ok"
ANY = "any refusal"

Ways = Mapping[str, str]
"""What may be answered in a state, `OK` or the code of a refusal, and the state after it."""


class Client(Caller, Protocol):
    """
    A caller who can lose an answer.
    """

    def lose(self, call: Call, condition: str = "") -> Exchange:
        """
        Send a call whose answer gets lost, by a condition or because we hang up.
        """


@dataclass(slots=True)
class World(Diary[Client]):
    """
    One point of sale, its payments and refunds in the order in which they were made. `user`:
    somebody may be checked in.
    """

    till: Till = field(kw_only=True)
    payments: list[Payment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    user: bool = False

    def payment(self, step: Step) -> Payment | None:
        """
        The payment that a step is about; None where none was made.
        """
        return chosen(self.payments, step["payment"])

    def refund(self, step: Step) -> Refund | None:
        """
        The refund that a step is about; None where none was made.
        """
        return chosen(self.refunds, step["refund"])

    def terms(self) -> dict[str, object]:
        """
        What is told of a payment when it is made ready.
        """
        return calls.terms(currencyCode=calls.currency(self.caller))

    def age(self) -> None:
        """
        Time may have passed.
        """
        now = self.caller.now()
        for payment in self.payments:
            payment.ages(now)
        for refund in self.refunds:
            refund.ages(now)

    def lose(self, call: Call, step: Step, words: str) -> None:
        """
        Send a call whose answer gets lost.
        """
        lost = self.caller.lose(call, step["how"])
        self.told.append(f"{words}: {step['how']}")
        self.sent.append(lost.id)

    def send(self, call: Call, words: str) -> Exchange:
        """
        Send a call, and tell what came of it.

        Raises:
            Blocked: the target says that it is unavailable.

        """
        return self.note(words, self.caller.send(call), outcome)


def awaited(world: World, call: Call, wanted: frozenset[str]) -> None:
    """
    Read until what was accepted shows, by one of these states: how long that takes, no page tells.
    Nothing is judged yet.
    """

    def shows(exchange: Exchange) -> Mismatch | None:
        state = str(at(exchange, "status"))
        return None if state in wanted else Mismatch(" or ".join(sorted(wanted)), state)

    world.caller.until(lambda: world.caller.send(call), shows, PATIENCE)


def kind(answer: Exchange) -> str:
    """
    `OK`, or the code of a refusal, or its status where it has none.
    """
    if succeeded(answer) is None:
        return OK
    named = at(answer, "code")
    return named if isinstance(named, str) else str(answer.response and answer.response.status)


def judged(
    world: World,
    thing: Thing,
    answer: Exchange,
    ways: Callable[[str], Ways],
    rules: Mapping[str, str],
    after: Mapping[str, str],
) -> Found:
    """
    Hold an answer against all states that a thing may be in, and keep those that it fits. Where it
    fits none, a read tells whether the answer is wrong, or what was known of the thing.

    Args:
        world: where that is.
        thing: a payment or a refund.
        answer: what an operation on it brought.
        ways: what may be answered in a state.
        rules: by state, the rule that says so; states that have none are left open.
        after: by the state that is reached, the rule by which it must then read so.

    """
    came = kind(answer)
    fitting: set[str] = set()
    for state in thing.may:
        known = ways(state)
        refused = ANY in known and came.startswith("1")
        if came in known or refused:
            fitting.add(known[came] if came in known else known[ANY])
    told = {rules[state] for state in thing.may if state in rules}
    if not fitting:
        states = " or ".join(sorted(thing.may))
        wanted = sorted({way for state in thing.may for way in ways(state)})
        wrong = Mismatch(f"{' or '.join(wanted)}, as it is {states}", outcome(answer))
        left = {state for one in thing.may for state in ways(one).values()}
        yield from confirmed(
            world, thing, (Contradiction(rule, answer, (wrong,)) for rule in sorted(told)[:1]), left
        )
        return
    for rule in told if len(thing.may) == 1 else ():
        yield Contradiction(rule, answer, ())
    reached = sorted(fitting)
    unseen = came == OK and fitting == thing.may and thing.rule != UNTOUCHED
    thing.becomes(reached, thing.rule if unseen else after.get(reached[0], thing.rule))


def confirmed(
    world: World, thing: Thing, found: Iterable[Contradiction], left: Iterable[str] = ()
) -> Found:
    """
    What contradicts, unless a read shows that a thing was not where it was taken to be: then it is
    that which contradicts. `left` are states in which the answer may have left it.
    """
    contradicting = list(found)
    if not any(one.mismatches for one in contradicting):
        yield from contradicting
        return
    shown = world.send(reading(world, thing), "look")
    state = spelled(str(at(shown, "status")))
    if succeeded(shown) or state in thing.may or state in left:
        yield from contradicting
    else:
        yield from is_one_of(thing, state, shown)
    if succeeded(shown) is None:
        thing.noticed(state)


def reading(world: World, thing: Thing) -> Call:
    """
    The call that reads a payment or a refund.
    """
    if isinstance(thing, Payment):
        return calls.of_payment(world.caller, "queryPayment", thing.id)
    return calls.of_refund(world.caller, "getRefund", thing.id)


def spelled(state: str) -> str:
    """
    A state in one of two spellings.
    """
    return "ExpiredAndCaptured" if state == "ExpiredAndCapturred" else state


def is_one_of(thing: Thing, state: str, answer: Exchange) -> Found:
    """
    What was read is one of the states that a thing may be in.
    """
    wrong = () if state in thing.may else (Mismatch(" or ".join(sorted(thing.may)), state),)
    yield Contradiction(thing.rule, answer, wrong)
