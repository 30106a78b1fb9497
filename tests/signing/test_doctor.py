"""
The search for a slip: what it tells, and how much it tries.
"""

import hashlib
from typing import Any

import pytest

from payconform.errors import Unusable
from payconform.model import Signature
from payconform.signing.digests import fingerprint
from payconform.signing.doctor import LONGEST, MOST, Case, Slip, blame, diagnosed, nearest_miss

KEY = "a key that nobody is shown"
UNKNOWN = "no known slip makes this signature, nor do two of them"
DOUBLED = Slip("signs twice", "TEA-01", lambda recipe: recipe * 2)
SHOUTED = Slip("shouts", "TEA-02", str.upper)


def case(received: str, *slips: Slip[str], sign: Any = None) -> Case[str]:
    make = sign or (lambda recipe: Signature(None, recipe, recipe))
    return Case("letter", KEY, received, "tea", make, slips, ("late",), ("another key",))


@pytest.mark.parametrize(
    ("received", "told"),
    [
        ("tea", "the signature is right"),
        ("teatea", "the sender signs twice (TEA-01)"),
        ("TEATEA", "the sender signs twice (TEA-01) and the sender shouts (TEA-02)"),
        ("coffee", f"{UNKNOWN}; fingerprint {fingerprint(KEY)}"),
    ],
)
def test_a_diagnosis_is_told_in_one_line(received: str, told: str) -> None:
    assert nearest_miss(diagnosed(case(received, DOUBLED, SHOUTED))) == told


def test_blame_is_added_only_where_a_slip_is_known() -> None:
    assert blame(case("TEATEA", DOUBLED, SHOUTED)) == ": whoever signed it signs twice and shouts"
    assert blame(case("coffee", DOUBLED, SHOUTED)) == ""


def test_no_key_stands_in_what_is_shown_of_a_case() -> None:
    made = case("coffee", DOUBLED)
    assert KEY not in repr(made) + repr(diagnosed(made))


def test_work_ends_however_many_slips_there_are() -> None:
    tried = []

    def sign(recipe: str) -> Signature:
        tried.append(recipe)
        return Signature(None, recipe, recipe)

    found = diagnosed(case("coffee", *[DOUBLED] * 500, sign=sign))
    assert found.causes == ("another key",)
    assert len(tried) == MOST + 1


def test_of_a_long_text_slips_are_tried_alone() -> None:
    long = "tea" * LONGEST

    def sign(recipe: str) -> Signature:
        return Signature(long, recipe, recipe)

    found = diagnosed(case("TEATEA", DOUBLED, SHOUTED, sign=sign))
    assert (found.slips, found.pairs) == ((), False)
    assert "and the text is too long to try two of them" in nearest_miss(found)
    assert diagnosed(case("teatea", DOUBLED, SHOUTED, sign=sign)).slips == (DOUBLED,)


def test_a_recipe_that_fails_is_passed_over() -> None:
    def sign(recipe: str) -> Signature:
        return Signature(None, recipe, recipe.encode("ascii").decode("ascii"))

    foreign = Slip("adds a letter", "TEA-03", lambda recipe: f"{recipe}ţ")
    assert diagnosed(case("TEA", foreign, SHOUTED, sign=sign)).slips == (SHOUTED,)


def test_what_nobody_can_sign_is_told() -> None:
    def sign(recipe: str) -> Signature:
        raise ValueError(recipe)

    with pytest.raises(Unusable, match=r"the letter holds something that cannot be signed\."):
        diagnosed(case("tea", sign=sign))


# --- fingerprints ---


def test_a_fingerprint_is_the_beginning_of_a_digest_with_a_name_before_it() -> None:
    made = hashlib.sha256(b"payconform fingerprint\n" + KEY.encode()).hexdigest()
    assert fingerprint(KEY) == made[:8]


def test_keys_that_differ_have_fingerprints_that_differ() -> None:
    keys = [KEY, f"{KEY}\n", f"{KEY} ", KEY.upper(), "", "ţ", "\ud800"]
    assert len({fingerprint(one) for one in keys}) == len(keys)
