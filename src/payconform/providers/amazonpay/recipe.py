"""
Each step of a signature as a value that can be another: what the doctor's slips change.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from payconform.model import Signature
from payconform.providers.amazonpay import signing
from payconform.signing import java
from payconform.signing.digests import base64url
from payconform.signing.literals import loads
from payconform.signing.pairs import encoded

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Message:
    """
    What is signed of a request or an answer, and by whom.
    """

    method: str
    path: str
    query: str
    headers: Pairs
    body: bytes
    date: str
    secret: str
    access_key_id: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    How a signature is made. `value` gives the text of a member, None where it is left out.
    """

    host: str
    order: Callable[[str], Any] = lambda name: name.encode("utf-16-be", "surrogatepass")
    encode: Callable[[str], str] = encoded
    value: Callable[[Any], str | None] = lambda value: None if value is None else java.text(value)
    header: Callable[[Pairs], Pairs] = lambda pairs: pairs
    header_line: Callable[[str], str] = lambda line: line
    whole_body: Callable[[bytes], str] | None = None
    lines: Callable[[list[str]], list[str]] = lambda lines: lines
    text: Callable[[str], str] = lambda text: text
    digest: str = "sha384"
    day: Callable[[str], str] = lambda date: date[:8]
    region: str = signing.REGION
    service: str = signing.SERVICE
    prefix: str = "AWS4"
    secret: Callable[[Message], str] = lambda message: message.secret
    link: Callable[[bytes], bytes] = lambda key: key
    swapped: bool = False
    keyed: bool = True
    written: Callable[[bytes], str] = base64url


def canonical(message: Message, recipe: Recipe) -> str:
    """
    The canonical text by a recipe.
    """
    query = parse_qsl(message.query, keep_blank_values=True)
    parts = [
        message.method,
        recipe.host + message.path,
        _pairs(query, recipe),
        recipe.header_line(_pairs(recipe.header(message.headers), recipe)),
        _body(message.body, recipe),
    ]
    return recipe.text("\n".join(recipe.lines(parts)))


def sign(message: Message, recipe: Recipe) -> Signature:
    """
    The signature by a recipe, with its middle.
    """
    text, day = canonical(message, recipe), recipe.day(message.date)
    scope = f"{day}/{recipe.region}/{recipe.service}/{signing.TERMINATION}"
    hashed = hashlib.new(recipe.digest, text.encode("utf-8")).hexdigest()
    told = f"{signing.ALGORITHM}\n{message.date}\n{scope}\n{hashed}"
    made = _keyed(key(message, recipe), told, recipe)
    return Signature(text, told, recipe.written(made))


def key(message: Message, recipe: Recipe) -> bytes:
    """
    The key of a recipe: the end of its chain.
    """
    made = f"{recipe.prefix}{recipe.secret(message)}".encode()
    day = recipe.day(message.date)
    for part in (day, recipe.region, recipe.service, signing.TERMINATION):
        made = recipe.link(_keyed(made, part, recipe))
    return made


def _keyed(by: bytes, text: str, recipe: Recipe) -> bytes:
    told = text.encode("utf-8")
    if not recipe.keyed:
        return hashlib.new(recipe.digest, by + told).digest()
    by, told = (told, by) if recipe.swapped else (by, told)
    return hmac.digest(by, told, recipe.digest)


def _pairs(members: Pairs, recipe: Recipe) -> str:
    ordered = sorted(members, key=lambda member: recipe.order(member[0]))
    return "&".join([f"{recipe.encode(name)}={recipe.encode(value)}" for name, value in ordered])


def _body(body: bytes, recipe: Recipe) -> str:
    if recipe.whole_body is not None:
        return recipe.whole_body(body)
    told = [(name, recipe.value(value)) for name, value in _members(body)]
    return _pairs([(name, value) for name, value in told if value is not None], recipe)


@lru_cache(maxsize=1)  # one body is signed by many recipes
def _members(body: bytes) -> tuple[tuple[str, Any], ...]:
    """
    The members of a body; none where it is no JSON object, or holds half a character.
    """
    try:
        members = loads(body)
        java.text(members).encode("utf-8")
        return tuple(members.items())
    except (ValueError, AttributeError, RecursionError):
        return ()
