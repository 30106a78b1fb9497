"""
Checks that an answer gives nothing away.
"""

import re
from collections.abc import Iterable

from payconform.model import Check, Exchange, Mismatch

INTERNALS = re.compile(
    rb"Traceback \(most recent call last\)"
    rb"|\bat [\w$.<>]+\([\w$]+\.(?:java|kt|scala|js|ts):\d+"
    rb"|\bat [\w.<>`\[\], ]+\) in [^\n]+:line \d+"
    rb"|System\.[A-Z]\w+Exception|Microsoft\.AspNetCore|org\.springframework|java\.lang\."
    rb"|(?:Fatal error|Uncaught \w+).{0,200} on line \d+"
    rb"|goroutine \d+ \[|panicked at |node_modules/|site-packages/"
    rb"|\bORA-\d{5}\b|SQLSTATE\[|PSQLException|SqlException"
)


def no_internals(exchange: Exchange) -> Mismatch | None:
    """
    The body shows no stack trace, no framework's name, no database error.
    """
    found = INTERNALS.search(exchange.response.body) if exchange.response else None
    if found is None:
        return None
    return Mismatch("no internals in the answer", found[0][:60].decode("utf-8", "replace"))


def no_secret(secrets: Iterable[str]) -> Check:
    """
    The answer holds none of these values.
    """
    wanted = [secret.encode("utf-8") for secret in secrets if secret]

    def check(exchange: Exchange) -> Mismatch | None:
        body = exchange.response.body if exchange.response else b""
        if any(secret in body for secret in wanted):
            return Mismatch("no secret in the answer", "a secret of the request, echoed")
        return None

    return check
