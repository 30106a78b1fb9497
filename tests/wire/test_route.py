"""
How a target is reached: vouched for, with a certificate of ours, through a proxy, in time.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from payconform.config import Http, TargetSettings, published
from payconform.errors import FileUnreadable, TargetForbidden
from payconform.model import Request
from payconform.wire.allowlist import AllowList, for_target
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.route import SECONDS, Route, route_of, trust
from payconform.wire.socket import GuardedSocket
from payconform.wire.transport import Transport

PEM = Path(__file__).parent / "certificates"
HOST = "sandbox.payconform.invalid"  # reached through the proxy only: no DNS knows it
GET = Request("GET", "/tea?with=milk")
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def settings(url: str = f"https://{HOST}", **http: Any) -> TargetSettings:
    return TargetSettings("maib", "x", url, "sandbox", published("maib"), http=Http(**http))


@pytest.fixture
def encrypted(listen: Any) -> Callable[..., Any]:
    """
    Listeners that answer over TLS; `asking` for a client's certificate, if they are told to.
    """

    def start(certificate: str = "server.pem", *, asking: bool = False) -> Any:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PEM / certificate, PEM / "server.key")
        if asking:
            context.load_verify_locations(PEM / "ca.pem")
            context.verify_mode = ssl.CERT_REQUIRED

        def serve(client: socket.socket, listener: Any) -> None:
            with context.wrap_socket(client, server_side=True) as wrapped:
                while listener.request(wrapped):
                    wrapped.sendall(OK)

        return listen(serve)

    return start


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


@pytest.fixture
def through() -> Iterator[Callable[..., Transport]]:
    """
    Opens transports along a route.
    """
    opened: list[Transport] = []

    def make(url: str, route: Route, guard: AllowList | None = None) -> Transport:
        guard = guard or for_target(url, frozenset(), proxy=route.proxy)
        opened.append(Transport(url, guard, Recorder(Redactor()), Pace(), route=route))
        return opened[-1]

    yield make
    for transport in opened:
        transport.close()


# --- whom the target is vouched by ---


def test_a_target_is_reached_that_the_bundle_vouches_for(encrypted: Any, through: Any) -> None:
    url = f"https://127.0.0.1:{encrypted().port}"
    made = through(url, route_of(settings(url, ca_bundle=str(PEM / "ca.pem")))).send("tea", GET)
    assert made.response.body == b"ok"


def test_without_the_bundle_it_is_not(encrypted: Any, through: Any) -> None:
    listener = encrypted()
    url = f"https://127.0.0.1:{listener.port}"
    assert through(url, route_of(settings(url))).send("tea", GET).failure == "no connection"
    assert listener.heard == []


def test_a_certificate_of_another_host_does_not_serve(encrypted: Any, through: Any) -> None:
    listener = encrypted("elsewhere.pem")
    url = f"https://127.0.0.1:{listener.port}"
    route = route_of(settings(url, ca_bundle=str(PEM / "ca.pem")))
    assert through(url, route).send("tea", GET).failure == "no connection"
    assert listener.heard == []


# --- who we are ---


def test_a_client_certificate_is_shown_to_a_target_that_asks(encrypted: Any, through: Any) -> None:
    url = f"https://127.0.0.1:{encrypted(asking=True).port}"
    files = {"client_certificate": str(PEM / "client.pem"), "client_key": str(PEM / "client.key")}
    route = route_of(settings(url, ca_bundle=str(PEM / "ca.pem"), **files))
    assert through(url, route).send("tea", GET).response.body == b"ok"


def test_without_one_there_is_no_answer(encrypted: Any, through: Any) -> None:
    listener = encrypted(asking=True)
    url = f"https://127.0.0.1:{listener.port}"
    route = route_of(settings(url, ca_bundle=str(PEM / "ca.pem")))
    assert through(url, route).send("tea", GET).response is None
    assert listener.heard == []


# --- through a proxy ---


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


def test_the_environment_does_not_get_the_keys_of_tls(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "no" / "such" / "folder" / "keys"))
    trust.cache_clear()
    context = trust()
    assert context.keylog_filename is None
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


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


# --- in time ---


def test_the_time_for_an_answer_is_as_configured(listen: Any, through: Any) -> None:
    def silent(client: socket.socket, listener: Any) -> None:
        listener.request(client)
        listener.over.wait()

    listener = listen(silent)
    transport = through(listener.url, route_of(settings(listener.url, timeout=0.2)))
    assert transport.send("tea", GET).failure == "no complete answer in time"


def test_it_is_the_usual_time_where_nothing_is_configured() -> None:
    assert route_of(settings()).seconds == SECONDS
    assert route_of(settings(timeout=40)).seconds == 40


# --- what does not serve is told before anything is sent ---

CA, CLIENT, KEY = (str(PEM / name) for name in ("ca.pem", "client.pem", "client.key"))
PAIR = {"client_certificate": CLIENT}
PROXY = "proxy: is not the URL of a proxy. Write it as http://HOST:PORT."
WRONG: dict[str, tuple[dict[str, str], str]] = {
    "no bundle": ({"ca_bundle": "none.pem"}, "ca_bundle: the file cannot be read (No such file"),
    "a folder": ({"ca_bundle": str(PEM)}, "ca_bundle: the file cannot be read (Is a directory)"),
    "a file name that is none": ({"ca_bundle": "a\0b"}, "ca_bundle: names no file"),
    "a key as bundle": ({"ca_bundle": KEY}, "ca_bundle: holds no certificate in PEM form"),
    "text as bundle": ({"ca_bundle": __file__}, "ca_bundle: holds no certificate in PEM form"),
    "no certificate": ({"client_certificate": "no.pem"}, "client_certificate: the file cannot be"),
    "a certificate without key": (PAIR, "client_certificate: is not the private key"),
    "a key without certificate": ({"client_key": KEY}, "client_key: has no certificate. Give cli"),
    "no key": (PAIR | {"client_key": "no.key"}, "client_key: the file cannot be read (No such"),
    "another's key": (
        PAIR | {"client_key": str(PEM / "server.key")},
        "client_key: is not the priv",
    ),
    "a locked key": (PAIR | {"client_key": str(PEM / "locked.key")}, "client_key: is not the priv"),
    "a proxy without scheme": ({"proxy": "proxy.invalid:8080"}, PROXY),
    "a proxy with a path": ({"proxy": "http://proxy.invalid/way"}, PROXY),
    "a proxy with a password": ({"proxy": "http://a:milk-and-sugar@proxy.invalid"}, PROXY),
    "a proxy of another kind": ({"proxy": "socks5://proxy.invalid:1080"}, PROXY),
    "a proxy over TLS": ({"proxy": "https://proxy.invalid:8443"}, PROXY),
}


@pytest.mark.parametrize(("http", "sentence"), WRONG.values(), ids=WRONG)
def test_what_does_not_serve_is_told_in_a_sentence(http: dict[str, str], sentence: str) -> None:
    with pytest.raises(FileUnreadable) as error:
        route_of(settings(**http))
    assert str(error.value).startswith(f"payconform.toml, targets.x.http.{sentence}")
    assert "milk-and-sugar" not in str(error.value)
    assert error.value.exit_code == 2
