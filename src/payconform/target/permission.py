"""
What a real target is asked to bear only where somebody allows it: `--allow races`.
"""

from collections.abc import Iterable

#: Capabilities that a simulator of ours always has, and a real target only by permission.
PERMITTED = frozenset({"bad_credentials", "races"})


def option_of(capability: str) -> str:
    """
    A capability as it is typed.
    """
    return capability.replace("_", "-")


def lacking(missing: Iterable[str]) -> str:
    """
    Why a story is skipped, and what would let it run.
    """
    names = sorted(missing)
    told = f"needs the capability {', '.join(names)}"
    allow = ",".join(option_of(name) for name in names if name in PERMITTED)
    return f"{told}: give --allow {allow}" if allow else told
