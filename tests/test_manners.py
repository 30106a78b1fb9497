"""
What people and their tools expect of any command: plain where it must be, and help after Tab.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from payconform.spec.rows import providers
from payconform.spec.rules import rulebook

ROOT = Path(__file__).parent / "providers"
COLOUR = re.compile(rb"\x1b\[[0-9;]*(?<![0-9])(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")
RUN = ("certify", "maib", "--only", "QR", "--out")
pty = pytest.importorskip("pty", reason="there are no terminals to be had on this system")


def payconform(
    folder: Path, *words: str, text: bool = True, **variables: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "payconform", *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **variables},
        capture_output=True,
        text=text,
        timeout=120,
        check=False,
    )


def on_a_terminal(folder: Path, **variables: str) -> bytes:
    """
    What a run writes to a terminal.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "payconform", *RUN, str(folder / "run")],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **variables},
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    try:
        while some := os.read(ours, 65536):
            written += some
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(ours)
    assert process.wait(60) == 0, written
    return written


# --- terminals ---


def test_a_terminal_gets_colours_and_a_bar(tmp_path: Path) -> None:
    written = on_a_terminal(tmp_path, TERM="xterm")
    assert COLOUR.search(written)
    assert b"\x1b[2K" in written


def test_no_color_is_obeyed(tmp_path: Path) -> None:
    written = on_a_terminal(tmp_path, TERM="xterm", NO_COLOR="1")
    assert b"\x1b[2K" in written
    assert not COLOUR.search(written)


def test_a_dumb_terminal_gets_lines(tmp_path: Path) -> None:
    written = on_a_terminal(tmp_path, TERM="dumb")
    assert b"\x1b" not in written
    assert b"maib MIA QR: 3 of 3" in written


def test_a_pipe_gets_lines(tmp_path: Path) -> None:
    done = payconform(tmp_path, *RUN, "run", TERM="xterm")
    assert "\x1b" not in done.stdout + done.stderr
    assert "maib MIA QR: 3 of 3" in done.stdout


def test_a_terminal_without_our_letters_gets_what_it_can_show(tmp_path: Path) -> None:
    plain = payconform(tmp_path, "certify", "maib", "--rule", "MAIB-CREATE-18", "--out", "run")
    assert plain.returncode == 0
    run = tmp_path / "run" / "run.json"
    run.write_text(run.read_text("utf-8").replace("maib MIA QR", "maib Плата"), "utf-8")
    done = payconform(tmp_path, "show", "run", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert r"maib \u041f\u043b\u0430\u0442\u0430 on embedded simulator" in done.stdout


# --- other systems ---

BARE = """
import os, signal, sys
for name in ("uvloop", "httptools", "fcntl", "pwd", "grp", "termios", "resource"):
    sys.modules[name] = None
for name in ("SIGHUP", "SIGUSR1", "SIGALRM", "SIGKILL", "SIGQUIT", "alarm", "pthread_kill"):
    delattr(signal, name)
for name in ("fork", "symlink", "O_NOFOLLOW", "O_CLOEXEC", "O_DIRECTORY", "geteuid", "chown"):
    delattr(os, name)
from payconform.cli import main
main(sys.argv[1:])
"""


def test_a_run_needs_nothing_that_only_some_systems_have(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BARE, *RUN, "run"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_names_of_runs_are_safe_everywhere(tmp_path: Path) -> None:
    assert payconform(tmp_path, *RUN[:-1]).returncode == 0
    written = [path.name for path in tmp_path.rglob("*")]
    assert [name for name in written if re.search(r'[<>:"|?*\\]|[. ]$', name)] == []
    assert not any(path.is_symlink() for path in tmp_path.rglob("*"))


# --- Tab ---

with pytest.MonkeyPatch.context() as _here:
    _here.setenv("PAYCONFORM_ROWS", str(ROOT))
    RULES = set(rulebook("mini").by_id)
CONFIG = """
[targets.box]
provider = "maib"
[targets.hut]
provider = "mini"
"""


def offered(folder: Path, line: str, shell: str = "bash") -> set[str]:
    """
    What stands there after Tab.
    """
    words = line.split(" ")
    typed = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    if shell == "fish":
        typed = {"COMP_WORDS": line, "COMP_CWORD": words[-1]}
    asked = {"_PAYCONFORM_COMPLETE": f"{shell}_complete", "PAYCONFORM_ROWS": str(ROOT)}
    script = "import sys; from payconform.cli import main; main(prog_name='payconform')"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={"PATH": os.environ["PATH"]} | asked | typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    if shell == "zsh":
        return set(lines[1::3])
    return {line.partition(",")[2].partition("\t")[0] for line in lines if line}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """
    A folder with targets of two providers and a run.
    """
    (tmp_path / "payconform.toml").write_text(CONFIG, "utf-8")
    (tmp_path / "reports/maib/20260102T030405Z-0a1b2c").mkdir(parents=True)
    (tmp_path / "reports/maib/20260102T030405Z-0a1b2c/run.json").write_text("{}", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("payconform certify ", {*providers(), "mini"}),
        ("payconform certify maib ", {*providers(), "mini"} - {"maib"}),
        ("payconform serve ma", {"maib"}),
        ("payconform certify maib --target ", {"box"}),
        ("payconform check --target ", {"box", "hut"}),
        ("payconform certify mini --only C", {"CREATE", "CANCEL", "CALLBACK", "CONTRACT"}),
        ("payconform plan mini --rule M", RULES),
        ("payconform plan --rule MINI-CANCEL-", {f"MINI-CANCEL-0{n}" for n in (1, 2, 3, 4)}),
        ("payconform certify --allow ", {"fuzz", "races", "bad-credentials"}),
        ("payconform show ", {"latest", "maib", "20260102T030405Z-0a1b2c"}),
        ("payconform replay latest --target b", {"box"}),
    ],
)
def test_tab_offers_what_there_is(line: str, words: set[str], desk: Path) -> None:
    assert offered(desk, line) == words


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_is_served(shell: str, desk: Path) -> None:
    assert offered(desk, "payconform certify --target h", shell) == {"hut"}
    variables = {"_PAYCONFORM_COMPLETE": f"{shell}_source"}
    source = subprocess.run(
        [Path(sys.executable).parent / "payconform"],
        env={"PATH": os.environ["PATH"]} | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "_PAYCONFORM_COMPLETE" in source.stdout


@pytest.mark.parametrize("content", ["[targets", "targets = 7", "", "[targets.x]\ncolour = 1"])
def test_a_file_that_does_not_serve_offers_nothing(content: str, tmp_path: Path) -> None:
    (tmp_path / "payconform.toml").write_text(content, "utf-8")
    assert offered(tmp_path, "payconform certify maib --target ") == set()


# --- the plugin in other people's projects ---


def test_the_plugin_brings_nothing_along(tmp_path: Path) -> None:
    script = (
        "import json, sys, pytest\nbefore = set(sys.modules)\nimport payconform.plugin\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    brought = {name for name in json.loads(done.stdout) if not is_own(name)}
    assert brought == {"payconform", "payconform.plugin"}


def is_own(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names
