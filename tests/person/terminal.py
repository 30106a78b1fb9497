"""
A run in a real terminal of its own.
"""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path

from payconform.config import published

SECRETS = published("maib")
ENVIRONMENT = {
    "BOX_ID": SECRETS["client_id"],
    "BOX_SECRET": SECRETS["client_secret"],
    "TERM": "xterm-256color",
}

# The run gets the terminal as its own, as a shell would give it: Ctrl-C is then a signal.
OWN_TERMINAL = """
import fcntl, runpy, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
runpy.run_module("payconform", run_name="__main__", alter_sys=True)
"""
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x07")


class Terminal:
    """
    A run in a terminal of its own: what it shows, and what is typed.
    """

    def __init__(self, folder: Path, *words: str, columns: int = 100, **more: str) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", OWN_TERMINAL, *words],
            cwd=folder,
            env=clean | ENVIRONMENT | more,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.shown = ""
        self._raw = b""
        self._seen = 0

    def until(self, pattern: str) -> "re.Match[str]":
        """
        The next place on the screen that fits.
        """
        for _ in range(600):
            if found := re.compile(pattern, re.DOTALL).search(self.shown, self._seen):
                self._seen = found.end()
                return found
            if not self._read():
                break
        raise AssertionError(f"never shown: {pattern}\n{self.shown}")

    def question(self) -> tuple[str, str, str]:
        """
        The next question: its first line, the drawing, and the URL.
        """
        found = self.until(r"(Pay QR [^\n]*)\n[^\n]*skip it\n(.*?)(https://\S+)\n")
        return found[1], found[2], found[3]

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def end(self) -> int:
        while self._read():
            continue
        return self.process.wait(10)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)
        os.close(self._master)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], 20)
        try:
            chunk = os.read(self._master, 65536) if ready else b""
        except OSError:  # the other end is closed
            chunk = b""
        self._raw += chunk
        self.shown = ESCAPES.sub("", self._raw.decode("utf-8", "ignore")).replace("\r", "")
        return bool(chunk)
