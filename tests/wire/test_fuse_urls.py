"""
The fuse: however a URL is written, nothing reaches a host but the target's own.
"""

from contextlib import suppress

import pytest
from tests.wire.conftest import Open
from tests.wire.world import PRODUCTION, World, guard

from payconform.addresses import is_base_url
from payconform.errors import TargetForbidden
from payconform.model import Request
from payconform.wire.allowlist import AllowList, for_target

LET_THROUGH = [
    "http://sandbox.tea.example",
    "http://sandbox.tea.example/",
    "http://sandbox.tea.example.",
    "http://SANDBOX.Tea.Example",
    "HTTP://sandbox.tea.example",
    "http://sandbox.tea.example:80",
    "http://sandbox.tea.example:080",
    "http://sandbox.tea.example:",
]

HELD_BACK = {
    "production": "http://api.tea.example",
    "production in capitals": "http://API.TEA.EXAMPLE",
    "production in both cases": "http://aPi.tEa.eXample",
    "production and the root's dot": "http://api.tea.example.",
    "production and two dots": "http://api.tea.example..",
    "production on another port": "http://api.tea.example:8443",
    "production over TLS": "https://api.tea.example",
    "a subdomain of production": "http://eu.api.tea.example",
    "a subdomain of its subdomain": "http://a.b.api.tea.example",
    "a subdomain in capitals, with a dot": "http://EU.API.TEA.EXAMPLE.",
    "production as a prefix": "http://api.tea.example.evil.example",
    "production as a suffix": "http://xapi.tea.example",
    "the sandbox as a prefix": "http://sandbox.tea.example.evil.example",
    "the sandbox as a suffix": "http://xsandbox.tea.example",
    "a subdomain of the sandbox": "http://eu.sandbox.tea.example",
    "the sandbox's parent": "http://tea.example",
    "the sandbox and two dots": "http://sandbox.tea.example..",
    "the sandbox over TLS": "https://sandbox.tea.example",
    "another port of the sandbox": "http://sandbox.tea.example:8080",
    "the sandbox's TLS port": "http://sandbox.tea.example:443",
    "full-width letters of production": "http://\uff41\uff50\uff49.tea.example",
    "full-width letters of the sandbox": "http://\uff53andbox.tea.example",
    "a full-width dot in production": "http://api\uff0etea.example",
    "an ideographic dot in production": "http://api\u3002tea.example",
    "a Cyrillic letter": "http://s\u0430ndbox.tea.example",
    "its punycode": "http://xn--sndbox-3ve.tea.example",
    "production in punycode": "http://xn--api-.tea.example",
    "a soft hyphen": "http://a\u00adpi.tea.example",
    "a zero-width space": "http://a\u200bpi.tea.example",
    "the sandbox as a user": "http://sandbox.tea.example@api.tea.example",
    "the sandbox as user and password": "http://sandbox.tea.example:80@api.tea.example",
    "two users": "http://a@sandbox.tea.example@api.tea.example",
    "production percent-encoded": "http://%61pi.tea.example",
    "a percent-encoded dot": "http://api%2etea.example",
    "a percent-encoded at": "http://sandbox.tea.example%40api.tea.example",
    "a percent-encoded slash": "http://api.tea.example%2f.sandbox.tea.example",
    "a percent-encoded zero": "http://api.tea.example%00.sandbox.tea.example",
    "a backslash": "http://api.tea.example\\.sandbox.tea.example",
    "backslashes for slashes": "http:\\\\api.tea.example",
    "a tab": "http://api.tea\t.example",
    "a line break": "http://api.tea.exa\nmple",
    "a carriage return": "http://api.tea.example\r",
    "a zero": "http://api.tea.example\x00.sandbox.tea.example",
    "a space": "http://api.tea.example sandbox.tea.example",
    "a half-width dot in production": "http://api\uff61tea.example",
    "production as a user of none": "http://api.tea.example@",
    "a fragment": "http://api.tea.example#sandbox.tea.example",
    "a query": "http://api.tea.example?sandbox.tea.example",
    "no host": "http://",
    "no host but a port": "http://:80",
    "a dot for a host": "http://.",
    "three slashes": "http:///api.tea.example",
    "one slash": "http:/api.tea.example",
    "no scheme": "//api.tea.example",
    "no scheme and no slashes": "api.tea.example",
    "another scheme": "ftp://sandbox.tea.example",
    "a file": "file://sandbox.tea.example/etc/passwd",
    "a socket": "ws://sandbox.tea.example",
    "a scheme in a scheme": "http://http://api.tea.example",
    "loopback": "http://127.0.0.1",
    "loopback in short": "http://127.1",
    "loopback in decimal": "http://2130706433",
    "loopback in octal": "http://0177.0.0.1",
    "loopback in one octal": "http://017700000001",
    "loopback in hexadecimal": "http://0x7f000001",
    "loopback in hexadecimal parts": "http://0x7f.0x0.0x0.0x1",
    "no address": "http://0.0.0.0",
    "zero": "http://0",
    "loopback in version 6": "http://[::1]",
    "loopback in version 6, in full": "http://[0:0:0:0:0:0:0:1]",
    "loopback mapped into version 6": "http://[::ffff:127.0.0.1]",
    "loopback mapped in hexadecimal": "http://[::ffff:7f00:1]",
    "loopback with a zone": "http://[::1%25lo]",
    "localhost": "http://localhost",
    "a name in brackets": "http://[sandbox.tea.example]",
    "an open bracket": "http://[::1",
    "a port that is none": "http://sandbox.tea.example:eighty",
    "a port too high": "http://sandbox.tea.example:65616",
    "a negative port": "http://sandbox.tea.example:-80",
}


@pytest.mark.parametrize("url", LET_THROUGH)
def test_the_target_is_reached_however_it_is_written(
    url: str, world: World, transport: Open
) -> None:
    assert transport(url, guard=guard()).send("tea", Request("GET", "/")).failure is None
    assert len(world.listener.heard) == 1


@pytest.mark.parametrize("trick", HELD_BACK)
def test_no_other_host_hears_a_byte(trick: str, world: World, transport: Open) -> None:
    sender = transport(HELD_BACK[trick], guard=guard())
    with suppress(TargetForbidden):  # or no exchange, where the URL is none
        assert sender.send("tea", Request("GET", "/")).response is None
    assert world.listener.connections == 0
    assert world.asked == []


UNREADABLE = [url for url in HELD_BACK.values() if not is_base_url(url)] + [
    # One reader sees the sandbox in these, another sees something else.
    "http://sandbox\uff61tea.example",
    "http://s\uff41ndbox.tea.example",
    "http://api.tea.example\\@sandbox.tea.example",
    "http://api.tea.example@sandbox.tea.example",
    "http://@sandbox.tea.example",
    " http://sandbox.tea.example",
    "http://sandbox.tea.example\n",
    "http://sandbox.tea.\texample",
    "http://sandbox%2etea.example",
    "http://sandbox.tea.example/../",
    "http://sandbox.tea.example?a",
]


@pytest.mark.parametrize("url", UNREADABLE)
def test_what_can_be_read_in_two_ways_is_no_target(url: str) -> None:
    with pytest.raises(TargetForbidden, match="is not scheme, host and port; nothing was sent"):
        guard(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.tea.example",
        "https://API.tea.EXAMPLE.:8443",
        "http://eu.api.tea.example",
        "http://eu.sandbox.api.tea.example",
        "http://xsandbox.api.tea.example",
    ],
)
def test_production_and_its_subdomains_are_no_target(url: str) -> None:
    with pytest.raises(TargetForbidden, match="is a production host"):
        guard(url)


def test_a_subdomain_that_the_document_names_a_sandbox_is_one() -> None:
    assert guard("https://sandbox.api.tea.example.").allowed == {("sandbox.api.tea.example", 443)}
    with pytest.raises(TargetForbidden, match="is a production host"):
        for_target("https://sandbox.api.tea.example", PRODUCTION)


def test_a_host_that_is_both_is_production() -> None:
    with pytest.raises(TargetForbidden, match="is a production host"):
        for_target("https://api.tea.example", PRODUCTION, PRODUCTION)


def test_a_letter_that_only_lowers_to_ascii_is_another(world: World) -> None:
    allowed = AllowList(frozenset({("kettle.example", 80)}))
    allowed.check("KETTLE.example", 80)
    with pytest.raises(TargetForbidden):
        allowed.check("\u212aettle.example", 80)  # the Kelvin sign
