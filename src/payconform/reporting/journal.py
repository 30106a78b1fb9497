"""
Files that grow line by line, each line complete on disk before the run goes on.
"""

import json
import os
from pathlib import Path
from typing import Any

import orjson

from payconform.errors import InUse, Unwritable

try:
    import fcntl
except ImportError:  # Windows has none: there nothing keeps two runs out of one folder
    fcntl = None  # type: ignore[assignment]

BLOCK = 65536


class Journal:
    """
    An NDJSON file. A killed process loses at most the line it was writing.

    A file that is there already is gone on with; what a kill has cut of its last line is dropped.

    Raises:
        InUse: another process writes it.
        OSError: it cannot be opened.

    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # Without O_BINARY, which is Windows' own, each line would end in two bytes there.
        how = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, how, 0o600)
        try:
            _claim(self._file, path)
            _mend(self._file)
        except BaseException:
            os.close(self._file)
            raise

    def write(self, record: dict[str, Any]) -> None:
        """
        Append one line, in one system call.
        """
        left = _line(record)
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


def in_use(path: Path) -> bool:
    """
    Whether a process is writing this file.
    """
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        _claim(file, path)
    except InUse:
        return True
    finally:
        os.close(file)
    return False


def write_whole(path: Path, content: str) -> None:
    """
    Write a file so that readers see the old one or the new one, never a part.
    """
    draft = path.with_suffix(path.suffix + ".part")
    draft.touch(0o600)
    draft.write_text(content, "utf-8", errors="backslashreplace", newline="\n")
    draft.replace(path)


def _line(record: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half a character, or a number of more digits than it writes
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        return line.encode("utf-8", "backslashreplace") + b"\n"


def _claim(file: int, path: Path) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # gone with the process, however it ends
    except BlockingIOError:
        raise InUse(f"{path.parent}: a run is writing there. Wait until it is over.") from None
    except OSError:  # a file system without locks
        return


def _mend(file: int) -> None:
    whole = end = os.lseek(file, 0, os.SEEK_END)
    while whole:
        start = max(0, whole - BLOCK)
        os.lseek(file, start, os.SEEK_SET)
        last = os.read(file, whole - start).rfind(b"\n")
        whole = start + last + 1 if last >= 0 else start
        if last >= 0:
            break
    if whole != end:
        os.ftruncate(file, whole)
