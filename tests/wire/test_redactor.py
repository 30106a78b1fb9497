import base64
import html
import json
import re
import threading
from urllib.parse import quote, quote_plus, urlencode

import pytest

from payconform.model import Request
from payconform.wire.redactor import LONGEST, Redactor

SECRETS = {
    "a GUID": "0d922db8-9a2f-4c66-a60d-76a762c9bb04",
    "base64 with everything": "ab+c/d==ef+/AB12",
    "a passphrase": 'tea & "two" <sugars>/\\ 100%+',
    "beyond ASCII": "șarlotă-caldă-茶",
    "as short as may be": "12345678",
    "a space that does not break": "Ion\u00a0Popescu",
    "with an apostrophe": "Ion\u00a0d'Or\u200b\n",
    "with both quotes": "Ion\u00a0\"Nelu\" d'Or \\' \U0001f600",
}


def dotnet(text: str) -> str:
    """
    A JSON string as System.Text.Json writes it: a careful encoder, capitals in its escapes.
    """
    return "".join(
        f"\\u{ord(char):04X}" if char in "\"&'+<>`\\" or not " " <= char <= "~" else char
        for char in text
    )


FORMS = {
    "plain": lambda secret: secret,
    "in capitals": str.upper,
    "in small letters": str.lower,
    "JSON": json.dumps,
    "JSON in UTF-8": lambda secret: json.dumps(secret, ensure_ascii=False),
    "JSON of PHP": lambda secret: json.dumps(secret).replace("/", "\\/"),
    "JSON of .NET": dotnet,
    "a path": lambda secret: f"/a/{quote(secret, safe='')}/b",
    "a path in small letters": lambda secret: re.sub(
        "%..", lambda found: found[0].lower(), quote(secret, safe="")
    ),
    "a form": lambda secret: urlencode({"secret": secret}),
    "a query": lambda secret: f"?a={quote_plus(secret)}&b",
    "HTML": lambda secret: f"<b>{html.escape(secret)}</b>",
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 for URLs": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
    "Basic": lambda secret: base64.b64encode(f"user:{secret}".encode()).decode(),
    "Basic of a longer user": lambda secret: base64.b64encode(f"user1:{secret}".encode()).decode(),
    "a JWT": lambda secret: base64.urlsafe_b64encode(f'{{"sub":"{secret}"}}'.encode()).decode(),
    "as Python shows it": repr,
    "as Python shows it in ASCII": ascii,
    "as Python shows it within another text": lambda secret: repr(f"{{'a': \"{secret}\"}}"),
    "as Python shows it in ASCII within another text": lambda secret: ascii(f"'\"{secret}"),
    "as Python shows bytes": lambda secret: repr(secret.encode()),
    "as Python shows bytes with both quotes": lambda secret: repr(f"'\"{secret}".encode()),
    "hexadecimal": lambda secret: secret.encode().hex(),
    "hexadecimal in capitals": lambda secret: secret.encode().hex().upper(),
    "bytes taken for latin-1": lambda secret: secret.encode().decode("latin-1"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_masked_in_every_form(name: str, form: str) -> None:
    redact = Redactor()
    redact.learn("KEY", SECRETS[name])
    text = FORMS[form](SECRETS[name])
    masked = redact(f"before {text} after")
    assert masked.startswith("before ")
    assert masked.endswith(" after")
    assert "‹KEY›" in masked
    assert SECRETS[name] not in masked
    assert len(masked) < len(f"before {text} after") + len("‹KEY›")


@pytest.mark.parametrize("before", range(3))
@pytest.mark.parametrize("after", range(3))
@pytest.mark.parametrize("length", range(8, 12))
def test_inside_base64_little_more_than_nothing_is_left(
    before: int, after: int, length: int
) -> None:
    secret = "Zq7!Zq7!Zq7!"[:length]
    redact = Redactor()
    redact.learn("KEY", secret)
    text = base64.b64encode(b"." * before + secret.encode() + b"." * after).decode()
    left, mask, right = redact(text).partition("‹KEY›")
    assert mask
    # Each end may keep one character that is in part the secret's and in part its neighbour's.
    assert len(left) <= -(-before * 8 // 6)
    assert len(right.rstrip("=")) <= -(-after * 8 // 6) + 1


@pytest.mark.parametrize("before", range(6))
@pytest.mark.parametrize("length", range(8, 14))
def test_a_secret_is_masked_wherever_it_begins(before: int, length: int) -> None:
    secret = "a1b2c3d4e5f6g7"[:length]
    redact = Redactor()
    redact.learn("KEY", secret)
    assert redact("." * before + secret) == "." * before + "‹KEY›"
    assert redact("." * before + secret + "." * LONGEST) == "." * before + "‹KEY›" + "." * LONGEST


@pytest.mark.parametrize("secret", ["12345678", "Ion"])
def test_a_text_seen_before_a_secret_was_known_is_masked_from_then_on(secret: str) -> None:
    redact = Redactor()
    text = f'{{"a": "{secret}"}}'
    assert redact(text) == text
    redact.learn("KEY", secret, alone=True)
    assert redact(text) == '{"a": "‹KEY›"}'


def test_every_occurrence_is_masked() -> None:
    redact = Redactor()
    redact.learn("KEY", "12345678")
    assert redact("12345678 and 12345678") == "‹KEY› and ‹KEY›"


def test_a_longer_secret_wins_over_a_shorter_one_inside_it() -> None:
    redact = Redactor()
    redact.learn("SHORT", "12345678")
    redact.learn("LONG", "12345678-and-more")
    assert redact("12345678-and-more, 12345678") == "‹LONG›, ‹SHORT›"


def test_a_secret_keeps_its_first_name() -> None:
    redact = Redactor()
    redact.learn("FIRST", "12345678")
    redact.learn("SECOND", "12345678")
    assert redact("12345678") == "‹FIRST›"


@pytest.mark.parametrize("secret", ["", "a", "true", "1234567"])
def test_what_could_be_ordinary_text_is_not_masked(secret: str) -> None:
    redact = Redactor()
    redact.learn("KEY", secret)
    text = "a true word of 1234567 letters"
    assert redact(text) == text


def test_a_text_without_secrets_stays_as_it_is() -> None:
    redact = Redactor()
    redact.learn("KEY", "12345678")
    text = 'ţ ‹X› \x00\x7f\n{"a": [1.0]} 1234567 2345678'
    assert redact(text) == text


def test_half_a_character_becomes_writable() -> None:
    assert Redactor()("a \ud800 b") == "a \\ud800 b"


# --- secrets that answers bring ---

ANSWERS = {
    "an object": b'{"token": "12345678+/="}',
    "without spaces": b'{"token":"12345678+/="}',
    "with every kind of space": b'{"token"\t:\r\n "12345678+/="}',
    "deep inside": b'{"a": [{"b": {"token": "12345678+/="}}]}',
    "beside another": b'{"a": "b", "token": "12345678+/=", "c": 1}',
    "as PHP writes it": rb'{"token": "12345678+\/="}',
    "as .NET writes it": rb'{"token": "12345678\u002B/="}',
    "every letter escaped": b'{"token": "%b"}' % rb"\u0031\u0032\u0033\u0034\u0035678+/=",
    "cut short": b'{"token": "12345678+/=',
    "in what is no JSON": b'NaN, "token": "12345678+/=", oops',
    "nested beyond reason": b"[" * 50_000 + b'{"token": "12345678+/="',
    "among bytes that are no text": b'\xff\xfe{"token": "12345678+/="}\xff',
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_secret_of_an_answer_is_masked_there_and_later(name: str) -> None:
    redact = Redactor()
    redact.watch({"token": "TOKEN"})
    redact.hear(ANSWERS[name])
    assert "‹TOKEN›" in redact(ANSWERS[name].decode("latin-1"))
    assert "5678" not in redact(ANSWERS[name].decode("latin-1"))
    assert redact("Bearer 12345678+/=") == "Bearer ‹TOKEN›"


def test_a_member_given_twice_brings_two_secrets() -> None:
    redact = Redactor()
    redact.watch({"token": "TOKEN"})
    redact.hear(b'{"token": "12345678", "token": "87654321"}')
    assert redact("12345678 87654321") == "‹TOKEN› ‹TOKEN›"


def test_each_member_has_a_name_of_its_own() -> None:
    redact = Redactor()
    redact.watch({"token": "TOKEN", "tokenKey": "KEY"})
    redact.hear(b'{"tokenKey": "12345678", "token": "87654321"}')
    assert redact("12345678 87654321") == "‹KEY› ‹TOKEN›"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b'{"tokens": "12345678"}',
        b'{"mytoken": "12345678"}',
        b'{"token": 12345678}',
        b'{"token": null, "a": "12345678"}',
        b'{"a": "token", "b": "12345678"}',
        b'{"Token": "12345678"}',
    ],
)
def test_other_members_bring_no_secret(answer: bytes) -> None:
    redact = Redactor()
    redact.watch({"token": "TOKEN"})
    redact.hear(answer)
    assert redact("12345678") == "12345678"


def test_a_watched_header_is_masked_in_requests_too() -> None:
    redact = Redactor()
    redact.watch({"x-proof": "X_PROOF"})
    redact.sending(Request("POST", "/", (("X-Proof", "12345678"), ("x-other", "87654321"))))
    assert redact("12345678 87654321") == "‹X_PROOF› 87654321"


def test_without_members_to_watch_nothing_is_learned() -> None:
    redact = Redactor()
    redact.hear(b'{"": "12345678"}')
    redact.watch({})
    redact.hear(b'{"": "12345678"}')
    assert redact("12345678") == "12345678"


@pytest.mark.usefixtures("hurried")
def test_no_secret_is_lost_between_threads() -> None:
    redact = Redactor()
    secrets = [f"hunter2-{number:03}" for number in range(120)]

    def learn(first: int) -> None:
        for secret in secrets[first::4]:
            redact.learn("KEY", secret)

    threads = [threading.Thread(target=learn, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {redact(secret) for secret in secrets} == {"‹KEY›"}
