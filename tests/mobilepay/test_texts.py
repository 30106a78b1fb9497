"""
The document's pattern of a text takes the characters that are listed, and no other.
"""

import re
import string

import pytest

from payconform.providers.mobilepay.texts import INVALID, VALID
from payconform.spec.openapi import document

SCHEMAS = document("mobilepay").raw["components"]["schemas"]
TEXT = re.compile(SCHEMAS["Text36"]["pattern"])
LISTED = set(string.ascii_letters + string.digits).union(*VALID.values())
PLANE = 0x10000


def test_each_listed_character_is_taken_and_no_other() -> None:
    assert {chr(code) for code in range(PLANE) if TEXT.fullmatch(chr(code))} == LISTED


@pytest.mark.parametrize("name", ["MerchantBrandId", "MerchantLocationId"])
def test_the_other_patterns_list_the_same(name: str) -> None:
    letters = TEXT.pattern.partition("[")[2].rpartition("]")[0]
    assert f"[{letters}]{{5}}" in SCHEMAS[name]["pattern"]


@pytest.mark.parametrize("fault", INVALID)
def test_an_invalid_text_is_refused(fault: str) -> None:
    assert not TEXT.fullmatch(INVALID[fault])
