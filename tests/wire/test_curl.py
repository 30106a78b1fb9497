"""
The curl line, pasted into a real shell: what arrives is what the run had sent.
"""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from payconform.model import Exchange, Headers, Request
from payconform.wire.curl import curl
from payconform.wire.redactor import Redactor
from payconform.wire.transport import Transport

Make = Callable[..., Exchange]
SECRET = 'it\'s "hunter2" for $HOME & `id` \\ ţ'
JSON: Headers = (("Content-Type", "application/json"),)
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest.fixture
def redactor() -> Redactor:
    made = Redactor()
    made.learn("TEA_KEY", SECRET)
    return made


def paste(line: str) -> str:
    """
    Run a line in a shell that knows the secrets of the run, and return what it prints.
    """
    ran = subprocess.run(
        ["sh", "-c", line],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "TEA_KEY": SECRET, "HOME": "/nowhere"},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ran.stderr == ""
    assert ran.returncode == 0
    return ran.stdout


def essence(heard: bytes) -> tuple[bytes, set[bytes], bytes]:
    """
    Request line, the headers that were asked for, and body of a request.
    """
    head, _, body = heard.partition(b"\r\n\r\n")
    first, *headers = head.split(b"\r\n")
    own = (b"user-agent:", b"accept:", b"host:")  # curl's own; a run sends none, but a host
    return first, {one.rstrip() for one in headers if not one.lower().startswith(own)}, body


REQUESTS = {
    "a plain GET": Request("GET", "/v2/mia/qr/123"),
    "a query": Request("GET", "/a?b=c&d=e%20f"),
    "a secret in a header": Request("GET", "/", (("Authorization", f"Bearer {SECRET}"),)),
    "a secret alone in a header": Request("GET", "/", (("X-Key", SECRET),)),
    "a secret in a body": Request("POST", "/", JSON, f"[{SECRET}]".encode()),
    "a secret as body": Request("POST", "/", JSON, SECRET.encode()),
    "a secret twice": Request("POST", "/", JSON, f"{SECRET}{SECRET}".encode()),
    "a JSON body": Request("POST", "/", JSON, b'{"a": "b", "c": 1.0}'),
    "a body of several lines": Request("POST", "/", JSON, b'{\r\n\t"a": 1\n}\n'),
    "quotes of every kind": Request("POST", "/", JSON, b"''\"\"``'a'b''"),
    "what a shell would expand": Request("POST", "/", JSON, b"$HOME $(id) !! ~ * \\n %s"),
    "letters beyond ASCII": Request("POST", "/", (*JSON, ("X-Tea", "ţ")), "ceai ţ 茶".encode()),
    "a body that looks like a file": Request("POST", "/", JSON, b"@/etc/hostname"),
    "a body that looks like an option": Request("POST", "/", JSON, b"--verbose"),
    "a body of another type": Request("POST", "/", (("content-type", "text/plain"),), b"a"),
    "a body of no type": Request("POST", "/", (), b"a"),
    "an empty header": Request("GET", "/", (("X-Empty", ""),)),
    "headers given twice": Request("GET", "/", (("X-A", "1"), ("x-a", "2"))),
    "dots in a path": Request("GET", "/a/../b/./c"),
    "braces and brackets": Request("GET", "/{a,b}/[1-2]"),
    "escapes": Request("GET", "/a%2Fb%00?c=%27%24"),
    "another method": Request("PATCH", "/", JSON, b"{}"),
    "a method of our own": Request("BREW", "/"),
    "DELETE with a body": Request("DELETE", "/", JSON, b"{}"),
    "GET with a body": Request("GET", "/", JSON, b"{}"),
}


@needs_curl
@pytest.mark.parametrize("name", REQUESTS)
def test_a_pasted_line_sends_what_the_run_sent(
    name: str, answering: Any, transport: Callable[..., Transport], redactor: Redactor
) -> None:
    listener = answering(b"HTTP/1.1 200 OK\r\nX-Tea: green\r\nContent-Length: 3\r\n\r\ntea")
    made = transport(listener.url).send("brew", REQUESTS[name])
    assert made.failure is None
    line = curl(made, redactor)
    assert SECRET not in line
    assert "hunter2" not in line
    printed = paste(line)
    sent, pasted = listener.heard
    assert essence(pasted) == essence(sent)
    assert "X-Tea: green" in printed
    assert printed.endswith("tea")


@needs_curl
def test_the_url_of_an_embedded_target_is_a_variable_too(answering: Any, exchange: Make) -> None:
    listener = answering()
    made = replace(exchange(request=Request("GET", "/a")), url="‹PAYCONFORM_URL›")
    line = curl(made, Redactor())
    assert line == """curl -sS -i -X GET "$PAYCONFORM_URL"'/a'"""
    paste(f"PAYCONFORM_URL={listener.url}; {line}")
    assert listener.heard[0].startswith(b"GET /a HTTP/1.1\r\n")


def test_a_line_is_as_plain_as_its_request(exchange: Make) -> None:
    request = Request("POST", "/v2/mia/qr", (*JSON, ("Host", "tea.example")), b'{"a": 1}')
    assert curl(exchange(request=request), Redactor()) == (
        "curl -sS -i -X POST -H 'Content-Type: application/json' "
        "--data-raw '{\"a\": 1}' http://127.0.0.1:1/v2/mia/qr"
    )


def test_a_line_is_one_line_unless_its_request_breaks_lines(exchange: Make) -> None:
    request = Request("POST", "/", JSON, b'{"a": "' + b"b" * 500 + b'"}')
    assert "\n" not in curl(exchange(request=request), Redactor())


def test_a_secret_becomes_a_variable(exchange: Make, redactor: Redactor) -> None:
    request = Request("GET", "/", (("Authorization", f"Bearer {SECRET}"),))
    line = curl(exchange(request=request), redactor)
    assert """-H 'Authorization: Bearer '"$TEA_KEY" http""" in line


@needs_curl
def test_when_a_signature_ends_stands_beneath_and_does_not_hinder(
    answering: Any, transport: Callable[..., Transport], redactor: Redactor
) -> None:
    listener = answering()
    made = transport(listener.url).send("brew", REQUESTS["a body of several lines"])
    plain = curl(made, redactor)
    told = curl(made, redactor, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    line, _, note = told.rpartition("\n")
    assert line == plain
    assert (
        note == "# signed until 2026-01-02 03:04:05 UTC, target time; payconform replay signs anew"
    )
    paste(told)
    sent, pasted = listener.heard
    assert essence(pasted) == essence(sent)
