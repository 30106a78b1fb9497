"""
What a real target can do besides what it declares: by permission, `--allow races`, or by a person.
"""

from collections.abc import Iterable

from payconform.config import PAYS, RECEIVES
from payconform.errors import Unusable

#: Capabilities that a simulator of ours always has, and a real target only by permission.
PERMITTED = frozenset({"bad_credentials", "fuzz", "races"})

#: A QR can get paid, by whatever means.
PAYMENTS = "payments"


def with_payments(capabilities: frozenset[str]) -> frozenset[str]:
    """
    The capabilities, and that QRs get paid where the provider's own operation pays them.
    """
    return capabilities | {PAYMENTS} if PAYS in capabilities else capabilities


CLOCK = "control_clock"  # no key and no option gives it to a real target


def option_of(capability: str) -> str:
    """
    A capability as it is typed.
    """
    return capability.replace("_", "-")


def permitted(option: str, given: Iterable[str]) -> frozenset[str]:
    """
    The capabilities that an option permits, given once or often, apart or with commas.

    Raises:
        Unusable: there is nothing of that name to permit.

    """
    known = {option_of(capability): capability for capability in PERMITTED}
    words = [word.strip() for text in given for word in text.split(",")]
    for word in words:
        if word not in known:
            raise Unusable(f"{option} {word}: unknown. Known: {', '.join(sorted(known))}.")
    return frozenset(known[word] for word in words)


def lacking(missing: Iterable[str], *, operator: bool = False) -> str:
    """
    Why a story is skipped, and what would let it run. `operator`: a person would pay on the target.
    """
    names = sorted(missing)
    if operator and PAYMENTS in names:
        others = [name for name in names if name != PAYMENTS]
        person = "needs a person: run in a terminal, without --no-input"
        return f"{person}; {lacking(others)}" if others else person
    told = f"needs the capability {', '.join(names)}"
    allow = ",".join(option_of(name) for name in names if name in PERMITTED)
    give = [f"--allow {allow}"] if allow else []
    if RECEIVES in names and CLOCK not in names:
        give.append("callbacks.listen and callbacks.public_url")
    return f"{told}: give {' and '.join(give)}" if give else told
