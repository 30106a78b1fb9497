"""
What can be told of a request's signature: how it is made, and the usual slips.
"""

import base64
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from payconform.errors import Unusable
from payconform.model import Exchange, Request, Signature
from payconform.signing.doctor import Case, Slip

from .signing import SIGNATURE

BODY, TARGET = "MINI-AUTH-06", "MINI-AUTH-05"
MATCHED = ("The merchant is another: compare X-Merchant.",)
UNMATCHED = (
    "The key is another: compare fingerprints.",
    "What was signed is not what was sent: log its bytes.",
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    Each step of a signature as a value that can be another.
    """

    line: str = "{method}\n{target}\n"
    body: Callable[[bytes], bytes] = bytes
    key: Callable[[str], str] = str
    written: Callable[[bytes], str] = bytes.hex


def cases(exchange: Exchange, credentials: Mapping[str, str]) -> Iterator[Case[Recipe]]:
    """
    The signature of a request.

    Raises:
        Unusable: it has none.

    """
    request, key = exchange.request, credentials["secret_key"]
    received = request.header(SIGNATURE)
    if not received:
        raise Unusable(f"the request has no {SIGNATURE}.")
    make = partial(sign, request, key)
    yield Case("request", key, received, Recipe(), make, slips(), MATCHED, UNMATCHED)


def sign(request: Request, key: str, recipe: Recipe) -> Signature:
    """
    The signature of a request by a recipe.
    """
    line = recipe.line.format(method=request.method, target=request.target)
    message = line.encode("utf-8") + recipe.body(request.body)
    made = hmac.digest(recipe.key(key).encode("utf-8"), message, "sha256")
    return Signature(None, message.decode("utf-8", "backslashreplace"), recipe.written(made))


def slips() -> tuple[Slip[Recipe], ...]:
    """
    All that are known, the likeliest first.
    """

    def slip(says: str, rule: str, **parts: Any) -> Slip[Recipe]:
        return Slip(says, rule, lambda recipe: replace(recipe, **parts))

    return (
        slip("writes the body anew before it is signed", BODY, body=_anew()),
        slip("writes the body anew, as UTF-8", BODY, body=_anew(ensure_ascii=False)),
        slip("writes the body anew, without spaces", BODY, body=_anew(separators=(",", ":"))),
        slip("strips the body", BODY, body=bytes.strip),
        slip("leaves the body out", BODY, body=lambda body: b""),
        slip("leaves the method out", TARGET, line="{target}\n"),
        slip("leaves the target out", TARGET, line="{method}\n"),
        slip("has a key with a line feed at its end", BODY, key=lambda key: f"{key}\n"),
        slip("writes the signature in upper case", BODY, written=lambda raw: raw.hex().upper()),
        slip(
            "writes the signature in Base64",
            BODY,
            written=lambda raw: base64.b64encode(raw).decode("ascii"),
        ),
    )


def _anew(**how: Any) -> Callable[[bytes], bytes]:
    return lambda body: json.dumps(json.loads(body), **how).encode("utf-8")
