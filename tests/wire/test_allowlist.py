import pytest

from payconform.errors import TargetForbidden
from payconform.wire.allowlist import AllowList, LoopbackOnly, for_target

PRODUCTION = frozenset({"api.tea.example"})
SANDBOX = AllowList(frozenset({("sandbox.tea.example", 443)}), PRODUCTION)


@pytest.mark.parametrize(
    "host", ["sandbox.tea.example", "SANDBOX.Tea.Example", "sandbox.tea.example."]
)
def test_the_host_of_the_target_passes_however_it_is_written(host: str) -> None:
    SANDBOX.check(host, 443)


REFUSED = [
    ("sandbox.tea.example", 80),
    ("sandbox.tea.example", 8443),
    ("tea.example", 443),
    ("evil.sandbox.tea.example", 443),
    ("sandbox.tea.example.evil.example", 443),
    ("evilsandbox.tea.example", 443),
    ("sandbox.tea.example@evil.example", 443),
    (" sandbox.tea.example", 443),
    ("xn--sandbox-.tea.example", 443),
    ("127.0.0.1", 443),
    ("localhost", 443),
    ("::1", 443),
    ("", 443),
]


@pytest.mark.parametrize(("host", "port"), REFUSED)
def test_any_other_host_or_port_is_refused(host: str, port: int) -> None:
    with pytest.raises(TargetForbidden, match="is not a host of this target; nothing was sent"):
        SANDBOX.check(host, port)


PRODUCTION_URLS = [
    "https://api.tea.example",
    "https://API.TEA.EXAMPLE",
    "https://api.tea.example.",
    "https://api.tea.example:8443",
    "http://api.tea.example",
]


@pytest.mark.parametrize("url", PRODUCTION_URLS)
def test_production_is_no_target_however_it_is_written(url: str) -> None:
    with pytest.raises(TargetForbidden, match="is a production host"):
        for_target(url, PRODUCTION)


def test_production_is_refused_even_where_it_is_listed() -> None:
    both = AllowList(frozenset({("api.tea.example", 443)}), PRODUCTION)
    with pytest.raises(TargetForbidden, match="is a production host"):
        both.check("api.tea.example", 443)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://sandbox.tea.example", "sandbox.tea.example", 443),
        ("http://sandbox.tea.example", "sandbox.tea.example", 80),
        ("HTTPS://Sandbox.Tea.Example.:8443", "sandbox.tea.example", 8443),
        ("http://127.0.0.1:8080", "127.0.0.1", 8080),
        ("http://[::1]:8080", "::1", 8080),
        ("http://[::1]", "::1", 80),
    ],
)
def test_a_target_allows_its_one_host_and_port(url: str, host: str, port: int) -> None:
    assert for_target(url, PRODUCTION).allowed == {(host, port)}


def test_an_empty_list_allows_nothing() -> None:
    with pytest.raises(TargetForbidden):
        AllowList(frozenset()).check("127.0.0.1", 80)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_may_be_called_back(host: str) -> None:
    LoopbackOnly().check(host, 1)


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1",
        "tea.example",
        "127.0.0.1.tea.example",
        "localhost.tea.example",
        "::",
        "127.1",
        "",
    ],
)
def test_no_other_machine_is_called_back(host: str) -> None:
    with pytest.raises(TargetForbidden, match="is not on this machine; nothing was sent"):
        LoopbackOnly().check(host, 1)
