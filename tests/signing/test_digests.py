import pytest

from payconform.signing.digests import hmac_sha256_hex, same, sha256_base64


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
