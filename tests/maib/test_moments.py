"""
Moments are compared as moments, whatever zone they are told in.
"""

import json
from datetime import UTC, datetime

import pytest

from payconform.errors import Blocked
from payconform.model import Exchange, Request, Response
from payconform.providers.maib.moments import after, iso_moment, same_moment


def told(moment: object) -> Exchange:
    body = json.dumps({"at": moment}).encode("utf-8")
    request, response = Request("GET", "/"), Response(200, (), body)
    when = datetime(2029, 10, 22, tzinfo=UTC)
    return Exchange("x1", "outbound", "getQr", "", request, response, None, when, 0.1)


@pytest.mark.parametrize(
    "moment",
    ["2029-10-22T10:32:28", "2029-10-22T10:32:28+03:00", "2024-11-29T10:56:52.1380956+00:00"],
)
def test_the_forms_of_the_documents_are_moments(moment: str) -> None:
    assert iso_moment("at")(told(moment)) is None


@pytest.mark.parametrize(
    "moment", [None, 1760000000, "", "2029-10-22", "22.10.2029 10:32", "2029-13-22T10:32:28Z"]
)
def test_anything_else_is_no_moment(moment: object) -> None:
    assert iso_moment("at")(told(moment)) is not None
    assert same_moment("at", "2029-10-22T10:32:28+00:00")(told(moment)) is not None


@pytest.mark.parametrize(
    ("moment", "same"),
    [
        ("2029-10-22T10:32:28+00:00", True),
        ("2029-10-22T13:32:28+03:00", True),
        ("2029-10-22T10:32:28.9Z", True),
        ("2029-10-22T13:32:28", True),  # no offset: Moldova's time, say
        ("2029-10-22T13:32:28+00:00", False),
        ("2029-10-22T10:32:30Z", False),
        ("2029-10-22T13:33:28", False),
        ("2029-10-24T10:32:28", False),
    ],
)
def test_the_same_moment_is_known_in_any_zone(moment: str, same: bool) -> None:
    found = same_moment("at", "2029-10-22T10:32:28+00:00")(told(moment))
    assert (found is None) == same


def test_a_later_moment_keeps_the_form() -> None:
    assert after("2029-10-22T10:32:28+03:00", 0.5) == "2029-10-22T10:32:28.500000+03:00"
    assert after("2029-10-22T10:32:28", -300) == "2029-10-22T10:27:28"


@pytest.mark.parametrize("text", [None, 7, "yesterday"])
def test_there_is_nothing_after_no_moment(text: object) -> None:
    with pytest.raises(Blocked):
        after(text, 1)
