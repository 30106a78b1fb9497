"""
JSON members of some names, found where they stand.
"""

import json
import re
from collections.abc import Iterator, Mapping

from payconform.model import Headers


class Members:
    """
    The texts that members of these names hold, under the names given for them.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = dict(names)
        self._headers = {member.lower(): name for member, name in names.items()}
        every = "|".join(map(re.escape, names)).encode("utf-8")
        # No parser: a secret in a document that is cut short or given twice is a secret too.
        self._pattern = (
            re.compile(rb'"(%b)"\s*:\s*"([^"\\]*+(?:\\.[^"\\]*+)*+)' % every) if names else None
        )

    def __bool__(self) -> bool:
        return self._pattern is not None

    def found(self, body: bytes) -> Iterator[tuple[str, str, str]]:
        """
        The name given for each member, its text as written and its text as meant.
        """
        for member, written in self._pattern.findall(body) if self._pattern else ():
            literal = written.decode("utf-8", "replace")
            try:
                meant = json.loads(f'"{literal}"', strict=False)
            except ValueError:
                meant = literal
            yield self._names[member.decode("utf-8")], literal, meant

    def among(self, headers: Headers) -> Iterator[tuple[str, str]]:
        """
        The name given for each header that has the name of a member, in any case, and its value.
        """
        for header, value in headers:
            if name := self._headers.get(header.lower()):
                yield name, value.strip()
