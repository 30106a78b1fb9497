"""
Which rule a request breaks that differs from a valid one in one thing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from payconform.errors import NoSuchProvider
from payconform.spec import closed, rows


@dataclass(frozen=True)
class Excluded:
    """
    Differences that are not sent, and why. What is None or empty stands for any.
    """

    reason: str
    keyword: str | None = None
    operations: tuple[str, ...] = ()
    member: str | None = None
    value: Any = None
    absent: bool = False


@dataclass(frozen=True)
class Fields:
    """
    The rules by what is broken: `everywhere` by keyword, `members` by operation, member, keyword.

    `kept` are members whose good values the document's schemas cannot state.
    """

    everywhere: Mapping[str, str]
    members: Mapping[str, Mapping[str, Mapping[str, str]]]
    excluded: tuple[Excluded, ...]
    kept: frozenset[str] = frozenset()

    @property
    def rules(self) -> set[str]:
        """
        The ids of all its rules.
        """
        keywords = [one for members in self.members.values() for one in members.values()]
        return {rule for one in (self.everywhere, *keywords) for rule in one.values()}

    def rule(self, operation: str, member: Iterable[str], keyword: str) -> str | None:
        """
        The id of the rule; None where the file names none.
        """
        own = self.members.get(operation, {}).get(".".join(member), {})
        return own.get(keyword, self.everywhere.get(keyword))

    def exclusion(
        self, operation: str, member: Iterable[str], keyword: str, value: Any
    ) -> str | None:
        """
        Why a difference is not sent; None where it is. `value` is `...` where a member is left out.
        """
        name = ".".join(member)
        for one in self.excluded:
            if (
                one.keyword in (None, keyword)
                and (not one.operations or operation in one.operations)
                and one.member in (None, name)
                and one.value in (None, value)
                and (not one.absent or value is ...)
            ):
                return one.reason
        return None


NOTHING = Fields({}, {}, ())


def fields(provider: str) -> Fields:
    """
    The fields.yaml of a provider; nothing where it has none.

    Raises:
        FileUnreadable: outside the closed schema.

    """
    try:
        content = closed.read(rows.find("specs", provider, "fields.yaml"), "fields")
    except NoSuchProvider:
        return NOTHING
    excluded = [
        Excluded(**entry | {"operations": tuple(entry.get("operations", ()))})
        for entry in content["excluded"]
    ]
    kept = frozenset(content.get("kept", ()))
    return Fields(content["everywhere"], content["members"], tuple(excluded), kept)
