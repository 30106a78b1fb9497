from collections.abc import Callable

import pytest

from payconform.checks import no_internals, no_secret
from payconform.model import Exchange

Make = Callable[..., Exchange]
SECRET = "hunter2-ţ"

INTERNALS = {
    "Python": 'Traceback (most recent call last):\n  File "/app/a.py", line 1, in pay',
    "Java": "java.lang.NullPointerException\n\tat com.tea.Cup.pour(Cup.java:42)",
    "Kotlin": "at com.tea.Cup.pour(Cup.kt:42)",
    "Spring": "org.springframework.web.HttpRequestMethodNotSupportedException",
    ".NET": "   at Tea.Cup.Pour(String leaf) in C:\\tea\\Cup.cs:line 42",
    "ASP.NET": "Microsoft.AspNetCore.Server.Kestrel",
    ".NET exception": "System.NullReferenceException: Object reference not set",
    "PHP": "Fatal error: Uncaught TypeError in /var/www/tea.php on line 42",
    "PHP warning": "Uncaught TypeError: pour() in /var/www/tea.php on line 42",
    "Node": "Error: tea\n    at Cup.pour (/app/node_modules/tea/index.js:4:2)",
    "TypeScript": "at Object.pour(cup.ts:42:1)",
    "Go": "panic: tea\n\ngoroutine 1 [running]:",
    "Rust": "thread 'main' panicked at src/main.rs:4:2",
    "Python packages": "/usr/lib/python3/site-packages/tea.py",
    "Oracle": "ORA-00942: table or view does not exist",
    "PDO": "SQLSTATE[42S02]: Base table or view not found",
    "PostgreSQL": "org.postgresql.util.PSQLException: ERROR",
    "SQL Server": "System.Data.SqlClient.SqlException",
}


@pytest.mark.parametrize("name", INTERNALS)
def test_internals_in_an_answer_are_told(name: str, exchange: Make) -> None:
    body = f'{{"error": "sorry", "detail": "{INTERNALS[name]}"}}'.encode()
    found = no_internals(exchange(500, body))
    assert found is not None
    assert found.expected == "no internals in the answer"
    assert found.got in INTERNALS[name]


HARMLESS = [
    b"",
    b'{"errors": [{"errorCode": "11000", "errorMessage": "Invalid credentials."}], "ok": false}',
    b"Meet at Cup (tea.example) in May, on line",
    b"An exception was made for you. See the stack of leaves.",
    b"VICTORIA-00942",
    b"\xff\xfe\x00",
]


@pytest.mark.parametrize("body", HARMLESS)
def test_an_ordinary_answer_shows_no_internals(body: bytes, exchange: Make) -> None:
    assert no_internals(exchange(400, body)) is None


def test_no_answer_shows_nothing(exchange: Make) -> None:
    assert no_internals(exchange(answered=False)) is None
    assert no_secret([SECRET])(exchange(answered=False)) is None


def test_an_answer_without_the_secret_passes(exchange: Make) -> None:
    made = exchange(401, b'{"hunter": 2}', (("X-Tea", "green"),))
    assert no_secret([SECRET, "another"])(made) is None


@pytest.mark.parametrize("secret", ["another", SECRET])
def test_a_secret_in_the_body_is_told_and_not_shown(secret: str, exchange: Make) -> None:
    found = no_secret(["another", SECRET])(exchange(401, f"wrong: {secret}!".encode()))
    assert found is not None
    assert secret not in found.expected + found.got


def test_a_secret_in_a_header_is_told(exchange: Make) -> None:
    made = exchange(401, b"", (("X-Debug", "secret=another"),))
    assert no_secret(["another"])(made) is not None


def test_a_secret_among_bytes_that_are_no_text_is_told(exchange: Make) -> None:
    assert no_secret(["another"])(exchange(401, b"\xff\xfeanother\xff")) is not None


def test_an_empty_secret_is_in_no_answer(exchange: Make) -> None:
    assert no_secret([""])(exchange(401, b"anything")) is None
