"""
What the settings for callbacks must hold, how their address is proven over TLS, and for how long
anybody waits.
"""

import socket
import ssl
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from payconform.catalog import Slice
from payconform.config import ANSWERS, RECEIVES, Callbacks, Http, TargetSettings, published
from payconform.errors import FileUnreadable, KeyMissing, TargetForbidden, TargetUnfit
from payconform.target.callbacks import listened, open_mail, vet_callbacks
from payconform.target.inbox import BRIEF, Inbox, Patience
from payconform.target.opening import vet
from payconform.target.roundtrip import prove
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor

PEM = Path(__file__).parents[1] / "wire" / "certificates"
AWAY, LAN, HERE = "https://sandbox.example.invalid", "http://10.1.2.3:80", "http://127.0.0.1:1"
TOKEN = "0123456789abcdef" * 2


def settings(
    listen: str | None = "127.0.0.1:8099",
    public_url: str | None = "https://hooks.example.com",
    base_url: str = AWAY,
    folder: Path | None = None,
) -> TargetSettings:
    given = Callbacks(listen, public_url, folder)
    able = given.capabilities
    return TargetSettings(
        "maib", "x", base_url, "sandbox", published("maib"), able, callbacks=given
    )


# --- settings ---


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("127.0.0.1:8099", ("127.0.0.1", 8099)),
        ("8099", ("127.0.0.1", 8099)),
        ("0.0.0.0:80", ("0.0.0.0", 80)),  # noqa: S104 - read, not bound
        ("[::1]:8099", ("::1", 8099)),
        ("localhost:1", ("localhost", 1)),
        ("127.0.0.1", None),
        ("127.0.0.1:", None),
        ("::1:80", None),
        ("a b:80", None),
        ("127.0.0.1:-1", None),
        ("127.0.0.1:8\u0661", None),
        ("", None),
    ],
)
def test_what_is_listened_on_is_host_and_port(written: str, at: tuple[str, int] | None) -> None:
    assert listened(written) == at


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com",
        "https://hooks.example.com/",
        "https://hooks.example.com:8443/payconform/a-b_c.d~e/",
        "http://hooks.example.com",
    ],
)
def test_an_address_that_serves(url: str, maib: Slice) -> None:
    vet(maib, settings(public_url=url))
    vet_callbacks(maib, settings(public_url=url))


@pytest.mark.parametrize(
    "url",
    [
        "hooks.example.com",
        "ftp://hooks.example.com",
        "https://",
        "https://user@hooks.example.com",
        "https://hooks.example.com/a?b",
        "https://hooks.example.com/?",
        "https://hooks.example.com/#a",
        "https://hooks.example.com/a//b",
        "https://hooks.example.com/../a",
        "https://hooks.example.com/a/.",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/%61",
        "https://hooks.example.com:99999",
        "https://[::1",
        "https://hooks.example.com/\n",
    ],
)
def test_an_address_that_does_not(url: str, maib: Slice) -> None:
    with pytest.raises(FileUnreadable) as error:
        vet_callbacks(maib, settings(public_url=url))
    assert error.value.field == "targets.x.callbacks.public_url"


@pytest.mark.parametrize(
    ("public", "target", "fits"),
    [
        ("https://hooks.example.com", AWAY, True),
        ("https://127.0.0.1:1", AWAY, False),
        ("https://localhost:1", AWAY, False),
        ("https://[::1]:1", AWAY, False),
        ("https://192.168.1.2", AWAY, False),
        ("https://192.168.1.2", LAN, True),
        ("https://127.0.0.1:1", LAN, False),
        ("http://127.0.0.1:1", HERE, True),
        ("https://192.168.1.2", HERE, True),
    ],
)
def test_an_address_is_one_that_the_target_can_reach(
    public: str, target: str, fits: bool, maib: Slice
) -> None:
    given = settings(public_url=public, base_url=target)
    if fits:
        vet_callbacks(maib, given)
    else:
        with pytest.raises(FileUnreadable, match="cannot be reached from") as error:
            vet_callbacks(maib, given)
        assert error.value.field == "targets.x.callbacks.public_url"


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "127.0.0.1:65536", "here"])
def test_a_port_that_nothing_can_lead_to_is_refused(listen: str, maib: Slice) -> None:
    with pytest.raises(FileUnreadable, match="is no address to listen on") as error:
        vet_callbacks(maib, settings(listen))
    assert error.value.field == "targets.x.callbacks.listen"


@pytest.mark.parametrize("missing", ["listen", "public_url"])
def test_both_keys_or_neither(missing: str, maib: Slice) -> None:
    with pytest.raises(FileUnreadable, match="is missing") as error:
        vet_callbacks(maib, settings(**{missing: None}))
    assert error.value.field == f"targets.x.callbacks.{missing}"
    vet_callbacks(maib, replace(settings(), callbacks=None))


def test_a_folder_stands_for_the_address_here(maib: Slice, tmp_path: Path) -> None:
    given = settings(listen=None, folder=tmp_path)
    vet_callbacks(maib, given)
    assert given.capabilities == {RECEIVES}


@pytest.mark.parametrize("name", [RECEIVES, ANSWERS])
def test_it_is_not_declared_without_an_address(name: str, maib: Slice, tmp_path: Path) -> None:
    declared = replace(settings(), callbacks=None, capabilities=frozenset({name}))
    with pytest.raises(FileUnreadable, match=f"`{name}` has no address. Give callbacks.listen"):
        vet(maib, declared)
    if name == ANSWERS:
        folder = settings(listen=None, folder=tmp_path)
        with pytest.raises(FileUnreadable, match=name):
            vet(maib, replace(folder, capabilities=frozenset({name, RECEIVES})))


def test_a_key_that_verifies_callbacks_must_be_given(maib: Slice) -> None:
    left = {name: value for name, value in published("maib").items() if name != "signature_key"}
    with pytest.raises(KeyMissing, match="no credential `signature_key`, which verifies"):
        vet_callbacks(maib, replace(settings(), credentials=left))


def test_a_provider_that_calls_nobody_back_has_no_address(maib: Slice) -> None:
    silent = replace(maib, profile=object())  # type: ignore[arg-type]
    with pytest.raises(FileUnreadable, match="calls nobody back"):
        vet_callbacks(silent, settings())


# --- the proof, over TLS ---


@pytest.fixture
def proven(maib: Slice, listen: Any) -> Callable[..., str]:
    """
    Proves an address behind TLS, whose front answers 200 and leads nowhere.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM / "server.pem", PEM / "server.key")

    def serve(client: socket.socket, listener: Any) -> None:
        with context.wrap_socket(client, server_side=True) as wrapped:
            while listener.request(wrapped):
                wrapped.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    def start(bundle: str | None) -> str:
        given = settings("127.0.0.1:0", f"https://127.0.0.1:{listen(serve).port}", HERE)
        given = replace(given, http=Http(ca_bundle=bundle))
        with ExitStack() as stack:
            mail = open_mail(maib, given, Recorder(Redactor()), stack, token=TOKEN)
            return prove(maib, given, mail)

    return start


def test_a_certificate_that_nobody_vouches_for_is_told(proven: Callable[..., str]) -> None:
    with pytest.raises(TargetUnfit, match="its certificate does not hold: "):
        proven(None)


def test_the_targets_authorities_count_besides(proven: Callable[..., str]) -> None:
    with pytest.raises(TargetUnfit, match="answers 200, but nothing arrives"):
        proven(str(PEM / "ca.pem"))


def test_production_is_no_address_for_callbacks(maib: Slice) -> None:
    (host, *_) = maib.document.production
    given = settings("127.0.0.1:0", f"https://{host}/payconform")
    with ExitStack() as stack:
        mail = open_mail(maib, given, Recorder(Redactor()), stack, token=TOKEN)
        with pytest.raises(TargetForbidden, match="is a production host"):
            prove(maib, given, mail)


# --- patience ---


class World:
    """
    Time that sleeping moves, and one callback that comes at a moment of it.
    """

    def __init__(self, comes: float | None = None) -> None:
        self.time = 0.0
        self.comes = comes

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    def came(self) -> int:
        return self.comes is not None and self.time >= self.comes

    def received(self, path: str) -> list[Any]:
        return [path] if self.came() else []

    def answer(self, path: str, status: Callable[[int], int]) -> None:
        raise AssertionError("no story here answers a callback")

    def inbox(self) -> Inbox:
        return Inbox("https://a/b", "/b", self, self.patience())

    def patience(self) -> Patience:
        return Patience(self.came, lambda: self.time, self.sleep)


def test_nobody_waits_longer_than_for_the_first_callback() -> None:
    world = World(comes=7.0)
    assert world.inbox().within(60) == ["/b"]
    assert 7.0 <= world.time < 7.5


def test_what_is_to_come_after_a_time_is_waited_for_to_its_end() -> None:
    world = World(comes=7.0)
    assert world.inbox().after(60) == ["/b"]
    assert world.time == pytest.approx(60)


def test_a_callback_that_is_late_is_not_there() -> None:
    world = World(comes=61.0)
    assert world.inbox().within(60) == []
    assert world.time == pytest.approx(60)


def test_patience_ends_where_nobody_ever_calls_and_returns_when_somebody_does() -> None:
    world = World()
    wait = world.patience()
    allowed = [wait(60, lambda: False) for _ in range(5)]
    assert allowed == [60, 60, 60, BRIEF, BRIEF]
    assert world.time == pytest.approx(190)
    world.comes = 0.0
    assert wait(60, lambda: False) == 60
