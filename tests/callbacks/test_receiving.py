"""
Another machine receives the callbacks, and a run reads what it kept.
"""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.callbacks.conftest import NAMED, findings, inbound, port_of
from tests.callbacks.front import PATIENCE, Front, posted

from payconform.cli import main
from payconform.simulator.serving import Simulator

TOKEN = "0123456789abcdef" * 2


def kept(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_bytes()) for file in sorted(folder.glob("*.json"))]


def test_a_run_reads_what_another_machine_received(
    tmp_path: Path, front: Front, sandbox: Simulator, configured: Any, receive: Any
) -> None:
    process = receive()
    front.port = port_of(process)
    configured(listen=None)
    (tmp_path / "in" / "old.json").write_text("[]")
    (tmp_path / "in" / "cut.json").write_text('{"format": "payconform-callback/1", "at": "20')
    assert posted(front.port, f"/{TOKEN}/callback-of-another-run", b"{}") == 200
    words = ["certify", "maib", "--target", "box", "--callbacks", "in", "--out", "run"]
    rules = ["--rule", NAMED, "--rule", "MAIB-CALLBACK-06"]
    done = subprocess.run(
        [sys.executable, "-m", "payconform", *words, *rules],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = findings()
    assert told[NAMED] == [("passed", "")]
    assert {reason for _, reason in told["MAIB-CALLBACK-06"]} == {
        "needs the capability answer_callbacks, control_clock"
    }
    assert len(inbound()) == 1
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert out.splitlines()[-1] == "stopped"
    assert "kept: callback-of-another-run, 2 bytes" in out
    assert "Traceback" not in out


def test_what_receive_keeps_is_raw_and_private(tmp_path: Path, receive: Any) -> None:
    port = port_of(receive())
    body = b'{"payer": "\xc5\xa2\xff"}\r\n'
    assert posted(port, f"/a/{TOKEN}/b?c=%20", body, {"X-Sign": "\xe9"}) == 200
    (file,) = (tmp_path / "in").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "in").stat().st_mode & 0o777 == 0o700
    (one,) = kept(tmp_path / "in")
    assert one["body"].encode(one["encoding"]) == body
    assert (one["method"], one["target"]) == ("POST", f"/a/{TOKEN}/b?c=%20")
    assert {name.lower(): value for name, value in one["headers"]}["x-sign"] == "\xe9"


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (f"/shop/{TOKEN}/a", 200),
        (f"/x/shop/{TOKEN}/a", 200),
        (f"/{TOKEN}/a", 404),
        (f"/shops/{TOKEN}/a", 404),
        (f"/shop/{TOKEN[1:]}/a", 404),
        (f"/shop/{TOKEN}/a/b", 404),
        (f"/shop/{TOKEN}/..%2fa", 404),
        ("/shop", 404),
        ("//[", 404),
    ],
)
def test_only_callbacks_of_runs_are_kept(
    target: str, status: int, tmp_path: Path, receive: Any
) -> None:
    port = port_of(receive("--token", "shop"))
    assert posted(port, target, b"{}") == status
    assert len(kept(tmp_path / "in")) == (status == 200)


@pytest.mark.parametrize(
    ("size", "header", "status"), [(100_001, 1, 413), (100_000, 1, 200), (1, 60_000, 200)]
)
def test_what_is_kept_is_bounded(
    size: int, header: int, status: int, tmp_path: Path, receive: Any
) -> None:
    port = port_of(receive())
    headers = {"X-Long": "a" * header, "X-Longer": "a" * header}
    expected = 431 if header > 50_000 else status
    assert posted(port, f"/{TOKEN}/a", b"a" * size, headers) == expected


def test_killed_it_leaves_whole_files_only(tmp_path: Path, receive: Any) -> None:
    process = receive()
    port = port_of(process)
    answered = [posted(port, f"/{TOKEN}/a{number}", b"a" * 5000) for number in range(20)]
    with socket.create_connection(("127.0.0.1", port)) as half:
        head = f"POST /{TOKEN}/half HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n{{"
        half.sendall(head.encode())
        process.kill()
        process.wait(PATIENCE)
    assert answered == [200] * 20
    assert [one["target"] for one in kept(tmp_path / "in")] == [
        f"/{TOKEN}/a{number}" for number in range(20)
    ]


def test_receive_says_what_is_wrong_with_its_options(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for words, told in (
            (["--listen", f"127.0.0.1:{port}", "--dir", "in"], "cannot be had"),
            (["--listen", "here", "--dir", "in"], "--listen here: write it as HOST:PORT"),
            (["--listen", "127.0.0.1:99999", "--dir", "in"], "cannot be had"),
            (["--listen", "127.0.0.1:0", "--dir", "file"], "--dir file: cannot be made"),
        ):
            done = subprocess.run(
                [sys.executable, "-m", "payconform", "receive", *words],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
            assert done.returncode == 2, done.stdout
            assert told in done.stderr
            assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--callbacks", "nowhere"], "--callbacks nowhere: there is no such folder"),
        (["--callbacks", "."], "targets.box.callbacks.public_url: is missing"),
    ],
)
def test_a_folder_needs_to_be_there_and_an_address_too(
    words: list[str], told: str, configured: Any
) -> None:
    configured(listen=None, public_url=None if words[1] == "." else "http://127.0.0.1:1")
    done = CliRunner().invoke(main, ["certify", "maib", "--target", "box", *words])
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_folder_is_for_a_target_with_a_name(configured: Any) -> None:
    done = CliRunner().invoke(main, ["certify", "maib", "--callbacks", "."])
    assert done.exit_code == 2
    assert "--callbacks .: needs the address that the target calls." in done.stderr
