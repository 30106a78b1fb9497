import pytest

from payconform.signing.digests import (
    base64url,
    hmac_sha256_hex,
    hmac_sha384,
    same,
    sha256_base64,
    sha384_hex,
)


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
        ("abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
    ],
)
def test_a_plain_digest_is_that_of_the_standard(text: str, digest: str) -> None:
    # FIPS 180-2, appendix B
    assert sha256_base64(text) == digest


def test_text_is_hashed_as_utf8() -> None:
    # printf é | openssl dgst -sha256 -binary | base64
    assert sha256_base64("é") == "SplVfkAzw1Od4utlRyAXytX5VX96BiWgnxw/biumnEw="
    assert sha256_base64("é") != sha256_base64("e\u0301")


def test_a_keyed_digest_is_that_of_the_standard() -> None:
    # RFC 4231, test case 2
    digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert hmac_sha256_hex("Jefe", b"what do ya want for nothing?") == digest


@pytest.mark.parametrize("text", ["", "abc=", "ţ", "half a character: \ud800"])
def test_a_signature_is_the_same_as_itself(text: str) -> None:
    assert same(text, text)


@pytest.mark.parametrize(
    ("left", "right"),
    [("abc=", "abc"), ("abc=", "ABC="), ("", "a"), ("é", "e\u0301"), ("\ud800", "\ud801")],
)
def test_a_signature_is_not_the_same_as_another(left: str, right: str) -> None:
    assert not same(left, right)


# --- SHA-384 ---


def test_a_plain_sha384_is_that_of_the_standard() -> None:
    # FIPS 180-2, appendix D.1
    digest = (
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
        "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
    )
    assert sha384_hex("abc") == digest


def test_a_keyed_sha384_is_that_of_the_standard() -> None:
    # RFC 4231, test case 2
    digest = (
        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47"
        "e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
    )
    assert hmac_sha384(b"Jefe", "what do ya want for nothing?").hex() == digest


def test_base64url_has_no_padding_and_its_own_alphabet() -> None:
    # RFC 4648, sections 5 and 10
    assert base64url(b"\xfb\xff") == "-_8"
    assert base64url(b"foobar") == "Zm9vYmFy"
