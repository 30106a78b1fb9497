"""
The signers under docs/signing, each run in its own language against every vector.

A language whose interpreter is missing is skipped by name; `PAYCONFORM_REQUIRE=node,php` makes it a
failure.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from payconform import catalog
from payconform.config import published
from payconform.model import Exchange, Request
from payconform.profiles.signatures import Explains
from payconform.spec import closed, rows

SIGNERS = Path(__file__).parents[1] / "docs" / "signing"
INTERPRETERS = {".py": sys.executable, ".js": "node", ".php": "php"}
REQUIRED = os.environ.get("PAYCONFORM_REQUIRE", "").split(",")
TOLD = ("canonical", "string_to_sign", "signature")
BODIES = 60
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

every_signer = pytest.mark.parametrize(
    "signer",
    sorted(path for path in SIGNERS.glob("*/signer.*") if path.suffix in INTERPRETERS),
    ids=lambda path: f"{path.parent.name}{path.suffix}",
)


def vectors(provider: str) -> dict[str, dict[str, Any]]:
    groups = closed.read(rows.find("fixtures", provider, "signing.json"), "signing")["groups"]
    return {
        vector["id"]: {"scheme": group["scheme"], **vector}
        for group in groups
        for vector in group["vectors"]
    }


def asked(vector: dict[str, Any]) -> dict[str, Any]:
    """
    A vector as its line of standard input: a message of HTTP comes in its parts.
    """
    known = {name: vector[name] for name in ("scheme", "key", "received")}
    head, blank, body = vector["message"].partition("\r\n\r\n")
    if not blank:
        return known | {"body": head}
    first, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    method, url = first.split(" ")[:2]
    if "answers" in vector:
        method, url = vector["answers"].split(" ")
    else:
        url = f"https://{headers['Host']}{url}"
    return known | {"method": method, "url": url, "headers": headers, "body": body}


def run(signer: Path, lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """
    What a signer prints for each line, all of them in one process.
    """
    interpreter = INTERPRETERS[signer.suffix]
    if shutil.which(interpreter) is None:
        missing = f"{interpreter} is not installed"
        assert interpreter not in REQUIRED, missing
        pytest.skip(missing)
    done = subprocess.run(
        [interpreter, signer],
        input="".join(f"{json.dumps(line)}\n" for line in lines),
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


@every_signer
def test_every_vector_holds_with_its_middle(signer: Path) -> None:
    known = vectors(signer.parent.name)
    told = run(signer, map(asked, known.values()))
    expected = {
        name: {one: vector[one] for one in TOLD} | {"verifies": vector["result"] == "valid"}
        for name, vector in known.items()
    }
    assert dict(zip(known, told, strict=True)) == expected


def test_each_provider_with_vectors_has_a_signer_in_each_language() -> None:
    signed = {one for one in rows.providers() if list(rows.find("fixtures", one).glob("signing.*"))}
    made = {(path.parent.name, path.suffix) for path in SIGNERS.glob("*/signer.*")}
    assert made == {(provider, suffix) for provider in signed for suffix in INTERPRETERS}


# --- what no vector has ---

START = {"maib": "published", "amazonpay": "generate-request", "ifortepay": "two-clients"}
NO_CALLBACKS = (
    *("", "paid", "[]", "1", '"paid"', "null", "{}", '{"signature": "x"}', '{"result": {}}'),
    '{"result": ' + "[" * 100_000,
    *('{"result": [], "signature": "x"}', '{"result": null, "signature": "x"}'),
    *('{"result": {"paid": true}, "signature": "x"}', '{"result": {"a": {}}, "signature": "x"}'),
    *(f'{{"result": {{}}, "signature": {one}}}' for one in ("null", "1", "[]", "{}", '"ţ"')),
)
FORGED: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "maib": ("published", [{"body": body} for body in NO_CALLBACKS]),
    "amazonpay": (
        "cancel-response",
        [
            {"headers": {}},
            {"headers": {"x-amz-signature": ""}},
            {"headers": {"X-Amz-Signature": "ţ"}},
            *({"body": body} for body in ("", "{}", "[]", "1", "null", "<html>", "[" * 100_000)),
        ],
    ),
    "ifortepay": (
        "callback",
        [
            {"headers": {}},
            {"headers": {"mcp-signature": ""}},
            {"headers": {"Mcp-Signature": "ţ"}},
            *({"body": body} for body in ("", "{}", "[]", "1", "null", "<html>", "[" * 100_000)),
        ],
    ),
}


ODD = ("01", "1.", ".5", "1-2", "+1", "1e", "NaN", "-Infinity", "'a'", "1 2", "[1,]", '"\t"')


def bodies(vector: dict[str, Any], seed: int) -> Iterator[dict[str, Any]]:
    """
    A vector with one text or number after the other replaced, in its body, by what chance has.
    """
    chance = random.Random(seed)  # noqa: S311
    line = asked(vector)
    document = json.loads(line["body"])
    members = document.get("result", document)
    for _ in range(BODIES):
        name = chance.choice([one for one in members if isinstance(members[one], str | float)])
        if isinstance(members[name], str):
            members[name] = "".join(chance.choices("aZ09 -._~!*'()%+/&=:?#\"\\éţ茶😀", k=9))
        else:
            members[name] = round(chance.uniform(0.01, 9999), chance.randrange(4))
        yield line | {"body": json.dumps(document, ensure_ascii=chance.random() < 0.5)}


def ours(profile: Explains, credentials: Mapping[str, str], line: dict[str, Any]) -> dict[str, Any]:
    """
    What the doctor has as the right signature of a line.
    """
    url = urlsplit(line.get("url", "/"))
    target = f"{url.path}?{url.query}" if url.query else url.path
    headers = tuple(line.get("headers", {}).items())
    request = Request(line.get("method", "POST"), target, headers, line["body"].encode("utf-8"))
    made = Exchange("x1", "outbound", "", "", request, None, None, NEVER, 0.0)
    (case,) = profile.cases(made, credentials)
    right = case.sign(case.recipe)
    return {
        "canonical": right.canonical,
        "string_to_sign": right.string_to_sign,
        "signature": right.value,
        "verifies": right.value == line["received"],
    }


@every_signer
def test_any_body_is_signed_as_the_doctor_has_it(signer: Path) -> None:
    provider = signer.parent.name
    lines = list(bodies(vectors(provider)[START[provider]], 1))
    profile, credentials = catalog.load(provider).profile, published(provider)
    assert isinstance(profile, Explains)
    expected = [ours(profile, credentials, line) for line in lines]
    assert len({one["signature"] for one in expected}) > BODIES / 2
    assert run(signer, lines) == expected


@every_signer
def test_what_is_not_signed_is_not_authentic(signer: Path) -> None:
    name, changes = FORGED[signer.parent.name]
    line = asked(vectors(signer.parent.name)[name])
    honest, *others = run(signer, [line, *(line | change for change in changes)])
    assert honest["verifies"] is True
    assert [one["verifies"] for one in others] == [False] * len(changes)


@every_signer
def test_what_is_no_json_is_not_authentic(signer: Path) -> None:
    name, _ = FORGED[signer.parent.name]
    line = asked(vectors(signer.parent.name)[name])
    wrong = [f'{{"result": {{"a": {one}}}, "signature": "x"}}' for one in ODD]
    told = run(signer, [line | {"body": body} for body in wrong])
    assert [one["verifies"] for one in told] == [False] * len(ODD)
