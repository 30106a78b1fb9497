"""
The signature of a callback with each step as a value that can be another, and the usual slips.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import quote

from payconform.errors import KeyMissing, Unusable
from payconform.model import Exchange, Mismatch, Signature
from payconform.providers.maib import signing
from payconform.signing.doctor import Case, Slip, blame
from payconform.signing.literals import Literal, loads

RULE = "MAIB-CALLBACK-03"
MATCHED = (
    "The signature is right: see whether the receiver compares whole texts, in one encoding.",
    "The receiver verifies with the key of another project: compare fingerprints.",
    "The receiver reads the body a second time, or another body: log its bytes.",
)
UNMATCHED = (
    "The signature key is another: that of the project that was paid, shown when it was made.",
    "The body was changed on the way, or parsed and written anew: compare its bytes.",
    "More than two slips: compare the canonical text value by value.",
)

Members = Mapping[str, Any]


def _usual(name: str, value: Any) -> str | None:
    return signing.canonical({name if name != "signature" else "": value}) or None


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    How a signature is made. `value` gives the text of a member, None where it is left out.
    """

    order: Callable[[str], Any] = str.lower
    value: Callable[[str, Any], str | None] = _usual
    member: Callable[[str, str], str] = lambda name, value: value
    separator: str = ":"
    joined: Callable[[str, str], str] = lambda values, key: f"{values}:{key}"
    key: Callable[[str], str] = lambda key: key
    digest: str = "sha256"
    keyed: bool = False
    inside: bool = False
    written: Callable[[bytes], str] = lambda digest: base64.b64encode(digest).decode("ascii")


def cases(exchange: Exchange, credentials: Mapping[str, str]) -> Iterator[Case[Recipe]]:
    """
    The signature of a callback.

    Raises:
        KeyMissing: the merchant has no signature key.
        Unusable: the body has no result and signature.

    """
    key = credentials.get("signature_key")
    if key is None:
        raise KeyMissing("no credential `signature_key`, which verifies callbacks. Add it.")
    yield case_of(exchange.request.body, key)


def case_of(body: bytes, key: str) -> Case[Recipe]:
    """
    The signature of a callback with this body.

    Raises:
        Unusable: it has no result and signature.

    """
    try:
        document = loads(body)
        result, received = document["result"], document["signature"]
        members = dict(result.items())
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unusable(
            "the body is no callback: a JSON object with result and signature."
        ) from None
    if not isinstance(received, str):
        raise Unusable("the signature of the callback is no text.")
    make = partial(sign, members, key)
    return Case("callback", key, received, Recipe(), make, slips(), MATCHED, UNMATCHED)


def verify(body: bytes, key: str) -> Mismatch | None:
    """
    What is wrong with a callback's signature, and what whoever made it did where a usual slip makes
    it; None if it holds.
    """
    wrong = signing.verify(body, key)
    try:
        return replace(wrong, got=wrong.got + blame(case_of(body, key))) if wrong else None
    except Unusable:
        return wrong


def sign(result: Members, key: str, recipe: Recipe) -> Signature:
    """
    The signature of a callback's `result` by a recipe, with its middle.
    """
    values = recipe.separator.join(_values(result, recipe))
    used = recipe.key(key)
    if recipe.keyed:
        made = hmac.digest(used.encode("utf-8"), values.encode("utf-8"), recipe.digest)
        return Signature(values, values, recipe.written(made))
    told = recipe.joined(values, used)
    return Signature(
        values, told, recipe.written(hashlib.new(recipe.digest, told.encode("utf-8")).digest())
    )


def slips() -> tuple[Slip[Recipe], ...]:
    """
    All that are known, the likeliest first.
    """
    return (*_values_slips(), *_joining(), *_digesting(), *_keys())


def _values(result: Members, recipe: Recipe) -> Iterator[str]:
    for name in sorted(result, key=recipe.order):
        text = recipe.value(name, result[name])
        if text is not None and (name != "signature" or recipe.inside):
            yield recipe.member(name, text)


def _slip(says: str, **parts: Any) -> Slip[Recipe]:
    return Slip(says, RULE, lambda recipe: replace(recipe, **parts))


def _values_slips() -> Iterator[Slip[Recipe]]:
    def money(write: Callable[[str], str]) -> Callable[[Recipe], Recipe]:
        return _valued(
            lambda name, value: (
                write(value) if name in signing.MONEY and isinstance(value, Literal) else None
            )
        )

    yield Slip("signs amounts as they were sent", RULE, money(str))
    yield Slip("signs amounts without their zeros", RULE, money(_short))
    yield Slip("signs amounts in hundredths", RULE, money(lambda text: f"{float(text) * 100:.0f}"))
    yield Slip(
        "signs amounts with a comma",
        RULE,
        money(_with_comma),
    )
    yield Slip("signs amounts with four decimals", RULE, money(lambda text: f"{float(text):.4f}"))
    yield _slip("orders members by their case", order=str)
    yield _slip("keeps the members in the order of the body", order=lambda name: 0)
    yield Slip("keeps members that are empty or null", RULE, _valued(_kept("")))
    yield Slip("leaves out numbers that are zero", RULE, _without_zeros)
    yield Slip("writes null as null", RULE, _valued(_kept("null")))
    yield Slip("writes null as None", RULE, _valued(_kept("None")))
    yield _slip("signs a signature inside result too", inside=True)
    yield Slip("percent-encodes the values", RULE, _rewritten(quote))
    yield Slip("escapes letters outside ASCII, as JSON does", RULE, _rewritten(_escaped))
    yield Slip("trims the values", RULE, _rewritten(str.strip))


def _joining() -> Iterator[Slip[Recipe]]:
    for said, separator in (("nothing", ""), ("a comma", ","), ("a bar", "|"), ("a space", " ")):
        yield _slip(f"joins the values with {said}", separator=separator)
    yield _slip("joins names and values", member=lambda name, value: f"{name}:{value}")
    yield _slip("joins names and values with =", member=lambda name, value: f"{name}={value}")
    yield _slip("puts the key before the values", joined=lambda values, key: f"{key}:{values}")
    yield _slip("puts no colon before the key", joined=lambda values, key: f"{values}{key}")
    yield _slip("leaves the key out", joined=lambda values, key: values)
    yield _slip("ends in a line feed", joined=lambda values, key: f"{values}:{key}\n")


def _digesting() -> Iterator[Slip[Recipe]]:
    yield _slip("writes the digest in hexadecimal", written=bytes.hex)
    yield _slip(
        "writes the digest in upper-case hexadecimal", written=lambda raw: raw.hex().upper()
    )
    yield _slip(
        "writes the digest as Base64 of its hexadecimal text",
        written=lambda raw: base64.b64encode(raw.hex().encode("ascii")).decode("ascii"),
    )
    yield _slip(
        "writes the digest in Base64 for URLs",
        written=lambda raw: base64.urlsafe_b64encode(raw).decode("ascii"),
    )
    yield _slip(
        "writes the digest without padding",
        written=lambda raw: base64.b64encode(raw).decode("ascii").rstrip("="),
    )
    for name in ("sha1", "sha384", "sha512", "md5"):
        yield _slip(f"hashes with {name.upper()}", digest=name)
    yield _slip("signs with an HMAC of the values", keyed=True)


def _keys() -> Iterator[Slip[Recipe]]:
    yield _slip("has a key with a line feed at its end", key=lambda key: f"{key}\n")
    yield _slip("has a key with CR LF at its end", key=lambda key: f"{key}\r\n")
    yield _slip("has a key with a space at its end", key=lambda key: f"{key} ")
    yield _slip("has a key without its hyphens", key=lambda key: key.replace("-", ""))
    yield _slip("has a key in upper case", key=str.upper)


def _valued(write: Callable[[str, Any], str | None]) -> Callable[[Recipe], Recipe]:
    def change(recipe: Recipe) -> Recipe:
        def value(name: str, given: Any) -> str | None:
            told = write(name, given)
            return recipe.value(name, given) if told is None else told

        return replace(recipe, value=value)

    return change


def _rewritten(write: Callable[[str], str]) -> Callable[[Recipe], Recipe]:
    def change(recipe: Recipe) -> Recipe:
        def value(name: str, given: Any) -> str | None:
            told = recipe.value(name, given)
            return None if told is None else write(told)

        return replace(recipe, value=value)

    return change


def _kept(null: str) -> Callable[[str, Any], str | None]:
    def write(name: str, value: Any) -> str | None:
        del name
        if value is None:
            return null
        return str(value) if isinstance(value, str) and not value.strip() else None

    return write


def _without_zeros(recipe: Recipe) -> Recipe:
    def value(name: str, given: Any) -> str | None:
        zero = isinstance(given, Literal) and not float(given)
        return None if zero else recipe.value(name, given)

    return replace(recipe, value=value)


def _short(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else str(text)


def _escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


def _with_comma(text: str) -> str:
    return f"{float(text):.2f}".replace(".", ",")
