"""
An address at which no callback would arrive is told before the first write.
"""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from tests.callbacks.conftest import NAMED, SENT, Certify, asked, findings
from tests.callbacks.front import Front, posted

from payconform.model import Request, Response
from payconform.simulator.serving import Simulator

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
