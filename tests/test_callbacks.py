"""
Callbacks of a real target: a simulator that knows nothing of us, behind a public address that a
small reverse proxy stands for.
"""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from payconform import catalog
from payconform.cli import main
from payconform.config import published
from payconform.model import Request, Response
from payconform.providers.maib.simulation.notices import FIRST_DELAYS
from payconform.simulator import courier
from payconform.simulator.serving import Simulator
from payconform.target import callbacks
from payconform.target.inbox import Patience

PEM = Path(__file__).parent / "wire" / "certificates"
CONFIG = """
[targets.box]
provider = "maib"
base_url = "{url}"
environment = "sandbox"
capabilities = ["simulate_payment"]
credentials.client_id = {{ env = "BOX_ID" }}
credentials.client_secret = {{ env = "BOX_SECRET" }}
credentials.signature_key = {{ env = "BOX_KEY" }}
http.ca_bundle = "{bundle}"
{lines}
"""
SECRETS = {
    "BOX_ID": published("maib")["client_id"],
    "BOX_SECRET": published("maib")["client_secret"],
    "BOX_KEY": published("maib")["signature_key"],
}
SIGNED, NAMED, SENT = "MAIB-CALLBACK-03", "MAIB-CALLBACK-10", "MAIB-CALLBACK-01"
PATIENCE = 60  # seconds after which a subprocess is taken to be stuck

Certify = Callable[..., Result]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def posted(port: int, target: str, body: bytes, headers: dict[str, str] | None = None) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("POST", target, body, headers or {})
        return connection.getresponse().status
    finally:
        connection.close()


class Front:
    """
    The public address, over TLS: leads what comes under /hooks to the port of a receiver. `lead`
    may be replaced by another way of handling a request. `plain` is where the simulator, which
    calls this machine only, finds it without TLS.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.lead: Callable[[Request], Response] = self.onward
        self.cut = True
        self._servers = [self._serving(), self._serving()]
        ports = [one.server_address[1] for one in self._servers]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PEM / "server.pem", PEM / "server.key")
        secured = self._servers[0]
        secured.socket = context.wrap_socket(
            secured.socket, server_side=True, do_handshake_on_connect=False
        )
        self.origin = f"https://127.0.0.1:{ports[0]}"
        self.plain = f"http://127.0.0.1:{ports[1]}"
        self.url = f"{self.origin}/hooks"
        self._threads = [
            threading.Thread(target=one.serve_forever, args=(0.02,)) for one in self._servers
        ]
        for thread in self._threads:
            thread.start()

    def onward(self, request: Request) -> Response:
        target = request.target.removeprefix("/hooks") if self.cut else request.target
        with suppress(OSError):
            return Response(posted(self.port, target, request.body, dict(request.headers)))
        return Response(502)

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _serving(self) -> ThreadingHTTPServer:
        front = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = Request("POST", self.path, tuple(self.headers.items()), body)
                response = front.lead(request)
                self.send_response(response.status)
                for name, value in response.headers:
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *unused: object) -> None:
                """Nobody reads it."""

        return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def front() -> Iterator[Front]:
    opened = Front(free_port())
    yield opened
    opened.close()


@pytest.fixture
def sandbox(front: Front, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """
    A simulator that calls back almost at once, in real time.
    """
    monkeypatch.setattr(courier, "TICK", 0.02)
    monkeypatch.setitem(FIRST_DELAYS, "s1", 0.05)
    routes = {front.origin: front.plain}
    made = Simulator(catalog.behaviour("maib"), published("maib"), blind=True, callbacks=routes)
    yield made.start()
    made.stop()


def lying(sandbox: Simulator, fault: str) -> None:
    standing = sandbox._engine.standing
    assert standing is not None
    (letter,) = [one.letter for one in catalog.behaviour("maib").faults if one.id == fault]
    assert letter is not None
    standing._rewrites = (letter,)


def asked(sandbox: Simulator) -> int:
    standing = sandbox._engine.standing
    assert standing is not None
    return standing.requests + sandbox._engine._nobody[0].requests


@pytest.fixture
def configured(
    tmp_path: Path, sandbox: Simulator, front: Front, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """
    Writes a payconform.toml with the target `box`; keys of callbacks by name, None for none.
    """
    monkeypatch.chdir(tmp_path)
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)

    def write(**changed: str | None) -> None:
        keys = {"listen": f"127.0.0.1:{front.port}", "public_url": front.url} | changed
        lines = [f'callbacks.{key} = "{value}"' for key, value in keys.items() if value is not None]
        text = CONFIG.format(url=sandbox.url, bundle=PEM / "ca.pem", lines="\n".join(lines))
        Path("payconform.toml").write_text(text, "utf-8")

    write()
    return write


@pytest.fixture
def certify(configured: Any) -> Certify:
    def run(*words: str) -> Result:
        options = [word for rule in words if rule[0] != "-" for word in ("--rule", rule)]
        options += [word for word in words if word[0] == "-"]
        line = ["certify", "maib", "--target", "box", "--out", "run", *options]
        return CliRunner().invoke(main, line)

    return run


def findings() -> dict[str, list[tuple[str, str]]]:
    told: dict[str, list[tuple[str, str]]] = {}
    for one in json.loads(Path("run/run.json").read_text("utf-8"))["findings"]:
        told.setdefault(one["rule"], []).append((one["outcome"], one["reason"]))
    return told


def inbound() -> list[dict[str, Any]]:
    lines = Path("run/exchanges.ndjson").read_text("utf-8").splitlines()
    return [one for one in map(json.loads, lines) if one["direction"] == "inbound"]


# --- they arrive ---


@pytest.mark.parametrize("cut", [True, False], ids=["prefix cut off", "prefix left"])
def test_callbacks_arrive_and_are_judged(certify: Certify, front: Front, cut: bool) -> None:
    front.cut = cut
    done = certify(NAMED, "MAIB-CALLBACK-14")
    assert done.exit_code == 0, done.output
    assert findings() == {NAMED: [("passed", "")], "MAIB-CALLBACK-14": [("recorded", "")]}
    run = json.loads(Path("run/run.json").read_text("utf-8"))
    assert {"answer_callbacks", "receive_callbacks"} <= set(run["target"]["capabilities"])
    assert not run["target"]["simulated"]


def test_each_callback_has_an_address_that_nobody_can_guess(certify: Certify) -> None:
    assert certify(NAMED, "MAIB-CALLBACK-05").exit_code == 0
    targets = [one["request"]["target"] for one in inbound()]
    assert len(set(targets)) == 2
    tokens = {target.split("/")[1] for target in targets}
    assert len(tokens) == 1
    assert len(tokens.pop()) == 32


def test_a_liar_is_caught_in_real_time(certify: Certify, sandbox: Simulator) -> None:
    lying(sandbox, "members_are_ordered_by_case")
    done = certify(NAMED, SIGNED)
    assert done.exit_code == 1, done.output
    told = findings()
    assert told[NAMED] == [("passed", "")]
    assert {outcome for outcome, _ in told[SIGNED]} == {"failed"}


def test_a_target_that_calls_nobody_back_is_not_failed(
    certify: Certify, sandbox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[float] = []
    patience = partial(Patience, clock=lambda: sum(passed), sleep=passed.append)
    monkeypatch.setattr(callbacks, "Patience", patience)
    lying(sandbox, "no_callback_is_sent")
    done = certify(SENT, NAMED, "MAIB-CALLBACK-05", "MAIB-CALLBACK-11", "MAIB-CALLBACK-12")
    assert done.exit_code == 3, done.output
    told = findings()
    waited = ("unexercised", "no callback came within 60 seconds")
    assert told[SENT] == [waited, ("skipped", "needs the capability control_clock")]
    assert told[NAMED] == told["MAIB-CALLBACK-05"] == [waited]
    brief = [("unexercised", "no callback came within 5 seconds")]  # nobody waits for hours
    assert told["MAIB-CALLBACK-11"] == told["MAIB-CALLBACK-12"] == brief
    assert round(sum(passed)) == 190


def test_what_does_not_know_the_token_is_no_evidence(certify: Certify, front: Front) -> None:
    def forging(request: Request) -> Response:
        before, _, name = request.target.rpartition("/")
        if name != "preflight":
            forged = before.rpartition("/")[0].removeprefix("/hooks") + f"/{'0' * 32}/{name}"
            assert posted(front.port, forged, b'{"result": {}}') == 404
        return front.onward(request)

    front.lead = forging
    done = certify(NAMED)
    assert done.exit_code == 0, done.output
    assert "without this run's token: 1" in done.output
    assert len(inbound()) == 1


# --- they would not ---

TELLS: dict[str, tuple[Response, str]] = {
    "broken": (Response(502), "answers 502, but nothing arrives at 127.0.0.1:"),
    "elsewhere": (Response(200), "answers 200, but nothing arrives at 127.0.0.1:"),
    "redirect": (Response(302, (("location", "/hooks"),)), "answers 302, but nothing arrives"),
}


@pytest.mark.parametrize("name", TELLS)
def test_an_address_that_leads_nowhere_is_told_before_the_first_write(
    name: str, certify: Certify, front: Front, sandbox: Simulator
) -> None:
    answer, expected = TELLS[name]
    front.lead = lambda _: answer
    done = certify(NAMED)
    assert done.exit_code == 3
    assert f"callbacks.public_url {front.url}: {expected}" in done.stderr
    assert asked(sandbox) == 0
    run = json.loads(Path("run/run.json").read_text("utf-8"))
    assert run["verdict"]["exit_code"] == 3


def test_an_address_that_alters_bodies_is_told(certify: Certify, front: Front) -> None:
    def tidy(request: Request) -> Response:
        target = request.target.removeprefix("/hooks")
        return Response(posted(front.port, target, request.body.replace(b" ", b"")))

    front.lead = tidy
    done = certify(NAMED)
    assert done.exit_code == 3
    assert "a body arrives altered at 127.0.0.1:" in done.stderr


def test_an_address_that_answers_something_else_is_told(certify: Certify, front: Front) -> None:
    def thanking(request: Request) -> Response:
        front.onward(request)
        return Response(202)

    front.lead = thanking
    done = certify(NAMED)
    assert done.exit_code == 3
    assert "but 202 is answered instead of 200" in done.stderr


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:1", "nothing accepts a connection on 127.0.0.1:1 (Connection refused)"),
        ("http://hooks.payconform.invalid", "the name hooks.payconform.invalid has no address"),
    ],
)
def test_an_address_that_does_not_exist_is_told(
    url: str, expected: str, certify: Certify, configured: Any, sandbox: Simulator
) -> None:
    configured(public_url=url)
    done = certify(NAMED)
    assert done.exit_code == 3
    assert f"callbacks.public_url {url}: {expected}." in done.stderr
    assert asked(sandbox) == 0


def test_a_run_without_callbacks_needs_no_address(certify: Certify, configured: Any) -> None:
    configured(public_url="http://127.0.0.1:1")
    assert certify("MAIB-CREATE-01").exit_code == 0


def test_a_port_that_is_taken_is_told(
    certify: Certify, front: Front, sandbox: Simulator, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", front.port)):
        done = certify(NAMED)
    assert done.exit_code == 2
    place = "payconform.toml, targets.box.callbacks.listen"
    assert f"{place}: 127.0.0.1:{front.port} cannot be listened on (Address" in done.stderr
    assert asked(sandbox) == 0
    assert not (tmp_path / "run").exists()


def test_without_an_address_the_skip_names_the_keys(certify: Certify, configured: Any) -> None:
    configured(listen=None, public_url=None)
    done = certify(NAMED, SENT)
    assert done.exit_code == 3, done.output  # nothing was tested
    keys = "give callbacks.listen and callbacks.public_url"
    assert findings()[NAMED] == [("skipped", f"needs the capability receive_callbacks: {keys}")]
    assert ("skipped", "needs the capability control_clock, receive_callbacks") in findings()[SENT]


# --- check and plan ---


def checked(*words: str) -> dict[str, dict[str, Any]]:
    done = CliRunner().invoke(main, ["check", "maib", "--target", "box", "--json", *words])
    return {one["name"]: one for one in json.loads(done.stdout)["checks"]}


def test_check_sees_callbacks_arrive(configured: Any, front: Front) -> None:
    found = checked()
    assert found["callbacks"]["outcome"] == "ok"
    assert found["callbacks"]["says"] == f"{front.url} arrives at 127.0.0.1:{front.port}"
    assert found["receive_callbacks"]["says"] == "there"


def test_check_warns_of_an_address_without_tls(configured: Any, front: Front) -> None:
    configured(public_url=f"{front.plain}/hooks")
    found = checked()["callbacks"]
    assert found["outcome"] == "warning"
    assert found["says"].endswith("; in clear, which a provider may refuse")
    assert found["key"] == "targets.box.callbacks.public_url"


def test_check_sees_callbacks_arrive_in_a_folder(
    configured: Any, front: Front, receive: Any
) -> None:
    front.port = port_of(receive())
    configured(listen=None)
    assert checked("--callbacks", "in")["callbacks"]["says"] == f"{front.url} arrives in in"


def test_check_names_the_key_of_an_address_that_leads_nowhere(
    configured: Any, front: Front
) -> None:
    front.lead = lambda _: Response(404)
    last = list(checked().values())[-1]
    assert (last["name"], last["outcome"], last["exit_code"]) == ("callbacks", "failed", 3)
    assert last["key"] == "targets.box.callbacks.public_url"


def test_check_names_the_keys_that_are_missing(configured: Any) -> None:
    configured(listen=None, public_url=None)
    found = checked()
    assert "callbacks" not in found
    assert found["receive_callbacks"]["key"] == "targets.box.callbacks"


def test_a_plan_counts_the_stories_of_callbacks(configured: Any) -> None:
    line = ["plan", "maib", "--target", "box", "--rule", NAMED, "--json"]
    told = json.loads(CliRunner().invoke(main, line).stdout)
    assert (told["tests"], told["skipped"]) == (1, {})
    configured(listen=None, public_url=None)
    told = json.loads(CliRunner().invoke(main, line).stdout)
    assert told["tests"] == 0


# --- another machine receives them ---


@pytest.fixture
def receive(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """
    Starts `payconform receive` on a free port, of which it tells.
    """
    started: list[subprocess.Popen[str]] = []

    def start(*words: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "payconform", "receive", "--listen", "127.0.0.1:0"]
        process = subprocess.Popen(
            [*command, "--dir", "in", *words],
            cwd=tmp_path,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate(timeout=PATIENCE)


def port_of(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("callbacks on http://127.0.0.1:"), line
    return int(line.split(" go to ")[0].rpartition(":")[2])


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
