"""
Processes of a run: each in a group of its own, and none outlives the run.
"""

import http.client
import os
import random
import resource
import signal
import socket
import subprocess
import time
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

HOST = "127.0.0.1"
PATIENCE = 30.0  # seconds until a server must have answered
LONGEST = 900.0  # seconds that one command may take
PARTING = 5.0  # seconds that a process has to end by itself


class Unmeasured(Exception):
    """
    Something cannot be measured; the text says what and why, and what to install.
    """


@contextmanager
def running(
    command: Sequence[str], *, cwd: Path | None = None, stdout: IO[bytes] | int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """
    A process for as long as the block lasts; its children end with it.
    """
    process = subprocess.Popen(
        command,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, sign)
                process.wait(PARTING)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue


class Spending:
    """
    What the children of this process took; `cpu` is final when the block has ended.
    """

    def __init__(self) -> None:
        self.cpu = -_children()

    def by(self, command: Sequence[str], cwd: Path, wanted: Container[int]) -> float:
        """
        Run a command to its end; the answer is how many seconds that took.

        Raises:
            Unmeasured: it did not end, or with another code; the text ends with the last line that
                it said.

        """
        told, begun = cwd / "told.txt", time.monotonic()
        with told.open("wb") as file, running(command, cwd=cwd, stdout=file) as process:
            try:
                code = process.wait(LONGEST)
            except subprocess.TimeoutExpired:
                raise Unmeasured(f"{command[0]} did not end in {LONGEST:.0f} s") from None
            seconds = time.monotonic() - begun
        if code not in wanted:
            said = told.read_text("utf-8", "replace").strip().splitlines()
            raise Unmeasured(f"{command[0]} failed: {said[-1] if said else code}")
        return seconds


@contextmanager
def spending() -> Iterator[Spending]:
    """
    Counts the processor time of every process that begins and ends in the block.
    """
    spent = Spending()
    yield spent
    spent.cpu += _children()


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def interrupt(*unused: object) -> None:
    """
    A signal handler: ends the bench as Ctrl-C does.

    Raises:
        KeyboardInterrupt: always.

    """
    raise KeyboardInterrupt


def output(command: Sequence[str], *, cwd: Path | None = None) -> str:
    """
    What a command prints.

    Raises:
        Unmeasured: it failed; the text ends with the last line that it said.

    """
    with subprocess.Popen(
        command,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            printed, complaint = process.communicate()
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        said = (complaint or printed).strip().splitlines()
        raise Unmeasured(f"{command[0]} failed: {said[-1] if said else process.returncode}")
    return printed


def free_port() -> int:
    """
    A port of 127.0.0.1 that nothing listens on, outside the range that systems give out themselves.
    """
    while True:
        port = random.randint(20_000, 30_000)  # noqa: S311 - no secret
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port


def first_answer(process: subprocess.Popen[bytes], port: int) -> None:
    """
    Wait for the first HTTP answer, whatever its status.

    Raises:
        Unmeasured: the process ended, or said nothing for too long.

    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.002)
        else:
            return
        finally:
            connection.close()
    raise Unmeasured(f"{process.args!s} gave no answer on port {port}")


def resident_mb(process: subprocess.Popen[bytes]) -> float:
    """
    The memory that a process holds, in MB (Linux).

    Raises:
        Unmeasured: this system has no /proc.

    """
    try:
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    except OSError:
        raise Unmeasured("memory is read from /proc, which this system does not have") from None
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1000
