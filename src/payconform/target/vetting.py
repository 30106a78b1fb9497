"""
What the settings of a target must hold before anything is sent: credentials and capabilities.
"""

from payconform.catalog import ShowsQr, Slice
from payconform.config import FILE, PAYS, SECOND, TargetSettings
from payconform.errors import FileUnreadable, KeyMissing


def declarable(slice_: Slice) -> frozenset[str]:
    """
    The capabilities that a target of payconform.toml may have; others take a simulator of ours.
    """
    operations = slice_.document.operations.values()
    return frozenset({PAYS, SECOND, *(need for one in operations for need in one.needs)})


def vet_credentials(slice_: Slice, settings: TargetSettings) -> None:
    """
    Say nothing if every merchant has what this provider asks for.

    Raises:
        KeyMissing: a credential is not given.
        FileUnreadable: the second merchant is the first.

    """
    wanted = slice_.profile.CREDENTIALS
    merchants = {"": settings.credentials} | (
        {"second.": settings.second} if settings.second else {}
    )
    for prefix, given in merchants.items():
        if missing := sorted(wanted - given.keys()):
            problem = f"target {settings.name}: no credential `{prefix}{missing[0]}`"
            raise KeyMissing(f"{problem}. Add it to its credentials.")
    if settings.second and all(settings.second[one] == settings.credentials[one] for one in wanted):
        where = f"targets.{settings.name}.credentials.second"
        remedy = "Give those of another merchant, or none."
        raise FileUnreadable(FILE, where, "has the credentials of the first merchant", remedy)


def vet_capabilities(slice_: Slice, settings: TargetSettings) -> None:
    """
    Say nothing if the target declares only what this provider's targets may have.

    Raises:
        FileUnreadable: it declares another, a second merchant without credentials, or a person who
            pays QRs that cannot be shown.

    """
    where, known = f"targets.{settings.name}.capabilities", declarable(slice_)
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
