"""
A provider in miniature, which lives outside the project, and commands run with its folders.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "providers"
QUICKLY = ("certify", "mini", "--cases", "2", "--workers", "1")


def payconform(folder: Path, *words: str, root: Path | None = ROOT) -> tuple[int, str, str]:
    """
    Exit code, output and errors of a command, run in a folder of its own.
    """
    done = subprocess.run(
        [sys.executable, "-m", "payconform", *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder)}
        | ({"PAYCONFORM_ROWS": str(root)} if root else {}),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def edit(path: Path, *changes: tuple[str, str], end: str = "") -> None:
    """
    Replace words of a file, and add to its end.
    """
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text + end, "utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """
    Mini's rows, to be changed.
    """
    return shutil.copytree(ROOT, tmp_path / "copy", ignore=shutil.ignore_patterns("__pycache__"))
