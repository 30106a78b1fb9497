"""
Runs of several providers at once: shown one after the other, ended together, none left behind.
"""

import os
import signal
from pathlib import Path

import pytest
from tests.processes.conftest import Started, children, gone, stories_begin

from payconform.cli.options import cores

by_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="/proc tells of children")
pytestmark = pytest.mark.skipif(cores() < 2, reason="one after the other where there is one core")


def test_each_run_is_shown_whole_and_in_order(started: Started) -> None:
    process = started("gate", "maib", "ifortepay", "--only", "QR")
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    lines = [line for line in out.splitlines() if " of " not in line]
    ends = [number for number, line in enumerate(lines) if line.startswith("reports/")]
    assert [lines[number].split("/")[1] for number in ends] == ["maib", "ifortepay"]
    assert "maib MIA QR on embedded simulator" in lines[0]
    assert "iFortepay QRIS" in lines[ends[0] + 1]
    assert "maib MIA QR: 3 of 3" in out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_all_end_early_together(started: Started, tmp_path: Path, number: int) -> None:
    process = started("gate", "amazonpay", "ifortepay", "maib")
    stories_begin(tmp_path, "amazonpay", "ifortepay")
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert out.count("inconclusive: interrupted before its end") == 2
    assert err.count("to take it up again: payconform certify --resume") == 2
    if cores() == 2:
        assert "maib: not begun: interrupted before its end" in err
    assert "Traceback" not in err


@by_proc
def test_a_process_that_dies_is_told_and_the_other_goes_on(
    started: Started, tmp_path: Path
) -> None:
    process = started("gate", "ifortepay", "maib", "--only", "CREATE", "--only", "FIELD")
    stories_begin(tmp_path, "ifortepay")
    os.kill(children(process)[0], signal.SIGKILL)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 3
    assert err == "payconform: ifortepay: its process ended by -9\n"
    assert "conformant" in out
    assert out.splitlines()[-1].startswith("reports/maib/")


@by_proc
def test_none_outlives_the_command(started: Started, tmp_path: Path) -> None:
    process = started("gate", "ifortepay", "maib")
    stories_begin(tmp_path, "ifortepay", "maib")
    runs = children(process)
    process.kill()
    process.communicate(timeout=60)
    assert gone(runs)


def test_what_none_of_them_can_do_is_told_before_any_begins(
    started: Started, tmp_path: Path
) -> None:
    process = started("gate", "maib", "ifortepay", "--switch", "nothing=here")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "--switch nothing: unknown" in err
    assert not (tmp_path / "reports").exists()
