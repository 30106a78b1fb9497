"""
Secrets and people of recorded traffic are known by their places, and masked everywhere.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from payconform.model import Exchange, Request, Response
from payconform.recorded.masking import Masking
from payconform.wire.recorder import as_record
from payconform.wire.redactor import Redactor

SECRET = "Zq7/canary+SECRET=="
SHORT = "Zq7!x"
JSON = (("Content-Type", "application/json"),)
FORM = (("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),)


def sent(target: str = "/a", body: object = b"", *headers: tuple[str, str]) -> Request:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Request("POST", target, headers, raw)


def masked(*exchanges: Exchange) -> str:
    """
    What is written of exchanges.
    """
    redact = Redactor()
    masking = Masking(redact, "tea", {"client_secret", "accessToken"}, {"payerName"})
    masking.learn(exchanges)
    records = [as_record(masking.masked(one), redact) for one in exchanges]
    return json.dumps(records, ensure_ascii=False)


Made = Callable[..., Exchange]

PLACES: dict[str, Callable[[str], Request]] = {
    "a member": lambda secret: sent("/a", {"client_secret": secret}),
    "in camel case": lambda secret: sent("/a", {"clientSecret": secret}),
    "in capitals": lambda secret: sent("/a", {"CLIENT-SECRET": secret}),
    "deep inside": lambda secret: sent("/a", {"a": [{"b": {"clientSecret": secret}}]}),
    "a member cut short": lambda secret: sent(
        "/a", json.dumps({"clientSecret": secret})[:-2].encode()
    ),
    "a common member": lambda secret: sent("/a", {"password": secret}),
    "a form": lambda secret: sent("/a", urlencode({"client_secret": secret}).encode(), *FORM),
    "a query": lambda secret: sent(f"/a?b=c&{urlencode({'access_token': secret})}"),
    "Bearer": lambda secret: sent("/a", b"", ("authorization", f"Bearer {secret}")),
    "no scheme": lambda secret: sent("/a", b"", ("Authorization", secret)),
    "a proxy": lambda secret: sent("/a", b"", ("Proxy-Authorization", f"Negotiate {secret}")),
    "Basic": lambda secret: sent(
        "/a",
        b"",
        ("Authorization", f"Basic {base64.b64encode(f'user:{secret}'.encode()).decode()}"),
    ),
    "a cookie": lambda secret: sent("/a", b"", ("Cookie", f"a=b; session={secret}")),
    "a key": lambda secret: sent("/a", b"", ("X-Api-Key", secret)),
    "a key of a gateway": lambda secret: sent("/a", b"", ("Ocp-Apim-Subscription-Key", secret)),
    "a header that tells": lambda secret: sent("/a", b"", ("X-Shop-Signature-V2", secret)),
    "an own header with a scheme": lambda secret: sent(
        "/a", b"", ("X-Shop-Authorization", f"Bearer {secret}")
    ),
    "a list": lambda secret: sent("/a", {"clientSecret": ["a", [secret]]}),
    "an object": lambda secret: sent("/a", {"clientSecret": {"value": secret, "a": {"b": 1}}}),
    "a list cut short": lambda secret: sent(
        "/a", json.dumps({"clientSecret": [[secret]]})[:-3].encode()
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_masked_in_its_place_and_in_every_other(place: str, exchange: Made) -> None:
    echo = f'{{"told": {json.dumps(SECRET)}, "hex": "{SECRET.encode().hex()}"}}'.encode()
    first = exchange(200, echo, JSON, request=PLACES[place](SECRET))
    text = masked(exchange(200, echo), first)
    assert "canary" not in text
    assert SECRET.encode().hex() not in text
    assert "‹TEA_" in text


@pytest.mark.parametrize("place", sorted(set(PLACES) - {"Basic"}))
def test_a_short_secret_is_masked_in_its_place(place: str, exchange: Made) -> None:
    assert SHORT not in masked(exchange(200, request=PLACES[place](SHORT)))


def test_a_cookie_that_is_set_is_masked(exchange: Made) -> None:
    headers = (("Set-Cookie", f"sid={SECRET}; Path=/; HttpOnly"),)
    text = masked(exchange(200, f"<b>{SECRET}</b>".encode(), headers))
    assert "canary" not in text
    assert "‹TEA_SETCOOKIE›" in text


def test_a_number_is_masked_like_a_text(exchange: Made) -> None:
    text = masked(exchange(200, b'{"accessToken": 4711, "a": 4712}'))
    assert '\\"accessToken\\": \\"‹TEA_ACCESS_TOKEN›\\"' in text
    assert "4712" in text


def test_a_token_bears_the_name_of_the_answer_that_brought_it(exchange: Made) -> None:
    brought = exchange(200, json.dumps({"accessToken": SECRET}).encode())
    used = exchange(200, request=sent("/a", b"", ("Authorization", f"Bearer {SECRET}")))
    assert "Bearer ‹TEA_ACCESS_TOKEN›" in masked(used, brought)


def test_what_is_masked_already_stays_as_it_is(exchange: Made) -> None:
    token = ("Authorization", "Bearer ‹TEA_ACCESS_TOKEN›")
    request = sent("/a?accessToken=‹TEA_ACCESS_TOKEN›", {"clientSecret": "‹OLD›"}, token)
    one = exchange(200, b"{}", request=request)
    assert masked(one) == json.dumps([as_record(one, str)], ensure_ascii=False)


@pytest.mark.parametrize("word", ["null", "true", '""'])
def test_no_value_is_no_secret(word: str, exchange: Made) -> None:
    body = f'{{"accessToken": {word}, "a": "true and null"}}'.encode()
    one = exchange(200, body)
    assert masked(one) == json.dumps([as_record(one, str)], ensure_ascii=False)


PEOPLE = {
    "an answer": lambda name: (sent(), json.dumps({"payerName": name}).encode()),
    "a request": lambda name: (sent("/a", {"payerName": name}), b""),
    "a query": lambda name: (sent(f"/a?{urlencode({'payerName': name})}"), b""),
    "a list": lambda name: (sent("/a", {"payerName": [name]}), b""),
    "an object": lambda name: (sent(), json.dumps({"payerName": {"full": [{"a": name}]}}).encode()),
}


@pytest.mark.parametrize("place", PEOPLE)
@pytest.mark.parametrize("name", ["Ion Popescu-Țurcanu", "Ion B."])
def test_people_are_masked_whoever_names_them(place: str, name: str, exchange: Made) -> None:
    request, body = PEOPLE[place](name)
    text = masked(exchange(200, body, request=request), exchange(200, f'["{name}"]'.encode()))
    assert "Ion" not in text
    assert "‹TEA_PAYER_NAME_1›" in text
    assert "‹TEA_PAYER_NAME_2›" not in text


def test_what_stands_beside_a_list_of_people_stays(exchange: Made) -> None:
    body = b'{"a": ["Tea"], "payerName": ["Ion Popescu", null, 12345], "b": {"c": ["Tea", 12346]}}'
    (written,) = json.loads(masked(exchange(200, body)))
    assert json.loads(written["response"]["body"]) == {
        "a": ["Tea"],
        "payerName": ["‹TEA_PAYER_NAME_1›", None, "‹TEA_PAYER_NAME_2›"],
        "b": {"c": ["Tea", 12346]},
    }


def test_a_word_in_a_header_that_only_may_hold_a_secret_stays_a_word(exchange: Made) -> None:
    request = sent("/a", {"tokenType": "Bearer"}, ("X-Token-Type", "Bearer"))
    text = masked(exchange(200, request=request))
    assert "‹TEA_X_TOKEN_TYPE›" in text
    assert '\\"tokenType\\": \\"Bearer\\"' in text


@pytest.mark.parametrize("name", ["Ion\u00a0Popescu", 'D\'Angelo "Bo" Rusu', "Ion\u200bPopescu"])
def test_people_are_masked_in_a_body_that_a_finding_shows(name: str, exchange: Made) -> None:
    redact, answer = Redactor(), {"payerName": name}
    masking = Masking(redact, "tea", (), {"payerName"})
    masking.learn([exchange(200, json.dumps(answer).encode())])
    assert redact(str(answer)) == "{'payerName': '‹TEA_PAYER_NAME_1›'}"


def test_bytes_that_are_no_text_keep_their_secret_masked(exchange: Made) -> None:
    body = b'\xff{"accessToken": "' + SECRET.encode() + b'"}'
    assert "canary" not in masked(exchange(200, body))


def test_traffic_without_secrets_is_written_as_it_is(exchange: Made) -> None:
    one = exchange(200, b'{"a": 1}\xff', JSON, request=sent("/a?b=c", b"\xfe"))
    assert masked(one) == json.dumps([as_record(one, str)], ensure_ascii=False)
    silent = replace(one, response=None)
    assert masked(silent) == json.dumps([as_record(silent, str)], ensure_ascii=False)
    assert isinstance(one.response, Response)
