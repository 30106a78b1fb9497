"""
What the answers of one operation have brought of what the document says of them.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from payconform.model import Response
from payconform.reporting.coverage.requests import parsed
from payconform.spec.elements import ITEMS, Path


class Answers:
    """
    The answers of one operation, as they come: how many of each status, and which members.

    A member that several answers share counts once, and is seen in whichever brings it.
    """

    def __init__(self, documented: Mapping[str, frozenset[Path]]) -> None:
        self.documented = [name for name in documented if name != "default"]
        self.members: frozenset[Path] = frozenset().union(*documented.values())
        self.unseen = set(self.members)
        self.statuses: Counter[int] = Counter()
        self._paths = documented
        self._names = {path: f'"{path[-1]}"'.encode() for path in self.members}

    def look(self, response: Response) -> None:
        """
        See what an answer brings.
        """
        self.statuses[response.status] += 1
        paths = self._paths.get(self._written(response.status), frozenset())
        body = response.body
        hoped = [path for path in paths & self.unseen if self._names[path] in body]
        if hoped:
            value = parsed(body)
            self.unseen.difference_update([path for path in hoped if _holds(value, path)])

    def join(self, unseen: frozenset[Path], statuses: Mapping[int, int]) -> None:
        """
        Add what another process has seen of the same operation.
        """
        self.unseen &= unseen
        self.statuses.update(statuses)

    @property
    def unanswered(self) -> list[str]:
        """
        The documented statuses that never came.
        """
        came = {self._written(status) for status in self.statuses}
        return [name for name in self.documented if name not in came]

    def _written(self, status: int) -> str:
        """
        A status as the document writes it.
        """
        exact, every = str(status), f"{status // 100}XX"
        return next((name for name in (exact, every) if name in self._paths), "default")


def _holds(value: Any, path: Path) -> bool:
    if not path:
        return True
    step, *rest = path
    if step == ITEMS:
        return isinstance(value, list) and any(_holds(item, tuple(rest)) for item in value)
    return isinstance(value, dict) and step in value and _holds(value[step], tuple(rest))
