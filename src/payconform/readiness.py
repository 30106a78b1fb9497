"""
Whether a target is ready for a run: every check that writes nothing, one after the other.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from payconform.catalog import Slice
from payconform.certify import needs_of
from payconform.config import ANSWERS, FILE, PAYS, RECEIVES, SECOND, TargetSettings, resolve
from payconform.errors import FileUnreadable, PayconformError, TargetUnfit
from payconform.model import Exchange
from payconform.plan import Plan
from payconform.run import Run
from payconform.target.callbacks import open_mail, vet_callbacks
from payconform.target.masks import learn
from payconform.target.opening import open_target
from payconform.target.permission import PAYMENTS, PERMITTED, option_of
from payconform.target.production import guard_of, vet_production
from payconform.target.roundtrip import prove
from payconform.target.vetting import declarable, vet_capabilities, vet_credentials
from payconform.wire import probe
from payconform.wire.allowlist import AllowList, destination
from payconform.wire.dates import skew
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.route import route_of

LEAST_DAYS = 14  # that a certificate must still be good for
MOST_SKEW = 30.0  # seconds between two clocks that agree


@dataclass(frozen=True, slots=True)
class Check:
    """
    What one look at a target found, and the key that mends it. `exit_code` is that of a failure.
    """

    name: str
    outcome: Literal["ok", "warning", "failed"]
    says: str
    key: str = ""
    exit_code: int = 0


@dataclass(frozen=True)
class Subject:
    """
    A target under examination, and what has been heard from it.
    """

    slice: Slice
    settings: TargetSettings
    now: datetime
    redactor: Redactor = field(default_factory=Redactor)
    heard: list[Exchange] = field(default_factory=list)
    able: set[str] = field(default_factory=set)

    def key(self, name: str) -> str:
        """
        A key of the target as the user wrote it.
        """
        if "://" not in self.settings.name:
            return f"targets.{self.settings.name}.{name}"
        return "--credentials" if name.startswith("credentials") else "--target"


Step = Callable[[Subject], Iterator[Check]]


def examine(
    slice_: Slice,
    target: str,
    credentials: Path | None,
    now: datetime | None = None,
    callbacks: Path | None = None,
) -> Iterator[Check]:
    """
    Look at everything that a run needs, up to the first failure.

    Args:
        slice_: the provider.
        target: a name of payconform.toml, or a URL.
        credentials: the file of --credentials, if it was given.
        now: the present, where it is not to be now.
        callbacks: the folder of --callbacks, if it was given.

    """
    try:
        settings = resolve(slice_.key, target, credentials, callbacks=callbacks)
    except PayconformError as error:
        where = _field(error)
        name = "credentials" if ".credentials." in where else "file"
        if name == "credentials":
            yield _file(target)
        yield Check(name, "failed", str(error), where, error.exit_code)
        return
    subject = Subject(slice_, settings, now or datetime.now(UTC))
    learn(subject.redactor, slice_, settings)
    yield _file(target)
    for name, key, step in STEPS:
        try:
            yield from step(subject)
        except PayconformError as error:
            said = subject.redactor(str(error))
            where = _field(error) or subject.key(_refused(subject) or key)
            yield Check(name, "failed", said, where, error.exit_code)
            return


def _file(target: str) -> Check:
    return Check(
        "file", "ok", "no file is read for a URL" if "://" in target else f"{FILE}, {target}"
    )


def _credentials(subject: Subject) -> Iterator[Check]:
    vet_credentials(subject.slice, subject.settings)
    merchants = {"first merchant": subject.settings.credentials, "second": subject.settings.second}
    told = [f"{who}: {', '.join(sorted(names))}" for who, names in merchants.items() if names]
    yield Check("credentials", "ok", "; ".join(told))


def _declared(subject: Subject) -> Iterator[Check]:
    vet_capabilities(subject.slice, subject.settings)
    vet_callbacks(subject.slice, subject.settings)
    yield Check("declared", "ok", ", ".join(sorted(subject.settings.capabilities)) or "nothing")


def _route(subject: Subject) -> Iterator[Check]:
    route = route_of(subject.settings)
    way = f"through {route.proxy}" if route.proxy else "directly"
    yield Check("route", "ok", f"{way}, {route.seconds:g} s for a whole answer")


def _host(subject: Subject) -> Iterator[Check]:
    _guard(subject)
    vet_production(subject.slice, subject.settings)
    until = subject.settings.production_until
    told = f"is production, accepted until {until}" if until else "is no production host"
    yield Check("host", "warning" if until else "ok", f"{_url(subject)} {told}")


def _reachable(subject: Subject) -> Iterator[Check]:
    route = route_of(subject.settings)
    host, port = destination(route.proxy or _url(subject))
    found = probe.address(host, port, _guard(subject), route.seconds)
    behind = "; the target's name and port are left to this proxy" if route.proxy else ""
    yield Check("reachable", "ok", f"{host}:{port} accepts connections at {found}{behind}")


def _tls(subject: Subject) -> Iterator[Check]:
    route, url = route_of(subject.settings), _url(subject)
    if not url.startswith("https:"):
        here = subject.settings.loopback
        said = "none on this machine" if here else "everything is sent in clear"
        yield Check(
            "tls", "ok" if here else "warning", said, "" if here else subject.key("base_url")
        )
    elif route.proxy:
        yield Check(
            "tls", "ok", "inside the proxy's tunnel: the first call proves it, days left unknown"
        )
    else:
        days = (probe.expiry(*destination(url), _guard(subject), route) - subject.now).days
        yield Check(
            "tls", "ok" if days >= LEAST_DAYS else "warning", f"certificate holds, {days} days left"
        )


def _first_call(subject: Subject) -> Iterator[Check]:
    slice_, redactor = subject.slice, subject.redactor
    with ExitStack() as stack:
        recorder = Recorder(redactor, None, subject.heard.append)
        opened = open_target(
            slice_,
            subject.settings,
            recorder,
            redactor,
            stack,
            seed=1,
            token="check",  # noqa: S106 - no secret
        )
        subject.able.update(opened.target.capabilities)
    for exchange in subject.heard:
        if exchange.response and exchange.response.status == 429:
            continue  # asked again after the wait it asked for
        if wrong := slice_.profile.succeeded(exchange):
            told = f"expected {wrong.expected}, got {wrong.got}"
            raise TargetUnfit(f"{exchange.operation} does not succeed: {told}.")
    yield Check("first call", "ok", f"{subject.heard[0].operation} is accepted")


def _clock(subject: Subject) -> Iterator[Check]:
    ahead = skew(subject.heard[-1])
    if ahead is None:
        yield Check("clock", "warning", "the answer has no Date to compare with")
        return
    far = abs(ahead) >= MOST_SKEW
    which = "ahead of" if ahead > 0 else "behind"
    said = f"the target is {abs(ahead):.0f} s {which} this machine"
    yield Check(
        "clock",
        "warning" if far else "ok",
        said + (": mend the clock that is wrong" if far else ""),
    )


def _callbacks(subject: Subject) -> Iterator[Check]:
    given = subject.settings.callbacks
    if given is None:
        return
    with ExitStack() as stack:
        recorder, token = Recorder(subject.redactor), secrets.token_hex(16)
        mail = open_mail(subject.slice, subject.settings, recorder, stack, token=token)
        arrives = prove(subject.slice, subject.settings, mail)
    if str(given.public_url).startswith("http:"):
        said = f"{arrives}; in clear, which a provider may refuse"
        yield Check("callbacks", "warning", said, subject.key("callbacks.public_url"))
    else:
        yield Check("callbacks", "ok", arrives)


def _capabilities(subject: Subject) -> Iterator[Check]:
    run = Run(subject.slice, subject.settings, Plan(None), "check")
    tests = needs_of(run)
    every = {need for needs in tests.values() for one in needs for need in one}
    for name in sorted(every):
        if name in subject.able:
            yield Check(name, "ok", "there")
            continue
        if name == PAYMENTS and subject.settings.operator:
            yield Check(name, "ok", "a person is asked, in a terminal and without --no-input")
            continue
        touched = [needs for needs in tests.values() if any(name in one for one in needs)]
        lost = sum(all(name in one for one in needs) for needs in touched)
        said = f"not there; rules that lose tests: {len(touched)}, all of them: {lost}"
        mendable = name in declarable(subject.slice) | {PAYMENTS}
        yield Check(name, "warning" if mendable else "ok", said, _mending(subject, name))


STEPS: tuple[tuple[str, str, Step], ...] = (
    ("credentials", "credentials", _credentials),
    ("declared", "capabilities", _declared),
    ("route", "http", _route),
    ("host", "base_url", _host),
    ("reachable", "base_url", _reachable),
    ("tls", "http.ca_bundle", _tls),
    ("first call", "base_url", _first_call),
    ("clock", "", _clock),
    ("callbacks", "callbacks.public_url", _callbacks),
    ("capabilities", "capabilities", _capabilities),
)


def _guard(subject: Subject) -> AllowList:
    proxy = route_of(subject.settings).proxy
    return guard_of(subject.slice, subject.settings, _url(subject), proxy)


def _url(subject: Subject) -> str:
    assert subject.settings.base_url is not None, "a target that is not embedded has a URL"
    return subject.settings.base_url


def _mending(subject: Subject, capability: str) -> str:
    if capability in PERMITTED:
        return f"--allow {option_of(capability)}"
    if capability in (RECEIVES, ANSWERS):
        return subject.key("callbacks")
    if capability == PAYMENTS:
        return subject.key(PAYS)
    if capability not in declarable(subject.slice):
        return ""
    return subject.key("credentials.second" if capability == SECOND else "capabilities")


def _field(error: PayconformError) -> str:
    return error.field if isinstance(error, FileUnreadable) else ""


def _refused(subject: Subject) -> str:
    """
    The key of the credentials that the last answer refused, if it did.
    """
    last = subject.heard[-1].response if subject.heard else None
    if last is None or last.status not in (401, 403):
        return ""
    return "credentials.second" if len(subject.heard) > 1 else "credentials"
