"""
A request as a curl line that a person can paste; secrets stay environment variables.
"""

import re
import shlex
from collections.abc import Callable

from payconform.model import Exchange

OMITTED = frozenset({"host", "content-length", "accept-encoding", "connection"})


def curl(exchange: Exchange, redact: Callable[[str], str]) -> str:
    """
    The outbound request of an exchange, in one line of POSIX shell.
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
    return " ".join(_quoted(redact(word)) for word in words)


def _quoted(word: str) -> str:
    # A masked secret ‹NAME› becomes "$NAME", outside the single quotes around it.
    outside = re.sub(r"‹(\w+)›", r"""'"$\1"'""", shlex.quote(word))
    return outside.removeprefix("''").removesuffix("''") or "''"
