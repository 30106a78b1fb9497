"""
A request as a curl line that a person can paste; secrets stay environment variables.
"""

import re
import shlex
from collections.abc import Callable
from datetime import datetime

from payconform.model import Exchange

SIGNED = "# signed until {:%Y-%m-%d %H:%M:%S} UTC, target time; payconform replay signs anew"
OMITTED = frozenset({"host", "content-length", "accept-encoding", "connection"})


def curl(exchange: Exchange, redact: Callable[[str], str], until: datetime | None = None) -> str:
    """
    The outbound request of an exchange, in one line of POSIX shell; `until` when its signature is
    good stands beneath, as a comment.
    """
    request = exchange.request
    words = ["curl", "-sS", "-i", "-X", request.method]
    if "/." in request.target:
        words.append("--path-as-is")
    if re.search(r"[\[\]{}]", request.target):
        words.append("--globoff")
    for name, value in request.headers:
        if name.lower() not in OMITTED:
            words += ["-H", f"{name}: {value}" if value else f"{name};"]
    if request.body:
        if request.header("content-type") is None:
            words += ["-H", "Content-Type:"]
        words += ["--data-raw", request.body.decode("utf-8", "replace")]
    words.append(f"{exchange.url}{request.target}")
    line = " ".join(_quoted(redact(word)) for word in words)
    # Not behind it: an interactive zsh takes a comment there for more words.
    return f"{line}\n{SIGNED.format(until)}" if until else line


def _quoted(word: str) -> str:
    # A masked secret ‹NAME› becomes "$NAME", outside the single quotes around it.
    outside = re.sub(r"‹(\w+)›", r"""'"$\1"'""", shlex.quote(word))
    return outside.removeprefix("''").removesuffix("''") or "''"
