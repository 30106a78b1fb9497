"""
Opens the target of a run: embedded or elsewhere, found out by a handshake, proven by a first call.
"""

import random
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from itertools import count

from payconform import catalog
from payconform.catalog import Slice
from payconform.checks import json_body
from payconform.config import TargetSettings
from payconform.errors import Blocked, TargetUnfit, Unusable
from payconform.simulator.serving import Simulator
from payconform.target.callbacks import Mail
from payconform.target.control import Control, Merchant
from payconform.target.inbox import Inbox
from payconform.target.masks import learn, learn_merchant
from payconform.target.permission import PERMITTED, with_payments
from payconform.target.production import guard_of, vet_production
from payconform.target.target import Target
from payconform.target.vetting import vet_amounts, vet_capabilities, vet_credentials
from payconform.wire.amounts import AmountLimit
from payconform.wire.pace import Pace
from payconform.wire.receiver import Receiver
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.route import route_of
from payconform.wire.socket import Guard
from payconform.wire.transport import Transport

CALLBACK_ORIGIN = "https://callback.payconform.invalid"
NO_CONTROL = "this target has none, or --blind leaves it alone"
EMBEDDED_URL = "‹PAYCONFORM_URL›"  # the port is new in each run, so evidence names it by a variable


@dataclass(frozen=True)
class Variation:
    """
    How a minted merchant departs from the honest, default simulator.
    """

    switches: Mapping[str, str]
    faults: tuple[str, ...] = ()


HONEST = Variation({})


@dataclass(frozen=True)
class Opened:
    """
    A target that answers as its provider, and whether it is a simulator of ours.
    """

    target: Target
    simulated: bool


def vet(slice_: Slice, settings: TargetSettings) -> None:
    """
    Everything that can be known of a target before anything is sent.

    Raises:
        KeyMissing: a credential is not given.
        FileUnreadable: another setting does not serve.
        TargetForbidden: the host is production, and nobody accepts that.

    """
    vet_credentials(slice_, settings)
    vet_capabilities(slice_, settings)
    vet_amounts(slice_, settings)
    route = route_of(settings)
    if settings.base_url is not None:
        guard_of(slice_, settings, settings.base_url, route.proxy)
    vet_production(slice_, settings)


def open_target(
    slice_: Slice,
    settings: TargetSettings,
    recorder: Recorder,
    redactor: Redactor,
    stack: ExitStack,
    *,
    seed: int | str,
    token: str,
    variation: Variation = HONEST,
    writes: int = 0,
    mail: Mail | None = None,
) -> Opened:
    """
    Open a target; what must be closed again is left on `stack`.

    Args:
        slice_: the provider.
        settings: where and with which credentials.
        recorder: gets every exchange.
        redactor: learns every secret.
        stack: closed at the end of the run.
        seed: decides fresh names where the run has its merchant to itself.
        token: makes fresh names unique to the run where it has not.
        variation: switches and faults of the minted merchant.
        writes: that the run has made before it was taken up again.
        mail: where callbacks of a merchant come in that is not minted.

    Raises:
        Unusable: switches or faults are asked of a target that has none.
        TargetSilent: nothing answers.
        TargetUnfit: something answers, but not as this provider, or it refuses the credentials.

    """
    learn(redactor, slice_, settings)
    base_url = settings.base_url or _embedded(slice_, settings, stack)
    route = route_of(settings)
    guard = guard_of(slice_, settings, base_url, route.proxy)
    pace = (
        Pace()
        if settings.loopback
        else Pace(settings.requests_per_second, settings.max_writes, writes=writes)
    )
    shown = EMBEDDED_URL if settings.base_url is None else None
    limit = (
        None
        if settings.max_amount is None
        else AmountLimit(slice_.document.operations, settings.max_amount)
    )
    transport = Transport(base_url, guard, recorder, pace, shown_as=shown, route=route, limit=limit)
    stack.callback(transport.close)
    simulated = _handshake(slice_, settings, base_url, guard, stack)
    alone = simulated is not None or settings.base_url is None  # a merchant that no other run knows
    chance = random.Random(seed if alone else f"{seed} {token}")  # noqa: S311
    if simulated is None and variation != HONEST:
        raise Unusable(f"--switch and --fault need our simulator's control API; {NO_CONTROL}.")
    if simulated is None:
        target = _standing(slice_, settings, transport, chance, mail)
    else:
        control, capabilities = simulated[0], with_payments(simulated[1] | PERMITTED)
        receiver = _lazy_receiver(
            recorder, next(iter(slice_.document.callbacks), "callback"), stack
        )
        numbers = count()

        def merchant() -> Target:
            number = next(numbers)
            minted = control.mint(
                f"{seed}.{number}", variation.switches, variation.faults, strangers=number == 0
            )
            stack.callback(minted.close)
            learn_merchant(redactor, slice_, minted.credentials)
            return Target(
                slice_,
                transport,
                minted.credentials,
                capabilities,
                chance,
                minted,
                _inboxes(minted, receiver),
                merchant,
            )

        target = merchant()
    _prove(target)
    if simulated is None and settings.second:
        _prove(target.second(), "the second merchant's credentials")
    return Opened(target, simulated is not None or settings.published_credentials)


def _standing(
    slice_: Slice,
    settings: TargetSettings,
    transport: Transport,
    chance: random.Random,
    mail: Mail | None,
) -> Target:
    """
    The merchant of a target that mints none, and its second where one is configured.
    """

    def merchant(
        credentials: Mapping[str, str], second: Callable[[], Target] | None = None
    ) -> Target:
        able = settings.capabilities | (PERMITTED if settings.published_credentials else set())
        able = with_payments(able)
        inboxes = mail.inbox if mail else None
        return Target(slice_, transport, credentials, able, chance, inboxes=inboxes, second=second)

    second = cache(lambda: merchant(settings.second)) if settings.second else None
    return merchant(settings.credentials, second)


def _embedded(slice_: Slice, settings: TargetSettings, stack: ExitStack) -> str:
    simulator = Simulator(catalog.behaviour(slice_.key), settings.credentials, blind=settings.blind)
    stack.callback(simulator.stop)
    return simulator.start().url


def _handshake(
    slice_: Slice, settings: TargetSettings, base_url: str, guard: Guard, stack: ExitStack
) -> tuple[Control, frozenset[str]] | None:
    """
    The control API of a simulator of ours and what it can do; None for any other target.
    """
    if settings.blind or not settings.loopback or not settings.published_credentials:
        return None
    # What prepares the ground is no evidence: control calls are not recorded.
    quiet = Transport(base_url, guard, Recorder(Redactor()), Pace())
    stack.callback(quiet.close)
    control = Control(quiet)
    said = control.handshake()
    if said is None:
        return None
    if said.provider != slice_.key:
        raise TargetUnfit(f"{settings.name} simulates {said.provider}, not {slice_.key}.")
    return control, said.capabilities


def _lazy_receiver(recorder: Recorder, operation: str, stack: ExitStack) -> Callable[[], Receiver]:
    made: list[Receiver] = []

    def receiver() -> Receiver:
        if not made:
            made.append(Receiver(recorder, operation))
            stack.callback(made[0].close)
        return made[0]

    return receiver


def _inboxes(minted: Merchant, receiver: Callable[[], Receiver]) -> Callable[[str], Inbox]:
    def advance(seconds: float, enough: Callable[[], bool]) -> float:
        del enough  # to let all of it pass costs nothing
        minted.advance(seconds)
        return seconds

    def inbox(name: str) -> Inbox:
        letters = receiver()
        minted.route_callbacks(CALLBACK_ORIGIN, letters.url)
        return Inbox(f"{CALLBACK_ORIGIN}/{name}", f"/{name}", letters, advance)

    return inbox


def _prove(target: Target, credentials: str = "the credentials") -> None:
    profile = target.slice.profile
    try:
        first = target.send(profile.preflight(target.credentials))
    except Blocked as error:
        raise TargetUnfit(str(error)) from None
    assert first.response is not None
    code, media = first.response.status, first.response.header("content-type") or "no content type"
    title = target.slice.rules.title
    if code >= 500:
        raise TargetUnfit(
            f"the target is not healthy: its first answer, to {first.operation}, is {code}."
        )
    if code == 403:
        raise TargetUnfit("the target answers 403: this address or project is not allowed there.")
    if code == 401:
        raise TargetUnfit(f"the target refuses {credentials}: {first.operation} answers 401.")
    if "json" not in media and not isinstance(json_body(first), dict):  # some label it otherwise
        raise TargetUnfit(
            f"this is not {title}: {first.operation} is answered {code} with {media[:60]}."
        )
