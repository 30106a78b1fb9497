"""
The hosts that a request names: a front server may route by what is written, not by the socket.
"""

import re
from collections.abc import Iterator
from unicodedata import normalize
from urllib.parse import unquote

from payconform.model import Request

NAMING = {"host", "x-forwarded-host", "forwarded"}
ORIGIN_FORM = re.compile(r"/(?!/)")
DOTS = str.maketrans("\u3002\uff0e\uff61", "...")  # IDNA reads them as dots
BETWEEN_HOSTS = re.compile(r"[^\w.-]+")


def named_in(request: Request) -> Iterator[str]:
    """
    Whatever a front server could read as a host, in headers and in a target of absolute form.
    """
    for name, value in request.headers:
        if name.lower() in NAMING:
            yield from _hosts(value)
    if not ORIGIN_FORM.match(request.target):
        yield from _hosts(request.target)


def _hosts(written: str) -> Iterator[str]:
    text = normalize("NFKC", unquote(written).translate(DOTS))
    yield from filter(None, BETWEEN_HOSTS.split(text))
