"""
Masks the credentials and the people of recorded traffic by the places in which they stand: their
values are known from nowhere else.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar
from urllib.parse import unquote_plus

from payconform.config import SHORTEST_SECRET
from payconform.model import Exchange, Request, Response
from payconform.recorded.inside import inside
from payconform.target.masks import env_name, env_names
from payconform.wire.redactor import MASK, Redactor

# As in wire.members no parser; any name, because its spelling varies, and values that are no text.
MEMBER = re.compile(
    r'("([\w.-]{1,64})"\s*:\s*)("(?:[^"\\]|\\.)*(?:"|$)|-?[\w.+-]+)', re.ASCII | re.DOTALL
)
PARAMETER = re.compile(r"((?:^|[?&;])([^=&;?#\s]{1,64})=)([^&#\s]*)")
PROOFS = frozenset({"authorization", "proxyauthorization"})
COOKIES = frozenset({"cookie", "setcookie"})
KEYS = frozenset(
    {"apikey", "xapikey", "xauthtoken", "xaccesstoken", "xcsrftoken"}
    | {"token", "idtoken", "refreshtoken", "accesstoken", "secret", "clientsecret", "password"}
)
TELLING = ("key", "token", "secret", "signature", "authorization", "cookie")  # in headers' names
SHORTEST = 4  # characters; a shorter one is masked in its own place only
NOTHING = frozenset({"", "null", "true", "false"})
Message = TypeVar("Message", Request, Response)


class Masking:
    """
    Learns from every exchange first, so that a value is masked also where another place names it.
    """

    def __init__(
        self, redactor: Redactor, provider: str, secrets: Iterable[str], people: Iterable[str]
    ) -> None:
        self._redactor, self._provider = redactor, provider
        names = env_names(provider, [*PROOFS, *COOKIES, *KEYS, *secrets])
        self._secrets = {_plain(name): variable for name, variable in names.items()}
        self._people = {_plain(name): kind for name, kind in env_names(provider, people).items()}

    def learn(self, exchanges: Iterable[Exchange]) -> None:
        """
        Know the secrets and the people of all exchanges; bodies first, for they name a token best.
        """
        messages = [part for one in exchanges for part in (one.request, one.response) if part]
        for message in messages:
            for name, meant, written in _held(message):
                if mask := self._mask(name, meant):
                    self._learn(mask, meant)
                    self._learn(mask, written)
            self._learn_inside(message)
        for message in messages:
            for name, value in message.headers:
                if mask := self._of_header(name):
                    for secret in _secrets_of(_plain(name), value):
                        self._learn(mask, secret, sure=_plain(name) in self._secrets)

    def masked(self, exchange: Exchange) -> Exchange:
        """
        The exchange with a mask in each such place.
        """
        response = exchange.response
        return replace(
            exchange,
            request=self._message(exchange.request),
            response=response and self._message(response),
        )

    def _learn(self, mask: str, value: str, *, sure: bool = True) -> None:
        # Of what is masked to be on the safe side, a short one may be an ordinary word.
        if len(value) >= (SHORTEST if sure else SHORTEST_SECRET):
            self._redactor.learn(mask, value, alone=True)

    def _learn_inside(self, message: Request | Response) -> None:
        body, _ = _text(message.body)
        for name, start, end in inside(body, self._is_known):
            meant = _meant(body[start:end])
            if mask := self._mask(name, meant):
                self._learn(mask, meant, sure=_plain(name) in self._people)

    def _message(self, message: Message) -> Message:
        body, encoding = _text(message.body)
        body = self._deeply(MEMBER.sub(self._in_json, body))
        if _is_form(message):
            body = PARAMETER.sub(self._parameter, body)
        headers = tuple((name, self._header(name, value)) for name, value in message.headers)
        made = replace(message, headers=headers, body=_bytes(body, encoding))
        if isinstance(made, Request):
            return replace(made, target=PARAMETER.sub(self._parameter, made.target))
        return made

    def _in_json(self, found: re.Match[str]) -> str:
        mask = self._mask(found[2], _meant(found[3]))
        return f'{found[1]}"‹{mask}›"' if mask else found[0]

    def _deeply(self, body: str) -> str:
        pieces, place = [], 0
        for name, start, end in inside(body, self._is_known):
            if mask := self._mask(name, _meant(body[start:end])):
                pieces += [body[place:start], f'"‹{mask}›"']
                place = end
        return "".join([*pieces, body[place:]])

    def _parameter(self, found: re.Match[str]) -> str:
        mask = self._mask(found[2], unquote_plus(found[3]))
        return f"{found[1]}‹{mask}›" if mask else found[0]

    def _header(self, name: str, value: str) -> str:
        mask, is_proof = self._of_header(name), "authorization" in _plain(name)
        if not mask or not value:
            return value
        scheme, space, rest = value.partition(" ") if is_proof else ("", "", value)
        known = self._redactor(rest or value)
        if MASK.fullmatch(known):
            return f"{scheme}{space}{known}" if rest else known
        return f"{scheme}{space}‹{mask}›" if rest else f"‹{mask}›"

    def _of_header(self, name: str) -> str | None:
        place = _plain(name)
        telling = any(word in place for word in TELLING)
        made = env_name(self._provider, re.sub(r"\W", "_", name.lower())) if telling else None
        return self._secrets.get(place, made)

    def _is_known(self, name: str) -> bool:
        return _plain(name) in self._people or _plain(name) in self._secrets

    def _mask(self, name: str, value: str) -> str | None:
        place = _plain(name)
        if value in NOTHING or MASK.search(value):
            return None
        if place in self._people:
            return self._redactor.people.of(self._people[place], value)
        return self._secrets.get(place)


def _plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


def _held(message: Request | Response) -> Iterator[tuple[str, str, str]]:
    """
    Name, value as meant and value as written of everything that has a name.
    """
    body, _ = _text(message.body)
    for _, name, written in MEMBER.findall(body):
        yield name, _meant(written), written.strip('"')
    texts = [message.target.partition("?")[2]] if isinstance(message, Request) else []
    for text in (*texts, *([body] if _is_form(message) else ())):
        for _, name, value in PARAMETER.findall(text):
            yield name, unquote_plus(value), value


def _secrets_of(place: str, value: str) -> Iterator[str]:
    if "authorization" in place:
        scheme, _, rest = value.partition(" ")
        yield from filter(_is_new, [rest or scheme])
        if scheme.lower() == "basic":
            yield from filter(_is_new, [_decoded(rest).partition(":")[2]])
    elif "cookie" in place:
        # A short one is ordinary text elsewhere; in its own place it is masked as a whole.
        parts = value.split(";")[:1] if place == "setcookie" else value.split(";")
        values = [part.partition("=")[2].strip() for part in parts]
        yield from (one for one in values if len(one) >= SHORTEST_SECRET and _is_new(one))
    else:
        yield from filter(_is_new, [value])


def _is_new(value: str) -> bool:
    return value not in NOTHING and not MASK.search(value)


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _meant(written: str) -> str:
    try:
        value = json.loads(written, strict=False)
    except ValueError:
        return written.strip('"')
    return value if isinstance(value, str) else written


def _is_form(message: Request | Response) -> bool:
    return "x-www-form-urlencoded" in (message.header("content-type") or "").lower()


def _text(body: bytes) -> tuple[str, str]:
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return body.decode("latin-1"), "latin-1"


def _bytes(text: str, encoding: str) -> bytes:
    return text.encode("utf-8" if "‹" in text else encoding)
