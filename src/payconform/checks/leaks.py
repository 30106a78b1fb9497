"""
Checks that an answer gives nothing away.
"""

import re
from collections.abc import Iterable

from payconform.checks.body import shown
from payconform.model import Check, Exchange, Mismatch, Response

INTERNALS = re.compile(
    rb"Traceback \(most recent call last\)"
    rb"|\bat [\w$.<>]+\([\w$]+\.(?:java|kt|scala|js|ts):\d+"
    rb"|\bat [\w.<>`\[\]]+\([^()\n]*\) in [^\n]{1,300}?:line \d+"
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
    return Mismatch("no internals in the answer", shown(found[0].decode("utf-8", "replace")))


def no_secret(secrets: Iterable[str]) -> Check:
    """
    The answer holds none of these values, in its body or in a header.
    """
    wanted = [secret for secret in secrets if secret]

    def check(exchange: Exchange) -> Mismatch | None:
        answer = exchange.response or Response(0)
        places = [answer.body.decode("utf-8", "replace"), *(value for _, value in answer.headers)]
        if any(secret in place for secret in wanted for place in places):
            return Mismatch("no secret in the answer", "a secret of the request, echoed")
        return None

    return check
