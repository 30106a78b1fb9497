"""
Whether a target is ready: each check meets a target that fails it, and nothing is written there.
"""

import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from payconform import catalog, readiness
from payconform.certify import needs_of
from payconform.config import resolve
from payconform.plan import Plan
from payconform.readiness import Check, examine
from payconform.run import Run
from payconform.spec.rows import providers
from payconform.wire.dates import skew

PEM = Path(__file__).parent / "wire" / "certificates"
TOKEN = '{"result":{"accessToken":"a-token-for-tea","expiresIn":300},"ok":true}'
SECRET = "milk-and-sugar"
END = datetime(2120, 1, 1, tzinfo=UTC)  # of the throw-away certificates


def answer(
    status: str = "200 OK", body: str = TOKEN, media: str = "application/json", *more: str
) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Type: {media}", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([*head, "", body]).encode()


@pytest.fixture(autouse=True)
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """
    Writes a payconform.toml with one target, `x`; lines can be added to it.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAYCONFORM_TEST_ID", "identity-of-a-shop")
    monkeypatch.setenv("PAYCONFORM_TEST_SECRET", SECRET)

    def write(url: str, *lines: str) -> None:
        head = [
            "[targets.x]",
            'provider = "maib"',
            f'base_url = "{url}"',
            'environment = "sandbox"',
        ]
        keys = [("client_id", "ID"), ("client_secret", "SECRET")]
        given = [f'credentials.{key} = {{ env = "PAYCONFORM_TEST_{name}" }}' for key, name in keys]
        Path("payconform.toml").write_text("\n".join([*head, *given, *lines]))

    return write


def checked(target: str = "x", now: datetime | None = None) -> dict[str, Check]:
    found = {one.name: one for one in examine(catalog.load("maib"), target, None, now)}
    assert SECRET not in str(found)
    return found


def failed(name: str) -> Check:
    """
    The check that ends the examination.
    """
    last = list(checked().values())[-1]
    assert (last.name, last.outcome) == (name, "failed")
    return last


# --- a target that is ready ---


def test_a_target_that_is_ready_passes_every_check(answering: Any, configured: Any) -> None:
    date = f"Date: {format_datetime(datetime.now(UTC), usegmt=True)}"
    listener = answering(answer("200 OK", TOKEN, "application/json", date))
    configured(listener.url, 'capabilities = ["list_extensions", "simulate_payment"]')
    found = checked()
    first = ["file", "credentials", "declared", "route", "host", "reachable", "tls", "first call"]
    assert list(found)[:9] == [*first, "clock"]
    assert {one.outcome for one in list(found.values())[:9]} == {"ok"}
    assert {one.exit_code for one in found.values()} == {0}
    assert found["simulate_payment"].says == "there"
    assert found["declared"].says == "list_extensions, simulate_payment"


def test_no_more_is_sent_than_the_first_call(answering: Any, configured: Any) -> None:
    listener = answering(answer())
    configured(listener.url)
    checked()
    sent = [one.partition(b" HTTP")[0] for one in listener.heard]
    assert sent == [b"POST /v2/auth/token"]


def test_nothing_is_written_here(answering: Any, configured: Any, tmp_path: Path) -> None:
    configured(answering(answer()).url)
    checked()
    assert [one.name for one in tmp_path.iterdir()] == ["payconform.toml"]


# --- settings: exit code 2, before anything is sent ---


def test_a_file_that_is_missing_fails() -> None:
    assert failed("file").exit_code == 2


def test_a_file_that_does_not_fit_fails_with_the_key(configured: Any) -> None:
    configured("https://a.invalid", 'colour = "red"')
    assert failed("file").key == "targets.x"


def test_a_credential_without_value_fails_with_the_key(
    configured: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured("https://a.invalid")
    monkeypatch.delenv("PAYCONFORM_TEST_SECRET")
    last = failed("credentials")
    assert (last.key, last.exit_code) == ("targets.x.credentials.client_secret", 2)
    assert checked()["file"].outcome == "ok"


def test_a_credential_that_is_missing_fails(configured: Any) -> None:
    configured("https://a.invalid")
    text = Path("payconform.toml").read_text().replace("credentials.client_id", "credentials.other")
    Path("payconform.toml").write_text(text)
    assert failed("credentials").key == "targets.x.credentials"


def test_a_capability_that_cannot_be_declared_fails(configured: Any) -> None:
    configured("https://a.invalid", 'capabilities = ["make_tea"]')
    last = failed("declared")
    assert (last.key, last.exit_code) == ("targets.x.capabilities", 2)


def test_a_bundle_that_is_missing_fails(configured: Any) -> None:
    configured("https://a.invalid", 'http.ca_bundle = "none.pem"')
    last = failed("route")
    assert (last.key, last.exit_code) == ("targets.x.http.ca_bundle", 2)


def test_production_fails(configured: Any) -> None:
    configured("https://api.maibmerchants.md")
    assert failed("host").exit_code == 2


# --- address ---


def test_a_name_without_address_fails(configured: Any) -> None:
    configured("https://sandbox.payconform.invalid")
    last = failed("reachable")
    assert last.says == "the name sandbox.payconform.invalid has no address"
    assert (last.key, last.exit_code) == ("targets.x.base_url", 3)


def test_a_port_that_nobody_listens_on_fails(configured: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    configured(f"http://127.0.0.1:{port}")
    assert "(Connection refused)" in failed("reachable").says


# --- TLS ---


@pytest.fixture
def encrypted(listen: Any) -> Callable[..., str]:
    """
    The URL of a listener that issues tokens over TLS.
    """

    def start(certificate: str = "server.pem") -> str:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PEM / certificate, PEM / "server.key")

        def serve(client: socket.socket, listener: Any) -> None:
            with context.wrap_socket(client, server_side=True) as wrapped:
                while listener.request(wrapped):
                    wrapped.sendall(answer())

        return f"https://127.0.0.1:{listen(serve).port}"

    return start


BUNDLE = f'http.ca_bundle = "{PEM / "ca.pem"}"'


@pytest.mark.parametrize(("days", "outcome"), [(14, "ok"), (13, "warning"), (400, "ok")])
def test_a_certificate_that_ends_soon_is_a_warning(
    encrypted: Any, configured: Any, days: int, outcome: str
) -> None:
    configured(encrypted(), BUNDLE)
    found = checked(now=END - timedelta(days=days, hours=1))
    assert found["tls"].outcome == outcome
    assert found["tls"].says == f"certificate holds, {days} days left"
    assert found["first call"].outcome == "ok"


def test_a_certificate_that_nobody_vouches_for_fails(encrypted: Any, configured: Any) -> None:
    configured(encrypted())
    last = failed("tls")
    assert last.says.startswith("its certificate does not hold: ")
    assert (last.key, last.exit_code) == ("targets.x.http.ca_bundle", 3)


def test_a_certificate_of_another_host_fails(encrypted: Any, configured: Any) -> None:
    configured(encrypted("elsewhere.pem"), BUNDLE)
    assert "127.0.0.1" in failed("tls").says


def test_a_target_without_tls_fails_where_its_url_promises_it(listen: Any, configured: Any) -> None:
    plain = listen(lambda client, listener: client.sendall(answer()))
    configured(plain.url.replace("http:", "https:"))
    assert failed("tls").says.startswith("no TLS handshake on 127.0.0.1:")


# --- a proxy ---


def test_behind_a_proxy_the_check_says_what_it_cannot_see(answering: Any, configured: Any) -> None:
    forward = answering(answer())
    configured("http://sandbox.payconform.invalid", f'http.proxy = "{forward.url}"')
    found = checked()
    assert found["reachable"].says.endswith("the target's name and port are left to this proxy")
    assert found["tls"].outcome == "warning"
    assert found["first call"].outcome == "ok"
    assert forward.heard[0].startswith(b"POST http://sandbox.payconform.invalid/v2/auth/token ")


def test_tls_inside_a_tunnel_is_left_to_the_first_call(answering: Any, configured: Any) -> None:
    refusing = answering(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    configured("https://sandbox.payconform.invalid", f'http.proxy = "{refusing.url}"')
    assert "first call proves it" in checked()["tls"].says
    assert "the proxy does not let the request through" in failed("first call").says


# --- the first call ---

REFUSALS = {
    "401": (answer("401 Unauthorized", "{}"), "the target refuses the credentials", "credentials"),
    "403": (answer("403 Forbidden", "{}"), "this address or project is not allowed", "credentials"),
    "500": (answer("500 Oops", "{}"), "the target is not healthy", "base_url"),
    "a page": (answer("200 OK", "<html>", "text/html"), "this is not maib MIA QR", "base_url"),
    "another answer": (answer("200 OK", "{}"), "obtainToken does not succeed", "base_url"),
    "a secret": (answer("200 OK", json.dumps({"ok": SECRET})), "obtainToken does not", "base_url"),
    "no HTTP": (b"tea\r\n\r\n", "the answer is not HTTP", "base_url"),
}


@pytest.mark.parametrize(("response", "said", "key"), REFUSALS.values(), ids=REFUSALS)
def test_a_first_call_that_is_not_accepted_fails(
    answering: Any, configured: Any, response: bytes, said: str, key: str
) -> None:
    configured(answering(response).url)
    last = failed("first call")
    assert said in last.says
    assert (last.key, last.exit_code) == (f"targets.x.{key}", 3)


def test_a_second_merchant_that_is_refused_fails(
    answering: Any, configured: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCONFORM_TEST_OTHER", "identity-of-another")
    second = [
        f'credentials.second.{one} = {{ env = "PAYCONFORM_TEST_OTHER" }}'
        for one in ("client_id", "client_secret")
    ]
    configured(answering(answer(), answer("401 Unauthorized", "{}")).url, *second)
    last = failed("first call")
    assert "the second merchant's credentials" in last.says
    assert last.key == "targets.x.credentials.second"


# --- the clock ---


@pytest.mark.parametrize(
    ("ahead", "outcome", "said"),
    [(-3600, "warning", "behind this machine"), (3600, "warning", "ahead of"), (0, "ok", "s ")],
)
def test_a_clock_that_is_far_off_is_a_warning(
    answering: Any, configured: Any, ahead: int, outcome: str, said: str
) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead), usegmt=True)
    configured(answering(answer("200 OK", TOKEN, "application/json", f"Date: {date}")).url)
    clock = checked()["clock"]
    assert clock.outcome == outcome
    assert said in clock.says


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(29.9, "ok"), (30.0, "warning"), (-30.0, "warning")]
)
def test_half_a_minute_is_far(
    answering: Any,
    configured: Any,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
    outcome: str,
) -> None:
    monkeypatch.setattr(readiness, "skew", lambda _: seconds)
    configured(answering(answer()).url)
    assert checked()["clock"].outcome == outcome


@pytest.mark.parametrize("date", ["", "Date: tea time"])
def test_an_answer_without_a_date_is_a_warning(answering: Any, configured: Any, date: str) -> None:
    configured(answering(answer("200 OK", TOKEN, "application/json", date or "A: b")).url)
    assert checked()["clock"].says == "the answer has no Date to compare with"


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        ("Fri, 02 Jan 2026 00:00:00 GMT", -0.125),
        ("Fri, 02 Jan 2026 00:01:00 -0000", 59.875),
        ("Fri, 02 Jan 2026 02:00:00 +0200", -0.125),
    ],
)
def test_the_skew_is_counted_from_the_middle_of_the_call(
    exchange: Any, date: str, seconds: float
) -> None:
    assert skew(exchange(200, b"", (("Date", date),))) == seconds


# --- what a missing capability costs ---


def test_a_missing_capability_is_told_with_the_rules_it_costs(
    answering: Any, configured: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pays, free, moves = (
        frozenset({"simulate_payment"}),
        frozenset[str](),
        {"control_clock", "races"},
    )
    tests = {"A": [pays, free], "B": [pays, pays], "C": [free], "D": [frozenset(moves) | pays]}
    monkeypatch.setattr(readiness, "needs_of", lambda _: tests)
    configured(answering(answer()).url)
    found = checked()
    assert found["simulate_payment"] == Check(
        "simulate_payment",
        "warning",
        "not there; rules that lose tests: 3, all of them: 2",
        "targets.x.capabilities",
    )
    assert found["control_clock"] == Check(
        "control_clock", "ok", "not there; rules that lose tests: 1, all of them: 1"
    )
    assert found["races"].key == "--allow races"


def test_what_the_stories_need_is_known_by_rule() -> None:
    run = Run(catalog.load("maib"), resolve("maib", None, None), Plan(None), "check")
    needs = needs_of(run)
    assert all("simulate_payment" in one for one in needs["MAIB-PAY-01"])
    assert frozenset() in needs["MAIB-CREATE-01"]


def test_who_pays_is_told(answering: Any, configured: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tests = {"A": [frozenset({"payments"})]}
    monkeypatch.setattr(readiness, "needs_of", lambda _: tests)
    configured(answering(answer()).url, 'simulate_payment = "operator"')
    assert checked()["payments"] == Check(
        "payments", "ok", "a person is asked, in a terminal and without --no-input"
    )
    configured(answering(answer()).url)
    assert checked()["payments"] == Check(
        "payments",
        "warning",
        "not there; rules that lose tests: 1, all of them: 1",
        "targets.x.simulate_payment",
    )


# --- the command ---


def payconform(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "payconform", "check", *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_prints_a_line_for_each_check(answering: Any, tmp_path: Path) -> None:
    url = answering(answer("403 Forbidden", "{}")).url
    done = payconform(tmp_path, "maib", "--target", url)
    assert done.returncode == 3, done.stderr
    assert done.stdout.splitlines()[-1] == (
        "failed   first call        the target answers 403: this address or project is not allowed "
        "there. [--credentials]"
    )


def test_the_command_finds_the_provider_of_a_target(tmp_path: Path, configured: Any) -> None:
    configured("https://a.invalid")
    done = payconform(tmp_path, "--target", "x", "--json")
    assert done.returncode == 2
    document = json.loads(done.stdout)
    assert (document["provider"], document["exit_code"]) == ("maib", 2)
    assert [one["outcome"] for one in document["checks"]] == ["ok", "failed"]
    assert document["checks"][1]["key"] == "targets.x.credentials.client_id"


def test_a_ready_target_ends_the_command_with_0(answering: Any, tmp_path: Path) -> None:
    done = payconform(tmp_path, "maib", "--target", answering(answer()).url, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["exit_code"] == 0


def test_a_target_of_an_unknown_provider_is_told(tmp_path: Path, configured: Any) -> None:
    configured("https://a.invalid")
    text = Path("payconform.toml").read_text().replace('"maib"', '"tea"')
    Path("payconform.toml").write_text(text)
    done = payconform(tmp_path, "--target", "x")
    assert done.returncode == 2
    known = ", ".join(providers())
    assert done.stderr == f"payconform: PROVIDER tea: unknown. Known: {known}.\n"
