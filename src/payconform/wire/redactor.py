"""
Masks secrets by value in everything that is written, whoever writes it.
"""

import base64
import json
import re
from urllib.parse import quote, quote_plus


class Redactor:
    """
    Knows the secrets of a run, configured and received, and replaces each by its name.

    A masked secret reads `‹MAIB_CLIENT_SECRET›`: the same name everywhere, so evidence stays
    comparable. Not frozen: secrets become known as they are received.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None

    def learn(self, name: str, secret: str) -> None:
        """
        Mask this value from now on, plain and in the usual encodings.
        """
        if not secret or secret in self._names:
            return
        for form in _forms(secret):
            self._names[form] = name
        longest_first = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def __call__(self, text: str) -> str:
        """
        The text with every known secret replaced by its name.
        """
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: f"‹{self._names[match[0]]}›", text)


def _forms(secret: str) -> set[str]:
    raw = secret.encode("utf-8")
    return {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        quote(secret, safe=""),
        quote_plus(secret),
        base64.b64encode(raw).decode("ascii"),
        base64.urlsafe_b64encode(raw).decode("ascii").rstrip("="),
        raw.hex(),
    }
