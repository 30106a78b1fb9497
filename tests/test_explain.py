"""
The signature doctor, as a user runs it.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from payconform.cli import main
from payconform.signing.digests import fingerprint
from payconform.spec import closed, rows
from payconform.spec.rows import providers


def vectors(provider: str) -> dict[str, Any]:
    groups = closed.read(rows.find("fixtures", provider, "signing.json"), "signing")["groups"]
    return {vector["id"]: vector for group in groups for vector in group["vectors"]}


AMAZON = vectors("amazonpay")
SECRET = AMAZON["cancel-request"]["key"]


def explain(*words: str, said: str | None = None) -> Result:
    return CliRunner().invoke(main, ["explain", *words], input=said)


def test_a_slip_is_named() -> None:
    done = explain("amazonpay", "-", said=AMAZON["list-as-json"]["message"])
    assert done.exit_code == 1, done.output
    assert done.output.startswith("request: the signature does not match\n")
    assert f"  key       fingerprint {fingerprint(SECRET)}\n" in done.output
    assert "the sender signs a list as JSON (AMAZONPAY-AUTH-52)" in done.output
    for step in ("canonical", "string_to_sign"):
        for line in AMAZON["list-as-json"][step].split("\n"):
            assert f" | {line}\n" in done.output


def test_a_good_signature_is_told_with_other_causes(tmp_path: Path) -> None:
    file = tmp_path / "request.http"
    file.write_bytes(AMAZON["cancel-request"]["message"].encode("utf-8"))
    done = explain("amazonpay", str(file))
    assert done.exit_code == 0
    assert "request: the signature matches" in done.output
    assert "  1. The clocks differ" in done.output


def test_an_answer_is_explained_beside_its_request() -> None:
    request = AMAZON["cancel-request"]["message"]
    answer = AMAZON["altered-answer"]["message"]
    done = explain("amazonpay", "-", "--json", said=f"{request}\r\n{answer}")
    first, second = json.loads(done.output)
    assert (first["what"], first["matches"]) == ("request", True)
    assert (second["what"], second["matches"], second["slips"]) == ("answer", False, [])
    assert second["canonical"] == AMAZON["altered-answer"]["canonical"]
    assert {one["fingerprint"] for one in (first, second)} == {fingerprint(SECRET)}
    assert second["causes"]
    assert done.exit_code == 1


def test_a_callback_is_explained_and_its_key_is_masked() -> None:
    vector = vectors("maib")["commission-as-sent"]
    said = f"POST /callback HTTP/1.1\n\n{vector['message']}\n"
    done = explain("maib", "-", said=said)
    assert "the sender signs amounts as they were sent (MAIB-CALLBACK-03)" in done.output
    assert ":‹MAIB_SIGNATURE_KEY›" in done.output
    assert vector["key"] not in done.output


def test_no_output_holds_the_secret() -> None:
    for words in (("--json",), ()):
        for name in ("cancel-request", "standard-base64", "altered-after-signing"):
            done = explain("amazonpay", "-", *words, said=AMAZON[name]["message"])
            assert SECRET not in done.output


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("%20", "+"), "line 5"),
        (("POST\n", "POST\r\n"), "line 1"),
    ],
)
def test_the_first_character_that_differs_is_marked(
    change: tuple[str, str], told: str, tmp_path: Path
) -> None:
    theirs = tmp_path / "canonical.txt"
    text = AMAZON["cancel-request"]["canonical"].replace(*change)
    theirs.write_bytes(f"{text}\n".encode())
    message = AMAZON["cancel-request"]["message"]
    done = explain("amazonpay", "-", "--canonical", str(theirs), said=message)
    right, sent, mark = done.output.splitlines()[-9:-6]
    assert told in right
    column = mark.index("^")
    assert right[:column].partition("|")[2] == sent[:column].partition("|")[2]
    assert right[column : column + 1] != sent[column : column + 1]


@pytest.mark.parametrize("words", [[], ["--json"]], ids=["text", "json"])
def test_nothing_that_was_sent_is_obeyed_by_a_terminal(words: list[str], tmp_path: Path) -> None:
    theirs = tmp_path / "canonical.txt"
    theirs.write_text("\x1b[31m50.01", "utf-8")
    body = '{"result": {"a": "\\u001b[31m50.00"}, "signature": "\\u001b[31m\\ud800"}'
    said = f"POST /callback HTTP/1.1\n\n{body}"
    done = explain("maib", "-", "--canonical", str(theirs), *words, said=said)
    assert done.exit_code == 1
    assert "\x1b" not in done.output
    if not words:
        lines = done.output.splitlines()
        (at,) = (number for number, line in enumerate(lines) if "^ the first" in line)
        column = lines[at].index("^")
        assert (lines[at - 2][column], lines[at - 1][column]) == ("0", "1")


def test_the_senders_text_may_be_the_same(tmp_path: Path) -> None:
    theirs = tmp_path / "canonical.txt"
    theirs.write_text(AMAZON["cancel-request"]["canonical"] + "\n", "utf-8")
    message = AMAZON["cancel-request"]["message"]
    done = explain("amazonpay", "-", "--canonical", str(theirs), said=message)
    assert "the sender's canonical text is the same" in done.output


def test_own_credentials_are_used(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "merchant_id: MERCHANT0\naccess_key_id: ACCESSKEY0\nsecret_key: not this one\n"
        "store_id: store-00\n",
        "utf-8",
    )
    message = AMAZON["cancel-request"]["message"]
    done = explain("amazonpay", "-", "--credentials", str(file), said=message)
    assert done.exit_code == 1
    assert "no known slip makes this signature" in done.output
    assert "  1. The secret is another" in done.output


@pytest.mark.parametrize(
    ("words", "said", "told"),
    [
        (["tea", "-"], "", f"PROVIDER tea: unknown. Known: {', '.join(providers())}."),
        (["amazonpay", "nowhere.http"], "", "nowhere.http: cannot be read"),
        (["amazonpay", "-"], "tea", "-: is no request that can be read"),
        (["amazonpay", "-"], "GET / HTTP/1.1\n\n", "no Authorization as AMZ+KEY:SIGNATURE"),
        (["amazonpay", "-", "--canonical", "-"], "tea", "both standard input"),
        (["maib", "-"], "POST / HTTP/1.1\n\n{}", "the body is no callback"),
        (
            ["maib", "-"],
            'POST / HTTP/1.1\n\n{"result": {"a": {}}, "signature": "x"}',
            "the callback holds something that cannot be signed.",
        ),
    ],
)
def test_what_cannot_be_explained_is_told(words: list[str], said: str, told: str) -> None:
    done = explain(*words, said=said)
    assert done.exit_code == 2
    assert told in done.output
    assert "Traceback" not in done.output
