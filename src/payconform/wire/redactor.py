"""
Masks secrets by value in everything that is written, whoever writes it.
"""

import base64
import html
import json
import re
import threading
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import quote, quote_plus

from payconform.config import SHORTEST_SECRET
from payconform.model import Headers, Request
from payconform.wire.alone import Alone
from payconform.wire.literals import in_python
from payconform.wire.members import Members
from payconform.wire.pseudonyms import Pseudonyms

MASK = re.compile(r"‹(\w+)›")
ESCAPED = re.compile(r"[\"&'+<>`\\]|[^ -~]")  # what a careful JSON encoder writes as \uXXXX
STEP = 3  # of any eight characters in a row, six stand together at a multiple of this
PIECE = SHORTEST_SECRET - STEP + 1
REMEMBERED = 128  # texts, each of at most LONGEST characters: headers come again in each exchange
LONGEST = 2000
NOBODY: Mapping[str, str] = MappingProxyType({})


class Redactor:
    """
    Knows the secrets of a run, configured and received, and replaces each by its name.

    A masked secret reads `‹PROVIDER_CLIENT_SECRET›`: the same name everywhere, so evidence stays
    comparable. Other people's data read `‹PROVIDER_PAYER_NAME_1›`. Not frozen: secrets become known
    as they are received.
    """

    def __init__(self, people: Pseudonyms | None = None) -> None:
        self._lock = threading.Lock()
        self._masks: dict[str, str] = {}
        self._holding: dict[str, list[str]] = {}
        self._again = lru_cache(REMEMBERED)(self._masked)
        self._alone = Alone()
        self._secrets = self._personal = Members({})
        self.people = people or Pseudonyms()

    def learn(self, name: str, secret: str, *, alone: bool = False) -> None:
        """
        Mask this value from now on, plain and in the usual encodings.

        A value too short to be told from ordinary text is left alone, or with `alone` masked where
        it stands between quotes or as the value of a parameter.
        """
        mask = f"‹{name}›"
        if len(secret) < SHORTEST_SECRET:
            if alone:
                self._alone.learn(secret, mask)
            return
        with self._lock:
            if secret in self._masks:
                return
            for form in _forms(secret):
                if form not in self._masks:
                    self._masks[form] = mask
                    self._hold(form)

    def watch(self, members: Mapping[str, str], personal: Mapping[str, str] = NOBODY) -> None:
        """
        Learn what answers and callbacks hold in JSON members of these names, under the names given
        for them. Headers of these names, in any case, count as well, also those of requests.

        `personal`: members that hold data of people; each value gets a number.
        """
        self._secrets, self._personal = Members(members), Members(personal)

    def sending(self, request: Request) -> None:
        """
        What is about to be sent is made up, and stays readable where it comes back, but for headers
        that are watched: a signature can be sent again.
        """
        for named, value in self._secrets.among(request.headers):
            self.learn(named, value)
        if self._personal:
            self.people.sending(request)

    def hear(self, body: bytes, headers: Headers = ()) -> None:
        """
        Learn the secrets that an answer or a callback brings, and the people it names.
        """
        for name, literal, meant in self._secrets.found(body):
            self.learn(name, literal)
            self.learn(name, meant)
        for named, value in self._secrets.among(headers):
            self.learn(named, value)
        for kind, literal, meant in self._personal.found(body):
            if person := self.people.of(kind, meant):
                self.learn(person, meant, alone=True)
                self.learn(person, literal, alone=True)

    def __call__(self, text: str) -> str:
        """
        The text with every known secret replaced by its name, and fit to be written as UTF-8.
        """
        known = len(self._masks) + len(self._alone)
        return (self._again if len(text) <= LONGEST else self._masked)(text, known)

    def _masked(self, text: str, known: int) -> str:
        del known  # whoever knows more asks anew
        for form in self._likely(text):
            if form in text:
                text = text.replace(form, self._masks[form])
        text = self._alone(text)
        return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")

    def _hold(self, form: str) -> None:
        """
        Keep a form under the pieces of eight characters of it, of three choices those that the
        fewest others have, because names, accounts and tokens begin and end alike.
        """
        last = len(form) - SHORTEST_SECRET
        choices = [
            [form[at : at + PIECE] for at in range(start, start + STEP)]
            for start in (last, last // 2, 0)
        ]
        holding = self._holding
        for piece in min(choices, key=lambda held: sum(len(holding.get(one, ())) for one in held)):
            holding.setdefault(piece, []).append(form)

    def _likely(self, text: str) -> list[str]:
        """
        The forms that the text may hold, the longest first: a longer secret wins over one in it.
        """
        pieces = {text[at : at + PIECE] for at in range(0, len(text) - PIECE + 1, STEP)}
        with self._lock:
            found = pieces & self._holding.keys()
            forms = {form for piece in found for form in self._holding[piece]}
        return sorted(forms, key=lambda form: (-len(form), form))


def _forms(secret: str) -> Iterator[str]:
    raw = secret.encode("utf-8", "surrogatepass")
    in_json = json.dumps(secret)[1:-1]
    yield from (secret, secret.lower(), secret.upper(), html.escape(secret), raw.decode("latin-1"))
    yield from (in_json, in_json.replace("/", r"\/"), json.dumps(secret, ensure_ascii=False)[1:-1])
    yield from in_python(secret)
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
