"""
The fuse: whatever a request, an answer or the environment says, no other host is reached.
"""

from typing import Any

import pytest
from tests.conftest import OK
from tests.wire.conftest import Open
from tests.wire.world import World, guard

from payconform.errors import TargetForbidden
from payconform.model import Request

# --- what a request names ---

NAMED = {
    "production as host": Request("GET", "/", (("Host", "api.tea.example"),)),
    "production in capitals, with a dot": Request("GET", "/", (("hOST", "API.tea.example."),)),
    "production with a port": Request("GET", "/", (("Host", "api.tea.example:443"),)),
    "a subdomain of production": Request("GET", "/", (("Host", "eu.api.tea.example"),)),
    "production behind a user": Request("GET", "/", (("Host", "a@api.tea.example"),)),
    "production in a list": Request("GET", "/", (("Host", "a, api.tea.example"),)),
    "production percent-encoded": Request("GET", "/", (("Host", "api%2Etea.example"),)),
    "full-width production": Request("GET", "/", (("Host", "\uff41pi\u3002tea.example"),)),
    "a second host": Request("GET", "/", (("Host", "a"), ("Host", "api.tea.example"))),
    "a host forwarded": Request("GET", "/", (("X-Forwarded-Host", "api.tea.example"),)),
    "a host forwarded, as standardised": Request(
        "GET", "/", (("Forwarded", 'for=a;host="api.tea.example"'),)
    ),
    "an absolute target": Request("GET", "http://api.tea.example/tea"),
    "an absolute target with a user": Request("GET", "https://a@API.tea.example:443/tea"),
    "an absolute target without scheme": Request("GET", "//api.tea.example/tea"),
    "a tunnel": Request("CONNECT", "api.tea.example:443"),
}


@pytest.mark.parametrize("trick", NAMED)
def test_a_request_that_names_production_is_not_sent(
    trick: str, world: World, transport: Open
) -> None:
    sender = transport("http://sandbox.tea.example", guard=guard())
    with pytest.raises(TargetForbidden, match="is a production host"):
        sender.send("tea", NAMED[trick])
    assert world.listener.connections == 0


def test_an_open_connection_carries_no_request_that_names_production(
    world: World, transport: Open
) -> None:
    sender = transport("http://sandbox.tea.example", guard=guard())
    sender.send("tea", Request("GET", "/"))
    with pytest.raises(TargetForbidden):
        sender.send("tea", Request("GET", "/", (("Host", "api.tea.example"),)))
    with pytest.raises(TargetForbidden):
        sender.race([("tea", Request("GET", "http://api.tea.example/"))])
    assert len(world.listener.heard) == 1


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "/tea?next=https://api.tea.example/"),
        Request("GET", "/", (("Host", "other.example"),)),
        Request("GET", "/", (("Referer", "https://api.tea.example/"),)),
        Request("OPTIONS", "*"),
        Request("POST", "/", (), b'{"callbackUrl": "https://api.tea.example/"}'),
    ],
    ids=["in a query", "another host", "another header", "no path", "in a body"],
)
def test_what_routes_nothing_may_be_said(request_: Request, world: World, transport: Open) -> None:
    sender = transport("http://sandbox.tea.example", guard=guard())
    assert sender.send("tea", request_).failure is None
    assert world.asked == ["sandbox.tea.example"]


# --- what an answer or the environment says ---


@pytest.mark.parametrize("status", [300, 301, 302, 303, 305, 307, 308])
@pytest.mark.parametrize(
    "location", ["http://api.tea.example/", "//api.tea.example/", "http://elsewhere.example/", "/"]
)
def test_a_redirect_is_an_answer_and_nothing_more(
    status: int, location: str, answering: Any, world: World, transport: Open
) -> None:
    head = f"HTTP/1.1 {status} X\r\nLocation: {location}\r\nRefresh: 0; url={location}\r\n"
    world.listener = answering(f"{head}Content-Length: 0\r\n\r\n".encode())
    made = transport("http://sandbox.tea.example", guard=guard()).send("tea", Request("POST", "/"))
    assert made.response is not None
    assert made.response.status == status
    assert world.asked == ["sandbox.tea.example"]
    assert len(world.listener.heard) == 1


def test_a_proxy_of_the_environment_is_not_used(
    answering: Any, world: World, transport: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = answering(OK)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    sender = transport("http://sandbox.tea.example", guard=guard())
    assert sender.send("tea", Request("GET", "/")).failure is None
    assert proxy.connections == 0
    assert world.asked == ["sandbox.tea.example"]


def test_a_name_may_lead_anywhere_as_long_as_it_is_the_targets(
    world: World, transport: Open
) -> None:
    sender = transport("http://sandbox.tea.example", guard=guard())
    assert sender.send("tea", Request("GET", "/")).failure is None
    (heard,) = world.listener.heard
    assert b"Host: sandbox.tea.example\r\n" in heard
