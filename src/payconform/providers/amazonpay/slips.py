"""
The usual slips of whoever signs for Amazon Pay, each with the rule that has it otherwise.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, quote_plus

from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.recipe import Pairs, Recipe
from payconform.signing import java
from payconform.signing.doctor import Slip
from payconform.signing.literals import Literal
from payconform.signing.pairs import encoded

FORM, TEXT, LINES = "AMAZONPAY-AUTH-51", "AMAZONPAY-AUTH-52", "AMAZONPAY-AUTH-53"
SCOPE, KEY = "AMAZONPAY-AUTH-54", "AMAZONPAY-AUTH-55"
INDIA = timedelta(hours=5, minutes=30)
OTHER_HOSTS = ("amazonpay-sandbox.amazon.in", signing.HOST)

Change = Callable[[Recipe], Recipe]


def slips() -> tuple[Slip[Recipe], ...]:
    """
    All that are known, the likeliest first.
    """
    return (*_writing(), *_members(), *_texts(), *_headers(), *_lines(), *_scope(), *_keys())


def _slip(says: str, rule: str, **parts: Any) -> Slip[Recipe]:
    return Slip(says, rule, lambda recipe: replace(recipe, **parts))


def _writing() -> Iterator[Slip[Recipe]]:
    yield _slip(
        "writes the signature in standard Base64, not base64url",
        FORM,
        written=lambda digest: base64.b64encode(digest).decode("ascii"),
    )
    yield _slip("writes the signature in hexadecimal", FORM, written=bytes.hex)
    yield _slip(
        "writes the signature as Base64 of its hexadecimal text",
        FORM,
        written=lambda digest: base64.b64encode(digest.hex().encode("ascii")).decode("ascii"),
    )


def _members() -> Iterator[Slip[Recipe]]:
    def lists(write: Callable[[list[Any]], str]) -> Change:
        return _valued(lambda value: write(value) if isinstance(value, list) else None)

    def compact(value: Any) -> str:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    def numbers(value: Any) -> str | None:
        return java.double(value) if isinstance(value, Literal) else None

    def whole(value: Any) -> str | None:
        short = isinstance(value, Literal) and "." in value
        return value.rstrip("0").rstrip(".") if short else None

    yield Slip("signs a list as JSON", TEXT, lists(compact))
    yield Slip("signs a list as JSON with spaces", TEXT, lists(json.dumps))
    yield Slip("signs a list without a space after its comma", TEXT, lists(_tight))
    yield Slip(
        "signs a list without its brackets", TEXT, lists(lambda one: ", ".join(map(str, one)))
    )
    yield Slip(
        "signs an object as JSON",
        TEXT,
        _valued(lambda value: compact(value) if isinstance(value, dict) else None),
    )
    yield Slip("signs a list in the order of a Java HashSet", "AMAZONPAY-AUTH-38", lists(_hashed))
    yield Slip("signs a list in alphabetical order", "AMAZONPAY-AUTH-38", lists(_sorted))
    yield Slip("signs a number as Java's double", "AMAZONPAY-AUTH-39", _valued(numbers))
    yield Slip("signs a number without its zeros", "AMAZONPAY-AUTH-39", _valued(whole))
    yield Slip("signs true as 1 and false as nothing, as PHP does", TEXT, _valued(_php))
    yield Slip("keeps members that are null, as null", TEXT, _valued(_null("null")))
    yield Slip("keeps members that are null, as empty text", TEXT, _valued(_null("")))
    yield Slip("drops members that are empty text", TEXT, _dropping_empty)


def _texts() -> Iterator[Slip[Recipe]]:
    yield _slip("encodes a space as +, as forms do", TEXT, encode=quote_plus)
    yield _slip("percent-encodes in lower-case hexadecimal", TEXT, encode=_lower)
    yield _slip("encodes twice", TEXT, encode=lambda text: encoded(encoded(text)))
    yield _slip("does not encode", TEXT, encode=lambda text: text)
    yield _slip("leaves / as it is", TEXT, encode=quote)
    yield _slip("leaves ! * ' ( ) as they are", TEXT, encode=lambda text: quote(text, safe="!*'()"))
    yield _slip("encodes ~", TEXT, encode=lambda text: encoded(text).replace("~", "%7E"))
    yield _slip("keeps the members in the order of the body", TEXT, order=lambda name: 0)
    yield _slip("orders names without regard to case", TEXT, order=str.lower)
    yield _slip("signs the body as it is sent", TEXT, whole_body=lambda body: body.decode("utf-8"))
    for name in ("sha384", "sha256"):
        yield _slip(
            f"signs a {name.upper()} of the body, as AWS has it",
            TEXT,
            whole_body=lambda body, name=name: hashlib.new(name, body).hexdigest(),
        )
    yield _slip("leaves the body out", TEXT, whole_body=lambda body: "")


def _headers() -> Iterator[Slip[Recipe]]:
    for name in signing.SIGNED:
        yield Slip(f"leaves out {name}", LINES, _without(name))
    yield _slip("writes headers as AWS does, name:value by line", LINES, header_line=_aws)
    yield _slip(
        "writes headers as AWS does, with the list of SignedHeaders",
        LINES,
        header_line=lambda line: f"{_aws(line)}\n\n{_listed(line)}",
    )


def _lines() -> Iterator[Slip[Recipe]]:
    yield _slip(
        "leaves out empty lines, before an empty body the line feed too",
        LINES,
        lines=lambda lines: [line for line in lines if line],
    )
    yield Slip("adds a line feed at the end", LINES, _text(lambda text: f"{text}\n"))
    crlf = _text(lambda text: text.replace("\n", "\r\n"))
    yield Slip("ends lines with CR LF", LINES, crlf)
    yield _slip("joins method and path without the host", LINES, host="")
    yield Slip("signs the host with https://", LINES, _host(lambda host: f"https://{host}"))
    yield Slip("signs the host with its port", LINES, _host(lambda host: f"{host}:443"))
    for host in OTHER_HOSTS:
        yield _slip(f"signs the host {host}", LINES, host=host)
    yield _slip(
        "puts a line feed between host and path",
        LINES,
        lines=lambda lines: [lines[0], lines[1].replace("/", "\n/", 1), *lines[2:]],
    )
    yield _slip(
        "writes the method in lower case",
        LINES,
        lines=lambda lines: [lines[0].lower(), *lines[1:]],
    )


def _scope() -> Iterator[Slip[Recipe]]:
    for region in ("ap-south-1", "us-east-1", "eu-west-2", "in", ""):
        yield _slip(f"names the region {region or 'not at all'}", SCOPE, region=region)
    for service in ("amazonpay", "AmazonPayLater", "execute-api", "payments"):
        yield _slip(f"names the service {service}", SCOPE, service=service)
    yield _slip("takes the day from Indian time", SCOPE, day=lambda date: _moved(date, INDIA))
    yield _slip("takes the year of the week (YYYY)", SCOPE, day=_week_year)
    yield _slip("takes the whole date for the day", SCOPE, day=lambda date: date)


def _keys() -> Iterator[Slip[Recipe]]:
    yield _slip("starts the chain of keys without AWS4", KEY, prefix="")
    yield _slip("hashes with SHA-256", KEY, digest="sha256")
    yield _slip("hashes with SHA-512", KEY, digest="sha512")
    yield _slip("passes the chain of keys on in hexadecimal", KEY, link=_hex_link)
    yield _slip("swaps key and text of the HMAC", KEY, swapped=True)
    yield _slip("hashes key and text without HMAC", KEY, keyed=False)
    yield _slip(
        "signs with the access key id for the secret", KEY, secret=lambda one: one.access_key_id
    )
    for said, change in (
        ("a line feed at its end", lambda secret: f"{secret}\n"),
        ("CR LF at its end", lambda secret: f"{secret}\r\n"),
        ("a space at its end", lambda secret: f"{secret} "),
        ("its last character missing", lambda secret: secret[:-1]),
        ("letters in lower case", str.lower),
    ):
        yield _slip(
            f"has a secret with {said}",
            KEY,
            secret=lambda one, change=change: change(one.secret),
        )


def _valued(write: Callable[[Any], str | None]) -> Change:
    def change(recipe: Recipe) -> Recipe:
        def value(given: Any) -> str | None:
            told = write(given)
            return recipe.value(given) if told is None else told

        return replace(recipe, value=value)

    return change


def _dropping_empty(recipe: Recipe) -> Recipe:
    return replace(recipe, value=lambda given: None if given == "" else recipe.value(given))


def _null(text: str) -> Callable[[Any], str | None]:
    return lambda value: text if value is None else None


def _php(value: Any) -> str | None:
    return ("1" if value else "") if isinstance(value, bool) else None


def _tight(value: list[Any]) -> str:
    return f"[{','.join(map(java.text, value))}]"


def _hashed(value: list[Any]) -> str:
    return java.text(java.hash_order([str(one) for one in value]))


def _sorted(value: list[Any]) -> str:
    return java.text(sorted(str(one) for one in value))


def _lower(text: str) -> str:
    told = encoded(text).split("%")
    return "%".join([told[0], *(one[:2].lower() + one[2:] for one in told[1:])])


def _aws(line: str) -> str:
    return "\n".join(line.replace("=", ":").split("&"))


def _listed(line: str) -> str:
    return ";".join(pair.partition("=")[0] for pair in line.split("&"))


def _without(name: str) -> Change:
    def change(recipe: Recipe) -> Recipe:
        def kept(pairs: Pairs) -> Pairs:
            return [one for one in recipe.header(pairs) if one[0] != name]

        return replace(recipe, header=kept)

    return change


def _text(change: Callable[[str], str]) -> Change:
    return lambda recipe: replace(recipe, text=lambda text: change(recipe.text(text)))


def _host(change: Callable[[str], str]) -> Change:
    return lambda recipe: replace(recipe, host=change(recipe.host))


def _hex_link(key: bytes) -> bytes:
    return key.hex().encode("ascii")


def _moved(date: str, by: timedelta) -> str:
    return (datetime.strptime(date, signing.STAMP) + by).strftime("%Y%m%d")  # noqa: DTZ007


def _week_year(date: str) -> str:
    # As Java's YYYY has it: a week belongs to the year in which its Saturday lies.
    moment = datetime.strptime(date, signing.STAMP)  # noqa: DTZ007
    saturday = moment + timedelta(days=(5 - moment.weekday()) % 7)
    return f"{saturday.year}{date[4:8]}"
