"""
Masks secrets by value in everything that is written, whoever writes it.
"""

import base64
import html
import json
import re
import threading
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

from payconform.config import SHORTEST_SECRET

ESCAPED = re.compile(r"[\"&'+<>`\\]|[^ -~]")  # what a careful JSON encoder writes as \uXXXX


class Redactor:
    """
    Knows the secrets of a run, configured and received, and replaces each by its name.

    A masked secret reads `‹PROVIDER_CLIENT_SECRET›`: the same name everywhere, so evidence stays
    comparable. Not frozen: secrets become known as they are received.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._masks: dict[str, str] = {}
        self._members: re.Pattern[bytes] | None = None
        self._names: dict[str, str] = {}

    def learn(self, name: str, secret: str) -> None:
        """
        Mask this value from now on, plain and in the usual encodings.

        A value too short to be told from ordinary text is left alone.
        """
        if len(secret) < SHORTEST_SECRET or secret in self._masks:
            return
        forms = dict.fromkeys(_forms(secret), f"‹{name}›")
        with self._lock:
            # A new mapping each time: callbacks are redacted in another thread meanwhile.
            masks = forms | self._masks
            self._masks = dict(sorted(masks.items(), key=lambda item: -len(item[0])))

    def watch(self, members: Mapping[str, str]) -> None:
        """
        Learn what answers hold in JSON members of these names, under the names given for them.
        """
        self._names = dict(members)
        names = "|".join(map(re.escape, members)).encode("utf-8")
        # No parser: a secret in a document that is cut short or given twice is a secret too.
        self._members = re.compile(rb'"(%b)"\s*:\s*"((?:[^"\\]|\\.)*)' % names) if names else None

    def hear(self, answer: bytes) -> None:
        """
        Learn the secrets that an answer brings.
        """
        for member, written in self._members.findall(answer) if self._members else ():
            name, literal = self._names[member.decode("utf-8")], written.decode("utf-8", "replace")
            self.learn(name, literal)
            try:
                self.learn(name, json.loads(f'"{literal}"', strict=False))
            except ValueError:
                continue

    def __call__(self, text: str) -> str:
        """
        The text with every known secret replaced by its name, and fit to be written as UTF-8.
        """
        for form, mask in self._masks.items():
            if form in text:
                text = text.replace(form, mask)
        return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _forms(secret: str) -> Iterator[str]:
    raw = secret.encode("utf-8", "surrogatepass")
    in_json = json.dumps(secret)[1:-1]
    yield from (secret, secret.lower(), secret.upper(), html.escape(secret), raw.decode("latin-1"))
    yield from (in_json, in_json.replace("/", r"\/"), json.dumps(secret, ensure_ascii=False)[1:-1])
    yield ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04X}", secret)
    for percent in (quote(raw, safe=""), quote_plus(raw)):
        yield from (percent, re.sub("%..", lambda found: found[0].lower(), percent))
    yield from (raw.hex(), raw.hex().upper())
    for before in range(3):
        yield from _inside_base64(raw, before)


def _inside_base64(raw: bytes, before: int) -> Iterator[str]:
    """
    What Base64 makes of the bytes when so many others stand before them: `user:secret`, a JWT.
    """
    first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(bytes(before) + raw).decode("ascii")[first:last]
