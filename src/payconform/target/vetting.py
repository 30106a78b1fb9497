"""
What the settings of a target must hold before anything is sent: credentials and capabilities.
"""

from collections.abc import Mapping

from payconform.catalog import Slice
from payconform.config import ANSWERS, FILE, PAYS, RECEIVES, SECOND, TargetSettings
from payconform.errors import FileUnreadable, KeyMissing, TargetForbidden
from payconform.profiles import CallsBack, ShowsQr, TellsLive


def declarable(slice_: Slice) -> frozenset[str]:
    """
    The capabilities that a target of payconform.toml may have; others take a simulator of ours.
    """
    operations = slice_.document.operations.values()
    needs = {need for one in operations for need in one.needs}
    able = frozenset({PAYS, SECOND, *needs} - {RECEIVES, ANSWERS})  # those an address gives
    return able if any(one.pays for one in operations) else able - {PAYS}


def vet_credentials(slice_: Slice, settings: TargetSettings) -> None:
    """
    Say nothing if every merchant has what this provider asks for.

    Raises:
        KeyMissing: a credential is not given.
        TargetForbidden: one is of production, and nobody accepts production.
        FileUnreadable: the second merchant is the first.

    """
    vet_complete(slice_, settings)
    wanted = slice_.profile.CREDENTIALS
    for prefix, given in _merchants(settings).items():
        if settings.production_until is None and (live := _live(slice_, given)):
            problem = f"target {settings.name}: credential `{prefix}{live}` is one of production"
            raise TargetForbidden(f"{problem}; nothing was sent. Give one of the sandbox.")
    if settings.second and all(settings.second[one] == settings.credentials[one] for one in wanted):
        where = f"targets.{settings.name}.credentials.second"
        remedy = "Give those of another merchant, or none."
        raise FileUnreadable(FILE, where, "has the credentials of the first merchant", remedy)


def vet_complete(slice_: Slice, settings: TargetSettings) -> None:
    """
    Say nothing if every merchant has the credentials that this provider asks for; at a simulator of
    ours also those with which it signs callbacks.

    Raises:
        KeyMissing: one is not given.

    """
    profile = slice_.profile
    wanted = profile.CREDENTIALS
    if settings.base_url is None and isinstance(profile, CallsBack):
        wanted |= profile.CALLBACK_CREDENTIALS
    for prefix, given in _merchants(settings).items():
        if missing := sorted(wanted - given.keys()):
            problem = f"target {settings.name}: no credential `{prefix}{missing[0]}`"
            raise KeyMissing(f"{problem}. Add it to its credentials.")


def _merchants(settings: TargetSettings) -> Mapping[str, Mapping[str, str]]:
    second = {"second.": settings.second} if settings.second else {}
    return {"": settings.credentials, **second}


def _live(slice_: Slice, credentials: Mapping[str, str]) -> str | None:
    profile = slice_.profile
    return profile.looks_live(credentials) if isinstance(profile, TellsLive) else None


def vet_capabilities(slice_: Slice, settings: TargetSettings) -> None:
    """
    Say nothing if the target declares only what this provider's targets may have.

    Raises:
        FileUnreadable: it declares another, payments that no operation makes, a second merchant
            without credentials, or a person who pays QRs that cannot be shown.

    """
    where, known = f"targets.{settings.name}.capabilities", declarable(slice_)
    called = settings.callbacks.capabilities if settings.callbacks else frozenset()
    if unheard := sorted((settings.capabilities & {RECEIVES, ANSWERS}) - called):
        problem = f"`{unheard[0]}` has no address"
        remedy = "Give callbacks.listen and callbacks.public_url instead."
        raise FileUnreadable(FILE, where, problem, remedy)
    if PAYS in settings.capabilities - known:
        problem = f"`{PAYS}`: {slice_.rules.title} has no operation that pays"
        shown = isinstance(slice_.profile, ShowsQr)
        person = f'; with {PAYS} = "operator" in its place a person pays' if shown else ""
        raise FileUnreadable(FILE, where, problem, f"Take it out{person}.")
    known |= called
    if strange := sorted(settings.capabilities - known):
        problem = f"`{strange[0]}` is not a capability that this target may declare"
        raise FileUnreadable(FILE, where, problem, f"Known: {', '.join(sorted(known))}.")
    if SECOND in settings.capabilities and not settings.second:
        problem = f"`{SECOND}` has no credentials"
        raise FileUnreadable(FILE, where, problem, "Give credentials.second.* instead.")
    if settings.operator and not isinstance(slice_.profile, ShowsQr):
        problem = f"nobody can be shown a QR of {slice_.rules.title}: its profile does not tell how"
        place = f"targets.{settings.name}.{PAYS}"
        raise FileUnreadable(FILE, place, problem, "Leave the key out.")


def vet_amounts(slice_: Slice, settings: TargetSettings) -> None:
    """
    Say nothing if the largest amount can be kept: the document says which members are amounts.

    Raises:
        FileUnreadable: there is a limit, and no `x-amounts`.

    """
    if settings.max_amount is None or any(
        one.amounts for one in slice_.document.operations.values()
    ):
        return
    where = f"targets.{settings.name}.max_amount"
    problem = f"cannot be kept: specs/{slice_.key}/openapi.yaml names no x-amounts"
    raise FileUnreadable(FILE, where, problem, "Add them to its operations.")
