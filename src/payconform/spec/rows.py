"""
Where the rows stand: in a checkout, inside the wheel, and in folders named by PAYCONFORM_ROWS.

A row is a folder such as specs/ or suites/; one word below it is a provider. A team's own
provider lives in a folder of its own with the same rows, and nothing here is edited for it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from payconform.errors import FileUnreadable, NoSuchProvider

PACKAGE = Path(__file__).parents[1]


def roots() -> list[Path]:
    """
    The folders that hold rows, the project's own first.

    Raises:
        FileUnreadable: PAYCONFORM_ROWS names a folder that does not exist.

    """
    packed = PACKAGE / "rows"
    own = packed if packed.is_dir() else PACKAGE.parents[1]
    extra = [
        Path(part).resolve()
        for part in os.environ.get("PAYCONFORM_ROWS", "").split(os.pathsep)
        if part
    ]
    for folder in extra:
        if not folder.is_dir():
            raise FileUnreadable(folder, "", "no such folder", "Mend PAYCONFORM_ROWS.")
    return [own, *extra]


def providers() -> list[str]:
    """
    Every provider key, in alphabetical order: the folders of specs/ are the registry.
    """
    return sorted(
        rules.parent.name for root in roots() for rules in root.glob("specs/*/rules.yaml")
    )


def find(row: str, *parts: str) -> Path:
    """
    The file or folder `row/part/…` in the first root that has it.

    Raises:
        NoSuchProvider: no root has it; the message lists the providers there are.

    """
    for path in every(row, *parts):
        return path
    known = ", ".join(providers()) or "none"
    raise NoSuchProvider(f"{'/'.join((row, *parts))} does not exist. Providers here: {known}.")


def every(row: str, *parts: str) -> Iterator[Path]:
    """
    The file or folder `row/part/…` in each root that has it.
    """
    for root in roots():
        path = root.joinpath(row, *parts)
        if path.exists():
            yield path
