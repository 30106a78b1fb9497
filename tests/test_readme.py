"""
The README's output is real: the commands it shows print what it shows.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def printed(folder: Path, command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return steady(done.stdout)


def steady(text: str) -> str:
    """
    A text without what differs from run to run: ids, how often behaviours were used (who wins a
    race is chance), and the spaces at the ends of lines.
    """
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "GUID", text)
    text = re.sub(r"(?<=rests on, by basis: ).*", "COUNTS", text)
    text = re.sub(r"reports/maib/\S+", "reports/maib/RUN", text)
    return "\n".join(line.rstrip() for line in text.splitlines())


def blocks() -> list[str]:
    return [steady(block.strip("\n")) for block in re.findall(r"```text\n(.*?)```", README, re.S)]


def test_the_first_screen_is_what_certify_prints(tmp_path: Path) -> None:
    assert blocks()[0] in printed(tmp_path, "payconform certify maib")


def test_the_failure_shown_is_what_a_liar_gets(tmp_path: Path) -> None:
    command = re.search(r"^\$ (payconform certify maib --fault .*)$", README, re.M)
    assert command
    said = printed(tmp_path, command[1])
    for line in blocks()[1].splitlines():
        assert line in said
