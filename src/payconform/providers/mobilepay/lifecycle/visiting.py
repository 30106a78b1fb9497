"""
What the user does: checks in, accepts, cancels.
"""

from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import succeeded
from payconform.providers.mobilepay.lifecycle.known import ACTIVE, PLAIN, UNTOUCHED, Payment
from payconform.providers.mobilepay.lifecycle.world import Found, Step, World, awaited, reading

MOVES = {"Prepared": "Paired", "Initiated": "IssuedToUser"}


def check_in(world: World, step: Step) -> Found:
    """
    A user checks in: the active payment meets the user.
    """
    del step
    answer = world.send(world.till.checking_in(), "a user checks in")
    if succeeded(answer) is None:
        world.user = True
        world.till.checked_in(wanted=True)
        for one in _active(world):
            sole = len(_active(world)) == 1
            certain = sole and one.may == {"Prepared"}
            wanted = frozenset(MOVES.get(state, state) for state in one.may)
            moved = wanted if sole else wanted | one.may
            if not one.prepared:
                one.drifts = dict(PLAIN)
                moved |= {"Paired"} if "Initiated" in one.may else set()
            elif not sole:
                one.drifts = dict(MOVES)
            one.becomes(moved, "MOBILEPAY-CREATE-12" if certain else UNTOUCHED)
            awaited(world, reading(world, one), wanted if sole else one.may)
    yield from ()


def accept(world: World, step: Step) -> Found:
    """
    The user accepts: what is not at the user stays as it is.
    """
    del step
    answer = world.send(world.till.accepting(), "the user accepts")
    _by_user(
        world, "Reserved", {"IssuedToUser"}, "MOBILEPAY-PAY-01", done=succeeded(answer) is None
    )
    for one in world.payments:
        if one.may == {"CancelledByClient"} and one.rule == UNTOUCHED:
            one.rule = "MOBILEPAY-CANCEL-25"
    yield from ()


def cancel_by_user(world: World, step: Step) -> Found:
    """
    The user cancels: what is not at the user stays as it is.
    """
    del step
    call = calls.user("userSimulationCancelPayment", world.till.beacon, None)
    answer = world.send(call, "the user cancels")
    at_user, done = {"IssuedToUser", "Paired"}, succeeded(answer) is None
    _by_user(world, "CancelledByUser", at_user, "MOBILEPAY-CANCEL-14", done=done)
    for one in world.payments:
        if one.may == {"Reserved"} and one.rule == UNTOUCHED:
            one.rule = "MOBILEPAY-CANCEL-15"
    yield from ()


def _active(world: World) -> list[Payment]:
    return [one for one in world.payments if one.may & ACTIVE]


def _by_user(world: World, state: str, movable: set[str], rule: str, *, done: bool) -> None:
    """
    The payments at the user move, if it was done; where several may be, each of them may have.
    """
    at_user = [one for one in world.payments if one.may & movable]
    for one in at_user if done else ():
        certain = len(at_user) == 1
        stays = one.may - movable if certain else one.may
        now = world.caller.now()
        one.reserved = now if state == "Reserved" else one.reserved
        if not certain:
            one.drifts |= dict.fromkeys(movable, state)
        one.becomes(stays | {state}, rule if certain and one.may <= movable else UNTOUCHED)
        awaited(world, reading(world, one), frozenset({state}) if certain else one.may)
