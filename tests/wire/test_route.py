"""
A target is reached that is vouched for, with a certificate of ours, in time.
"""

import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from tests.wire.conftest import PEM, settings

from payconform.errors import FileUnreadable
from payconform.model import Request
from payconform.wire.route import SECONDS, route_of, trust

GET = Request("GET", "/tea?with=milk")


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


def test_the_environment_does_not_get_the_keys_of_tls(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "no" / "such" / "folder" / "keys"))
    trust.cache_clear()
    context = trust()
    assert context.keylog_filename is None
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


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
