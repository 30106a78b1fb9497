"""
`payconform qr decode`: a table, a document, and an exit code.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from payconform.qr import sealed

ROOT = Path(__file__).parents[1]
PAYLOAD = sealed(
    "00020101021226150011COM.EXAMPLE52045812530397854041.505802XX5904Demo6007Nowhere62100506ABC-12"
)


def decode(*words: str, typed: bytes = b"") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "payconform", "qr", "decode", *words],
        input=typed,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_sound_text_is_shown_part_by_part() -> None:
    code, said, wrong = decode(PAYLOAD)
    assert (code, wrong) == (0, "")
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in said.splitlines()]
    at = str(PAYLOAD.index("0506ABC"))
    assert [at, "62.05", "reference", "ABC-12"] in rows
    assert said.splitlines()[-1] == "emvco: 1.50 EUR, for ABC-12, one payment only"


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_standard_input_is_read_to_its_last_line_end(end: bytes) -> None:
    code, said, _ = decode("-", typed=PAYLOAD.replace("Demo", "Dem\x1b").encode() + end)
    assert code == 1
    place = PAYLOAD.index("Demo")
    assert f"wrong at position {place}, 59: must be 1 to 25 printable ASCII characters" in said
    assert f"wrong at position {len(PAYLOAD) - 4}, 63: is " in said
    assert "\x1b" not in said


def test_a_document_holds_the_same() -> None:
    code, said, _ = decode("--json", PAYLOAD + "x")
    told = json.loads(said)
    assert code == 1
    assert told["kind"] == "emvco"
    assert told["terms"]["amount"] == "1.50"
    assert told["faults"] == [
        {
            "position": len(PAYLOAD),
            "path": "x",
            "says": "a tag of two digits must begin here",
            "source": "EMVCo",
        }
    ]


@pytest.mark.parametrize(
    ("words", "typed", "problem"),
    [
        ([""], b"", "STRING is empty"),
        (["-"], b"\n", "STRING is empty"),
        (["-"], b"\x89PNG", "standard input is not UTF-8 at byte 0"),
        ([], b"", "Missing argument 'STRING'"),
    ],
)
def test_what_is_no_text_is_a_mistake_of_usage(
    words: list[str], typed: bytes, problem: str
) -> None:
    code, said, wrong = decode(*words, typed=typed)
    assert (code, said) == (2, "")
    assert problem in wrong
    assert "Traceback" not in wrong


def test_the_document_shows_what_is_printed() -> None:
    shown = (ROOT / "docs" / "qr.md").read_text("utf-8").partition("```console\n$ ")[2]
    command, _, printed = shown.partition("```")[0].partition("\n")
    _, said, _ = decode(command.split(" ")[3].strip("'"))
    assert said == printed
