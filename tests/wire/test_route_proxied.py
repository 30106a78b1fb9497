"""
A target is reached through the proxy that is configured, and through no other.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import OK
from tests.wire.conftest import HOST, PEM, settings

from payconform.errors import TargetForbidden
from payconform.model import Request
from payconform.wire.allowlist import AllowList, for_target
from payconform.wire.route import Route, route_of
from payconform.wire.socket import GuardedSocket

GET = Request("GET", "/tea?with=milk")


@pytest.fixture
def proxy(listen: Any) -> Callable[..., Any]:
    """
    Proxies that lead every tunnel to one port of this machine, whatever host it asks for.
    """

    def start(port: int) -> Any:
        def serve(client: socket.socket, listener: Any) -> None:
            listener.request(client)
            with socket.create_connection(("127.0.0.1", port)) as onward:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=pour, args=(onward, client))
                back.start()
                pour(client, onward)
                back.join(10)

        return listen(serve)

    return start


def pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(65536):
            sink.sendall(some)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def test_tls_goes_through_the_tunnel_of_a_proxy(encrypted: Any, proxy: Any, through: Any) -> None:
    target = encrypted()
    tunnel = proxy(target.port)
    route = route_of(settings(ca_bundle=str(PEM / "ca.pem"), proxy=tunnel.url))
    transport = through(f"https://{HOST}", route)
    assert transport.send("tea", GET).response.body == b"ok"
    assert transport.send("tea", GET).response.body == b"ok"
    assert tunnel.connections == 1
    assert tunnel.heard[0].startswith(f"CONNECT {HOST}:443 HTTP/1.1\r\n".encode())
    assert [one.partition(b" HTTP")[0] for one in target.heard] == [b"GET /tea?with=milk"] * 2


def test_a_proxy_that_breaks_tls_open_is_not_believed(
    encrypted: Any, proxy: Any, through: Any
) -> None:
    target = encrypted("elsewhere.pem")
    route = route_of(settings(ca_bundle=str(PEM / "ca.pem"), proxy=proxy(target.port).url))
    assert through(f"https://{HOST}", route).send("tea", GET).failure == "no connection"
    assert target.heard == []


def test_a_race_through_a_proxy_starts_when_the_tunnels_are_open(
    encrypted: Any, proxy: Any
) -> None:
    target = encrypted()
    tunnel = proxy(target.port)
    route = route_of(settings(ca_bundle=str(PEM / "ca.pem"), proxy=tunnel.url))
    guard = for_target(f"https://{HOST}", frozenset(), proxy=tunnel.url)
    told: list[tuple[int, int]] = []
    one = GuardedSocket(f"https://{HOST}", guard, 20, route.ssl_context, proxy=route.proxy).apart(
        lambda: told.append((len(tunnel.heard), len(target.heard)))
    )
    assert one.send(GET).status == 200
    one.close()
    assert told == [(1, 0)]


def test_a_request_in_clear_names_its_whole_url_to_the_proxy(answering: Any, through: Any) -> None:
    forward = answering(OK)
    route = route_of(settings(f"http://{HOST}", proxy=forward.url))
    assert through(f"http://{HOST}", route).send("tea", GET).response.body == b"ok"
    assert forward.heard[0].startswith(f"GET http://{HOST}/tea?with=milk HTTP/1.1".encode())


@pytest.mark.parametrize("target", ["@evil.example/tea", ".evil.example/tea", "//evil.example/"])
def test_a_target_that_would_be_another_host_reaches_no_proxy(
    answering: Any, through: Any, target: str
) -> None:
    forward = answering(OK)
    route = route_of(settings(f"http://{HOST}", proxy=forward.url))
    with pytest.raises(TargetForbidden, match="no path"):
        through(f"http://{HOST}", route).send("tea", replace(GET, target=target))
    assert forward.connections == 0


def test_a_proxy_that_refuses_is_told(answering: Any, through: Any) -> None:
    refusing = answering(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    made = through(f"https://{HOST}", route_of(settings(proxy=refusing.url))).send("tea", GET)
    assert made.failure == "the proxy does not let the request through"


def test_the_guard_allows_the_proxy_and_no_other_port(answering: Any, through: Any) -> None:
    listener = answering(OK)
    guard = for_target(f"http://{HOST}", frozenset(), proxy=f"http://127.0.0.1:{listener.port}")
    guard.check("127.0.0.1", listener.port)
    with pytest.raises(TargetForbidden):
        guard.check("127.0.0.1", listener.port - 1)


def test_the_guard_is_asked_about_the_target_behind_a_proxy(answering: Any, through: Any) -> None:
    listener = answering(OK)
    route = route_of(settings(proxy=listener.url))
    only_the_proxy = AllowList(frozenset({("127.0.0.1", listener.port)}))
    with pytest.raises(TargetForbidden, match=HOST):
        through(f"https://{HOST}", route, only_the_proxy).send("tea", GET)
    assert listener.connections == 0


def test_production_is_refused_behind_a_proxy_and_as_one() -> None:
    for url, proxy_url in (
        (f"https://{HOST}", "http://a.invalid"),
        ("http://a.invalid", f"http://{HOST}"),
    ):
        with pytest.raises(TargetForbidden, match="production"):
            for_target(url, frozenset({HOST}), proxy=proxy_url)


def test_a_target_on_this_machine_has_no_proxy(answering: Any, through: Any) -> None:
    forward, target = answering(OK), answering(OK)
    through(target.url, route_of(settings(target.url, proxy=forward.url))).send("tea", GET)
    assert (len(target.heard), forward.connections) == (1, 0)


def test_the_environment_names_no_proxy_no_trust_and_no_user(
    answering: Any, through: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    forward, target = answering(OK), answering(OK)
    for name in (
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ):
        monkeypatch.setenv(name, forward.url)
    (tmp_path / ".netrc").write_text("default login tea password milk-and-sugar\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    through(target.url, route_of(settings(target.url))).send("tea", GET)
    assert forward.connections == 0
    assert b"authorization" not in target.heard[0].lower()
    assert through(f"http://{HOST}", Route()).send("tea", GET).failure == "no connection"
    assert forward.connections == 0
