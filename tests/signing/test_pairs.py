"""
Names and values as one line of text.
"""

import pytest

from payconform.signing.pairs import encoded, pairs


def test_only_unreserved_characters_stand_as_they_are() -> None:
    # RFC 3986, section 2.3
    kept = "ABCXYZabcxyz0189-._~"
    assert encoded(kept) == kept
    assert encoded(" *!'()/%") == "%20%2A%21%27%28%29%2F%25"
    assert encoded("é\n") == "%C3%A9%0A"


def test_pairs_are_ordered_by_code_units() -> None:
    members = [("\ufb01", ""), ("b", "2"), ("\U0001d11e", ""), ("B", " ")]
    assert pairs(members) == "B=%20&b=2&%F0%9D%84%9E=&%EF%AC%81="
    assert pairs([]) == ""


def test_half_a_character_cannot_be_encoded() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        pairs([("a", "\ud800")])
