"""
What is a base URL and what is none, and which hosts are this machine.
"""

from pathlib import Path

import pytest
from tests.config.conftest import TARGET, told

from payconform.addresses import is_loopback
from payconform.config import resolve

BASE_URLS = [
    "http://127.0.0.1",
    "HTTP://LOCALHOST:8080",
    "http://[::1]:8080",
]


@pytest.mark.parametrize("url", BASE_URLS)
def test_scheme_host_and_port_are_a_base_url(url: str) -> None:
    assert resolve("maib", url, None).base_url == url


NO_BASE_URLS = {
    "a path": "http://127.0.0.1/v2",
    "a query": "http://127.0.0.1?a=b",
    "a fragment": "http://127.0.0.1#a",
    "a user": "http://user@127.0.0.1",
    "a password": "http://user:password@127.0.0.1",
    "another host before an at sign": "http://127.0.0.1\\@evil.invalid",
    "a backslash": "http://evil.invalid\\.127.0.0.1",
    "port zero": "http://127.0.0.1:0",
    "a port beyond the last": "http://127.0.0.1:65536",
    "a port in words": "http://127.0.0.1:http",
    "a port in other digits": "http://127.0.0.1:\N{FULLWIDTH DIGIT NINE}",
    "two ports": "http://127.0.0.1:80:80",
    "a negative port": "http://127.0.0.1:-1",
    "another scheme": "ftp://127.0.0.1",
    "no host": "http://:80",
    "nothing at all": "://",
    "an open bracket": "http://[::1",
    "no address in brackets": "http://[v1.a]:80",
    "another address in brackets": "http://[127.0.0.1]:80",
    "an empty label": "http://a..invalid",
    "only dots": "http://..",
    "a label longer than DNS allows": f"http://{'a' * 64}.invalid",
    "a label that ends in a hyphen": "http://a-.invalid",
    "a space": "http://a b.invalid",
    "a line break": "http://127.0.0.1\n",
    "a line break within": "http://127.0.0.1:8\n0",
    "a control character": "http://a\x7f.invalid",
    "an escape": "http://%31.invalid",
    "a star": "http://*.invalid",
    "an address of five bytes": "http://1.2.3.4.5",
    "an address beyond bytes": "http://256.1.1.1",
    "a short address": "http://127.1",
    "an address in one number": "http://2130706433",
    "an address in hexadecimal": "http://0x7f000001",
    "letters of another script": "http://b\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.invalid",
    "a letter that lower-cases to ASCII": "http://\N{KELVIN SIGN}.invalid",
    "full-width letters": "http://\N{FULLWIDTH LATIN SMALL LETTER A}.invalid",
}


@pytest.mark.parametrize("name", NO_BASE_URLS)
def test_anything_else_is_no_base_url(name: str) -> None:
    assert "not a base URL" in told(target=NO_BASE_URLS[name])


@pytest.mark.parametrize("name", NO_BASE_URLS)
def test_nor_is_it_one_in_the_settings_file(name: str, folder: Path) -> None:
    quoted = (
        NO_BASE_URLS[name].replace("\\", "\\\\").replace("\n", "\\n").replace("\x7f", "\\u007f")
    )
    (folder / "payconform.toml").write_text(
        TARGET.replace("https://sandbox.example.invalid/", quoted), "utf-8"
    )
    assert "payconform.toml, targets.sandbox.base_url: " in told()


LOOPBACK = ["127.0.0.1", "127.8.9.10", "::1", "[::1]", "localhost", "LocalHost"]
ELSEWHERE = [
    "",
    "10.0.0.1",
    "::",
    "127.0.0.1.example.invalid",
    "127.1",
    "localhost.",
    "localhost.example.invalid",
    "notlocalhost",
    "2130706433",
    "fe80::1",
]


@pytest.mark.parametrize("host", LOOPBACK)
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_anything_that_may_be_elsewhere_is_not_loopback(host: str) -> None:
    assert not is_loopback(host)
