"""
What can be told of a signature that was received: of a request, or of a callback.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import quote

from payconform.errors import Unusable
from payconform.model import Exchange, Signature
from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.signer import hash_key
from payconform.signing.doctor import Case, Slip

REQUEST, CALLBACK, CASE = "IFORTEPAY-AUTH-50", "IFORTEPAY-CALLBACK-50", "IFORTEPAY-AUTH-51"
MATCHED = (
    "Authorization is another: Basic, merchant_id, a colon and secret_unbound_id in base64.",
    "The ids that were signed are not those of the body that arrived: log both.",
    "x-version is missing, or is not v3.",
    "The hash key and the secret belong to different merchants: compare with the dashboard.",
)
UNMATCHED = (
    "The hash key is another: have the other side explain too, and compare fingerprints.",
    "The ids that were signed are not those of the body: log the text before it is hashed.",
    "More than two slips: compare the text that is hashed character by character.",
)


@dataclass(frozen=True, slots=True)
class Message:
    """
    The ids that are signed, and the keys; `transaction` where it is a callback's.
    """

    external: str
    order: str
    key: str = field(repr=False)
    main: str = field(repr=False)
    transaction: str | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    How a signature is made. `parts` are what is joined, `whole` what a callback's is made of.
    """

    parts: Callable[[str, Message], tuple[str, ...]] = lambda key, of: (key, of.external, of.order)
    separator: str = ""
    key: Callable[[Message], str] = lambda message: message.key
    keyed: bool = False
    digest: str = "sha256"
    text: Callable[[str], str] = lambda text: text
    written: Callable[[bytes], str] = bytes.hex
    whole: Callable[[Message, str], str] = lambda message, inner: f"{message.transaction}{inner}"


def cases(exchange: Exchange, credentials: Mapping[str, str]) -> Iterator[Case[Recipe]]:
    """
    The signature of a request, or that of a callback.

    Raises:
        Unusable: neither is there.

    """
    request = exchange.request
    asked, told = request.header(signing.SIGNATURE), request.header(signing.CALLBACK)
    external, order = signing.ids(request.body)
    main = credentials["hash_key"]
    message = Message(external, order, hash_key(request, credentials), main)
    if asked is not None:
        yield _case("request", asked, message, REQUEST)
    if told is not None:
        named = signing.text(signing.parsed(request.body).get("transaction_id"))
        yield _case("callback", told, replace(message, transaction=named), CALLBACK)
    if asked is None and told is None:
        raise Unusable(f"no {signing.SIGNATURE}, and no {signing.CALLBACK} of a callback.")


def sign(message: Message, recipe: Recipe) -> Signature:
    """
    The signature by a recipe, with its middle.
    """
    key = recipe.key(message)
    used = recipe.parts(key, message)
    told = recipe.text(recipe.separator.join(part for part in used if part))
    made = recipe.written(_hashed(key, told, recipe))
    if message.transaction is None:
        return Signature(f"{message.external}{message.order}", told, made)
    whole = recipe.whole(message, made)
    return Signature(whole, whole, recipe.written(_hashed(key, whole, recipe)))


def slips(rule: str) -> tuple[Slip[Recipe], ...]:
    """
    All that are known of the signature that a rule has, the likeliest first.
    """
    own = tuple(_callback()) if rule == CALLBACK else ()
    return (*own, *_joining(rule), *_digesting(rule), *_keys(rule))


def _case(what: str, received: str, message: Message, rule: str) -> Case[Recipe]:
    made = partial(sign, message)
    return Case(what, message.key, received, Recipe(), made, slips(rule), MATCHED, UNMATCHED)


def _hashed(key: str, told: str, recipe: Recipe) -> bytes:
    content = told.encode("utf-8", "surrogatepass")
    if recipe.keyed:
        return hmac.digest(key.encode("utf-8"), content, recipe.digest)
    return hashlib.new(recipe.digest, content).digest()


def _slip(says: str, rule: str, **parts: Any) -> Slip[Recipe]:
    return Slip(says, rule, lambda recipe: replace(recipe, **parts))


def _joining(rule: str) -> Iterator[Slip[Recipe]]:
    orders: dict[str, Callable[[str, Message], tuple[str, ...]]] = {
        "swaps external_id and order_id": lambda key, of: (key, of.order, of.external),
        "puts the key behind the ids": lambda key, of: (of.external, of.order, key),
        "puts the key between the ids": lambda key, of: (of.external, key, of.order),
        "leaves the key out of what is hashed": lambda key, of: (of.external, of.order),
        "leaves order_id out": lambda key, of: (key, of.external),
        "leaves external_id out": lambda key, of: (key, of.order),
    }
    for said, parts in orders.items():
        yield _slip(said, rule, parts=parts)
    for said, separator in (("a colon", ":"), ("a bar", "|"), ("a hyphen", "-"), ("a +", "+")):
        yield _slip(f"joins the parts with {said}", rule, separator=separator)
    yield _slip("trims or encodes the ids", rule, text=lambda text: quote(text.strip(), safe=""))
    yield _slip("ends in a line feed", rule, text=lambda text: f"{text}\n")


def _digesting(rule: str) -> Iterator[Slip[Recipe]]:
    yield _slip("signs with an HMAC keyed with the hash key", rule, keyed=True)
    yield _slip(
        "signs with an HMAC of the ids alone",
        rule,
        keyed=True,
        parts=lambda key, of: (of.external, of.order),
    )
    yield _slip("writes upper-case hexadecimal", CASE, written=lambda raw: raw.hex().upper())
    yield _slip(
        "writes the digest in Base64",
        rule,
        written=lambda raw: base64.b64encode(raw).decode("ascii"),
    )
    for name in ("sha512", "sha1", "md5"):
        yield _slip(f"hashes with {name.upper()}", rule, digest=name)


def _keys(rule: str) -> Iterator[Slip[Recipe]]:
    yield _slip(
        "signs with the main merchant's key for a sub-merchant",
        "IFORTEPAY-AUTH-14",
        key=lambda message: message.main,
    )
    changes: dict[str, Callable[[str], str]] = {
        "has a key with a line feed at its end": lambda key: f"{key}\n",
        "has a key with a space at its end": lambda key: f"{key} ",
        "has a key without its padding": lambda key: key.rstrip("="),
        "has a key in lower case": str.lower,
    }
    for said, change in changes.items():
        yield _slip(said, rule, key=lambda message, change=change: change(message.key))


def _callback() -> Iterator[Slip[Recipe]]:
    inner = Recipe().whole
    changes: dict[str, Callable[[Message, str], str]] = {
        "puts transaction_id behind the signature": lambda of, made: f"{made}{of.transaction}",
        "signs the request's signature and order_id": lambda of, made: f"{made}{of.order}",
        "signs the key and transaction_id": lambda of, made: f"{of.key}{of.transaction}",
        "joins its parts with a colon": lambda of, made: f"{of.transaction}:{made}",
        "leaves transaction_id out": lambda of, made: made,
        "signs the request's signature in upper case": lambda of, made: inner(of, made.upper()),
    }
    for said, whole in changes.items():
        yield _slip(said, CALLBACK, whole=whole)
