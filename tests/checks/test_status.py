from collections.abc import Callable

import pytest

from payconform.checks import content_type, no_server_error, status, unsuccessful
from payconform.model import Exchange, Mismatch

Make = Callable[..., Exchange]


@pytest.mark.parametrize("code", [200, 201])
def test_one_of_the_wanted_codes_passes(code: int, exchange: Make) -> None:
    assert status(200, 201)(exchange(code)) is None


@pytest.mark.parametrize("code", [199, 204, 400, 500])
def test_another_code_is_told(code: int, exchange: Make) -> None:
    expected = Mismatch("status 200 or 201", f"status {code}")
    assert status(200, 201)(exchange(code)) == expected


@pytest.mark.parametrize("code", [201, 400, 404, 500])
def test_whatever_is_no_success_is_unsuccessful(code: int, exchange: Make) -> None:
    assert unsuccessful(status(200))(exchange(code)) is None


def test_a_success_is_told(exchange: Make) -> None:
    told = Mismatch("anything but success", "status 200")
    assert unsuccessful(status(200))(exchange(200)) == told


@pytest.mark.parametrize("code", [200, 302, 400, 499])
def test_an_answer_of_a_sound_server_passes(code: int, exchange: Make) -> None:
    assert no_server_error(exchange(code)) is None


@pytest.mark.parametrize("code", [500, 501, 503, 599, 999])
def test_a_server_error_is_told(code: int, exchange: Make) -> None:
    assert no_server_error(exchange(code)) == Mismatch("no server error", f"status {code}")


@pytest.mark.parametrize("check", [status(200), no_server_error])
def test_no_answer_never_passes(check: Callable[..., Mismatch | None], exchange: Make) -> None:
    found = check(exchange(answered=False))
    assert found is not None
    assert found.got == "no answer: no connection"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Type", "application/json"),
        ("content-type", "application/json; charset=utf-8"),
        ("CONTENT-TYPE", "Application/JSON ;a=b"),
    ],
)
def test_a_media_type_passes_with_any_parameters(name: str, value: str, exchange: Make) -> None:
    assert content_type("application/json")(exchange(headers=((name, value),))) is None


@pytest.mark.parametrize(
    "value", ["text/html", "application/problem+json", "application/jsonx", "", "json"]
)
def test_another_media_type_is_told(value: str, exchange: Make) -> None:
    found = content_type("application/json")(exchange(headers=(("Content-Type", value),)))
    assert found == Mismatch("Content-Type application/json", value or "no Content-Type")


@pytest.mark.parametrize("answered", [True, False])
def test_no_media_type_is_told(answered: bool, exchange: Make) -> None:
    found = content_type("application/json")(exchange(answered=answered))
    assert found == Mismatch("Content-Type application/json", "no Content-Type")
