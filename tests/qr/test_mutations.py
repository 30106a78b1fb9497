"""
A sample of what `python -m bench.payloads` does by the hundred thousand.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BEGIN = "import sys, bench.payloads as bench, payconform.qr.emvco as reader\n"
GO = "\nsys.exit(bench.main())"
LIARS = {
    "a wrong checksum accepted": "reader._miscounted = lambda *unused: ()",
    "crashed with ValueError": "reader._repeated = lambda them: int('²')",
    "a fault without a place": "reader._repeated = lambda them: [reader.Fault(-1, '', '', '')]",
}


def bench(mutations: int, one_in: int, lie: str = "") -> tuple[int, str]:
    words = ("--mutations", str(mutations), "--one-in", str(one_in))
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + lie + GO, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_no_mutation_gets_through() -> None:
    code, said = bench(3000, 16)
    assert code == 0, said
    mutations, substitutions = said.splitlines()
    assert mutations.startswith("mutations: 3000 read")
    assert "'accepted'" in mutations
    assert "'accepted'" not in substitutions


@pytest.mark.parametrize("wrong", LIARS)
def test_a_reader_that_is_wrong_is_noticed(wrong: str) -> None:
    code, said = bench(100, 1000, LIARS[wrong])
    assert code == 1, said
    assert wrong in said
