"""
Files that grow line by line, each line complete on disk before the run goes on.
"""

import json
import os
from pathlib import Path
from typing import Any

from payconform.errors import Unwritable


class Journal:
    """
    An NDJSON file. A killed process loses at most the line it was writing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # Without O_BINARY, which is Windows' own, each line would end in two bytes there.
        how = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, how, 0o600)

    def write(self, record: dict[str, Any]) -> None:
        """
        Append one line, in one system call.
        """
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        left = line.encode("utf-8", "backslashreplace") + b"\n"
        try:
            while left:
                left = left[os.write(self._file, left) :]
        except OSError as error:
            raise Unwritable(f"{self._path}: cannot be written ({error.strerror})") from None

    def close(self) -> None:
        """
        Close the file.
        """
        os.close(self._file)


def write_whole(path: Path, content: str) -> None:
    """
    Write a file so that readers see the old one or the new one, never a part.
    """
    draft = path.with_suffix(path.suffix + ".part")
    draft.touch(0o600)
    draft.write_text(content, "utf-8", errors="backslashreplace", newline="\n")
    draft.replace(path)
