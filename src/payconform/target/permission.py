"""
What a real target is asked to bear only where somebody allows it: `--allow races`.
"""

from collections.abc import Iterable

from payconform.config import RECEIVES
from payconform.errors import Unusable

#: Capabilities that a simulator of ours always has, and a real target only by permission.
PERMITTED = frozenset({"bad_credentials", "races"})


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


def lacking(missing: Iterable[str]) -> str:
    """
    Why a story is skipped, and what would let it run.
    """
    names = sorted(missing)
    told = f"needs the capability {', '.join(names)}"
    allow = ",".join(option_of(name) for name in names if name in PERMITTED)
    give = [f"--allow {allow}"] if allow else []
    if RECEIVES in names and CLOCK not in names:
        give.append("callbacks.listen and callbacks.public_url")
    return f"{told}: give {' and '.join(give)}" if give else told
