"""
The fuse of a run: production is no target, unless somebody accepts it by name and for some weeks.
"""

from datetime import UTC, date, datetime, timedelta

from payconform.catalog import Slice
from payconform.config import ACCEPTED, FILE, TargetSettings
from payconform.errors import FileUnreadable, TargetForbidden
from payconform.wire.allowlist import AllowList, destination, for_target, is_production

LONGEST = timedelta(days=92)


def guard_of(
    slice_: Slice, settings: TargetSettings, base_url: str, proxy: str | None
) -> AllowList:
    """
    The hosts that a run may speak to. An accepted production host is one; others stay refused.

    Raises:
        TargetForbidden: the host, or the proxy's, is production.

    """
    document = slice_.document
    accepted = {_host(base_url)} if settings.production_until else set()
    return for_target(
        base_url, document.production - accepted, document.sandboxes | accepted, proxy
    )


def vet_production(slice_: Slice, settings: TargetSettings, today: date | None = None) -> None:
    """
    Say nothing if the target is not production, or is accepted as such.

    Raises:
        TargetForbidden: it is production, and nobody accepts it.
        FileUnreadable: it is accepted without being production, or not for some weeks from today.

    """
    real, where = _is_production(slice_, settings), f"targets.{settings.name}"
    named, until = settings.environment == "production", settings.production_until
    if until is None:
        if named:
            problem = f"is production, and {ACCEPTED} is not given"
            raise FileUnreadable(FILE, f"{where}.environment", problem, "Name a sandbox.")
        if real:
            raise TargetForbidden(
                f"{settings.base_url} may be production: {slice_.rules.title} documents no "
                "sandbox. payconform creates and cancels QRs; nothing was sent."
            )
        return
    if not real:
        problem = "is given for a host that is not production"
        raise FileUnreadable(FILE, f"{where}.{ACCEPTED}", problem, "Remove it.")
    if not named:
        remedy = 'Write environment = "production".'
        raise FileUnreadable(FILE, f"{where}.environment", "is not what the host is", remedy)
    today = today or datetime.now(UTC).date()
    if not today < until <= today + LONGEST:
        problem = "is over" if until <= today else f"is more than {LONGEST.days} days ahead"
        remedy = f"Give a day after {today}, up to {today + LONGEST}."
        raise FileUnreadable(FILE, f"{where}.{ACCEPTED}", problem, remedy)


def _is_production(slice_: Slice, settings: TargetSettings) -> bool:
    if settings.base_url is None or settings.loopback:
        return False
    document, host = slice_.document, _host(settings.base_url)
    if is_production(host, document.production, document.sandboxes):
        return True
    return bool(document.production) and not document.sandboxes  # where else would it be?


def _host(base_url: str) -> str:
    return destination(base_url)[0].removesuffix(".")
