from decimal import Decimal
from pathlib import Path

import pytest

from payconform.addresses import is_loopback
from payconform.config import Http, TargetSettings, published, resolve
from payconform.errors import FileUnreadable, KeyMissing, Unusable

SECRET = "hunter2-hunter2"
PAIR = f"client_id: somebody-else\nclient_secret: {SECRET}\n"
TARGET = """
[targets.sandbox]
provider = "maib"
base_url = "https://sandbox.example.invalid/"
environment = "sandbox"
capabilities = ["simulate_payment"]
requests_per_second = 0.5
max_writes = 7
credentials.client_id = { env = "PAYCONFORM_TEST_ID" }
credentials.client_secret = { file = "secret.txt" }
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """
    An empty working folder; the variable that TARGET names is set.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAYCONFORM_TEST_ID", "identity-of-a-shop")
    return tmp_path


def told(provider: str = "maib", target: str | None = "sandbox", credentials: str = "") -> str:
    """
    What a user is told who may not start a run.
    """
    with pytest.raises(Unusable) as error:
        resolve(provider, target, Path(credentials) if credentials else None)
    assert SECRET not in str(error.value)
    assert error.value.exit_code == 2
    return str(error.value)


# --- without payconform.toml ---


def test_no_target_is_the_embedded_simulator_with_the_published_credentials() -> None:
    settings = resolve("maib", None, None)
    assert settings.name == "embedded simulator"
    assert settings.base_url is None
    assert settings.loopback
    assert settings.published_credentials
    assert settings.environment == "simulator"
    assert settings.credentials == published("maib")


def test_a_url_on_loopback_gets_the_published_credentials() -> None:
    settings = resolve("maib", "http://127.0.0.1:8080", None)
    assert settings.name == "http://127.0.0.1:8080"
    assert settings.environment == "simulator"
    assert settings.credentials == published("maib")
    assert settings.published_credentials
    assert settings.loopback


def test_a_url_with_credentials_is_a_sandbox(folder: Path) -> None:
    (folder / "own.yaml").write_text(PAIR)
    settings = resolve("maib", "https://sandbox.example.invalid", Path("own.yaml"))
    assert settings.environment == "sandbox"
    assert settings.credentials["client_secret"] == SECRET
    assert not settings.published_credentials
    assert not settings.loopback


def test_the_embedded_simulator_takes_other_credentials(folder: Path) -> None:
    (folder / "own.yaml").write_text(PAIR)
    settings = resolve("maib", None, Path("own.yaml"))
    assert settings.environment == "simulator"
    assert settings.credentials["client_secret"] == SECRET
    assert not settings.published_credentials


def test_a_host_may_end_in_a_dot(folder: Path) -> None:
    (folder / "own.yaml").write_text(PAIR)
    url = "https://sandbox.example.invalid."
    assert resolve("maib", url, Path("own.yaml")).base_url == url


def test_a_url_elsewhere_needs_credentials() -> None:
    with pytest.raises(KeyMissing, match="the published ones are used on loopback only"):
        resolve("maib", "https://sandbox.example.invalid", None)


def test_a_slash_at_the_end_of_a_url_is_dropped() -> None:
    assert resolve("maib", "http://127.0.0.1:8080/", None).base_url == "http://127.0.0.1:8080"


def test_settings_do_not_show_their_secrets(folder: Path) -> None:
    (folder / "own.yaml").write_text(PAIR)
    assert SECRET not in repr(resolve("maib", None, Path("own.yaml")))


def test_blindness_is_passed_on() -> None:
    assert resolve("maib", None, None, blind=True).blind
    assert not resolve("maib", None, None).blind


BASE_URLS = [
    "http://127.0.0.1",
    "HTTP://LOCALHOST:8080",
    "http://[::1]:8080",
]


@pytest.mark.parametrize("url", BASE_URLS)
def test_scheme_host_and_port_are_a_base_url(url: str) -> None:
    assert resolve("maib", url, None).base_url == url


NO_BASE_URLS = {
    "a path": "http://127.0.0.1/v2",
    "a query": "http://127.0.0.1?a=b",
    "a fragment": "http://127.0.0.1#a",
    "a user": "http://user@127.0.0.1",
    "a password": "http://user:password@127.0.0.1",
    "another host before an at sign": "http://127.0.0.1\\@evil.invalid",
    "a backslash": "http://evil.invalid\\.127.0.0.1",
    "port zero": "http://127.0.0.1:0",
    "a port beyond the last": "http://127.0.0.1:65536",
    "a port in words": "http://127.0.0.1:http",
    "a port in other digits": "http://127.0.0.1:\N{FULLWIDTH DIGIT NINE}",
    "two ports": "http://127.0.0.1:80:80",
    "a negative port": "http://127.0.0.1:-1",
    "another scheme": "ftp://127.0.0.1",
    "no host": "http://:80",
    "nothing at all": "://",
    "an open bracket": "http://[::1",
    "no address in brackets": "http://[v1.a]:80",
    "another address in brackets": "http://[127.0.0.1]:80",
    "an empty label": "http://a..invalid",
    "only dots": "http://..",
    "a label longer than DNS allows": f"http://{'a' * 64}.invalid",
    "a label that ends in a hyphen": "http://a-.invalid",
    "a space": "http://a b.invalid",
    "a line break": "http://127.0.0.1\n",
    "a line break within": "http://127.0.0.1:8\n0",
    "a control character": "http://a\x7f.invalid",
    "an escape": "http://%31.invalid",
    "a star": "http://*.invalid",
    "an address of five bytes": "http://1.2.3.4.5",
    "an address beyond bytes": "http://256.1.1.1",
    "a short address": "http://127.1",
    "an address in one number": "http://2130706433",
    "an address in hexadecimal": "http://0x7f000001",
    "letters of another script": "http://b\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.invalid",
    "a letter that lower-cases to ASCII": "http://\N{KELVIN SIGN}.invalid",
    "full-width letters": "http://\N{FULLWIDTH LATIN SMALL LETTER A}.invalid",
}


@pytest.mark.parametrize("name", NO_BASE_URLS)
def test_anything_else_is_no_base_url(name: str) -> None:
    assert "not a base URL" in told(target=NO_BASE_URLS[name])


@pytest.mark.parametrize("name", NO_BASE_URLS)
def test_nor_is_it_one_in_the_settings_file(name: str, folder: Path) -> None:
    quoted = (
        NO_BASE_URLS[name].replace("\\", "\\\\").replace("\n", "\\n").replace("\x7f", "\\u007f")
    )
    (folder / "payconform.toml").write_text(
        TARGET.replace("https://sandbox.example.invalid/", quoted), "utf-8"
    )
    assert "payconform.toml, targets.sandbox.base_url: " in told()


LOOPBACK = ["127.0.0.1", "127.8.9.10", "::1", "[::1]", "localhost", "LocalHost"]
ELSEWHERE = [
    "",
    "10.0.0.1",
    "::",
    "127.0.0.1.example.invalid",
    "127.1",
    "localhost.",
    "localhost.example.invalid",
    "notlocalhost",
    "2130706433",
    "fe80::1",
]


@pytest.mark.parametrize("host", LOOPBACK)
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_anything_that_may_be_elsewhere_is_not_loopback(host: str) -> None:
    assert not is_loopback(host)


# --- payconform.toml ---


def test_a_named_target_is_read_from_the_settings_file(folder: Path) -> None:
    (folder / "payconform.toml").write_text(TARGET)
    (folder / "secret.txt").write_text(f"  {SECRET}\n")
    assert resolve("maib", "sandbox", None) == TargetSettings(
        provider="maib",
        name="sandbox",
        base_url="https://sandbox.example.invalid",
        environment="sandbox",
        credentials={"client_id": "identity-of-a-shop", "client_secret": SECRET},
        capabilities=frozenset({"simulate_payment"}),
        requests_per_second=0.5,
        max_writes=7,
    )


def test_a_target_that_says_no_more_is_treated_gently(folder: Path) -> None:
    (folder / "payconform.toml").write_text(
        '[targets.sandbox]\nprovider = "maib"\nenvironment = "sandbox"\n'
        'base_url = "https://sandbox.example.invalid"\n'
    )
    settings = resolve("maib", "sandbox", None)
    assert (settings.requests_per_second, settings.max_writes) == (2.0, 3000)
    assert settings.capabilities == frozenset()
    assert not settings.published_credentials


@pytest.mark.parametrize(
    ("environment", "line", "most"),
    [
        ("sandbox", "", None),
        ("production", "", Decimal(10)),
        ("production", "max_amount = 0.1", Decimal("0.1")),
        ("sandbox", "max_amount = 2500", Decimal(2500)),
    ],
)
def test_the_largest_amount_is_as_written_or_small_in_production(
    environment: str, line: str, most: Decimal | None, folder: Path
) -> None:
    (folder / "payconform.toml").write_text(
        f'[targets.x]\nprovider = "maib"\nenvironment = "{environment}"\n'
        f'base_url = "https://x.example.invalid"\n{line}\n'
    )
    assert resolve("maib", "x", None).max_amount == most


def test_a_second_merchant_and_the_way_there_are_read(folder: Path) -> None:
    second = 'credentials.second.client_id = { env = "PAYCONFORM_TEST_ID" }\n'
    way = "[targets.sandbox.http]\nproxy = 'http://proxy.invalid:8080'\ntimeout = 30\n"
    (folder / "payconform.toml").write_text(TARGET + second + way)
    (folder / "secret.txt").write_text(SECRET)
    settings = resolve("maib", "sandbox", None)
    assert settings.second == {"client_id": "identity-of-a-shop"}
    assert "second" not in settings.credentials
    assert settings.capabilities == {"simulate_payment", "second_merchant"}
    assert settings.http == Http(proxy="http://proxy.invalid:8080", timeout=30)
    assert "identity" not in repr(settings)


def test_a_credentials_file_is_of_one_merchant(folder: Path) -> None:
    second = 'credentials.second.client_id = { env = "PAYCONFORM_TEST_NONE" }\n'
    (folder / "payconform.toml").write_text(TARGET + second)
    (folder / "own.yaml").write_text(PAIR)
    settings = resolve("maib", "sandbox", Path("own.yaml"))
    assert (settings.second, settings.capabilities) == ({}, {"simulate_payment"})


def test_a_credentials_file_replaces_those_of_the_settings_file(folder: Path) -> None:
    (folder / "payconform.toml").write_text(TARGET)
    (folder / "own.yaml").write_text(PAIR)
    settings = resolve("maib", "sandbox", Path("own.yaml"))
    assert settings.credentials["client_id"] == "somebody-else"


def test_a_target_without_its_settings_file_is_told(folder: Path) -> None:
    assert told().startswith("payconform.toml, targets.sandbox: there is no such file here.")


def test_a_settings_file_that_is_a_folder_is_told(folder: Path) -> None:
    (folder / "payconform.toml").mkdir()
    assert told().startswith("payconform.toml")


SETTINGS = {
    "empty": (b"", "payconform.toml, top level: `targets` is missing"),
    "not UTF-8": (b"\xff\xfe", "payconform.toml: does not parse"),
    "with a slip": (b'a = "hunter2-hunter2', "payconform.toml, end of document: does not parse"),
    "with a slip in a line": (b"a = 1\nb =\n", "payconform.toml, line 2, column 4: does not parse"),
    "with an hour": (b"a = 2026-01-02T03:04:05", "payconform.toml: a key or a value is neither"),
    "without targets": (b"[targets]", "payconform.toml, targets: does not fit (`minProperties`)"),
    "with a stray key": (b"colour = 1\n" + TARGET.encode(), "`colour` is not a known key"),
    "with targets that are none": (b"targets = 3", "payconform.toml, targets: has the wrong type"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_malformed_settings_file_is_told(name: str, folder: Path) -> None:
    content, expected = SETTINGS[name]
    (folder / "payconform.toml").write_bytes(content)
    assert expected in told()


SLIPS = {
    "an unknown environment": ('"sandbox"\ncap', '"live"\ncap', ".environment: is not one"),
    "no word for a capability": ("simulate_payment", "Make tea", ".capabilities.0: does not have"),
    "another provider": ('"maib"', '"tea"', ".provider: belongs to provider tea, not maib"),
    "no rate": ("= 0.5", "= 0", ".requests_per_second: "),
    "an endless rate": ("= 0.5", "= inf", ".requests_per_second: "),
    "a rate that is none": ("= 0.5", "= nan", ".requests_per_second: "),
    "a rate slower than anybody waits": ("= 0.5", "= 1e-300", ".requests_per_second: "),
    "a rate in words": ("= 0.5", '= "fast"', ".requests_per_second: has the wrong type"),
    "no writes": ("= 7", "= 0", ".max_writes: "),
    "part of a write": ("= 7", "= 0.5", ".max_writes: has the wrong type"),
    "no amount at all": ("= 7", "= 7\nmax_amount = 0", ".max_amount: "),
    "any amount": ("= 7", "= 7\nmax_amount = inf", ".max_amount: "),
    "an amount in words": ("= 7", '= 7\nmax_amount = "10"', ".max_amount: has the wrong type"),
    "a proxy that is none": ("= 7", "= 7\nhttp.proxy = 7", ".http.proxy: has the wrong type"),
    "two who pay": (
        "= 7",
        '= 7\nsimulate_payment = "operator"',
        ".simulate_payment: says that a person pays, and targets.sandbox.capabilities that",
    ),
    "somebody else who pays": (
        "= 7",
        '= 7\nsimulate_payment = "grandmother"',
        ".simulate_payment: is not one",
    ),
    "no time at all": ("= 7", "= 7\nhttp.timeout = 0", ".http.timeout: does not fit"),
    "all the time there is": ("= 7", "= 7\nhttp.timeout = inf", ".http.timeout: "),
    "another way": ("= 7", "= 7\nhttp.verify = false", ".http: `verify` is not a known key"),
    "a second merchant in clear": (
        "credentials.client_id",
        f'credentials.second.client_id = "{SECRET}"\ncredentials.client_id',
        ".credentials.second.client_id: has the wrong type",
    ),
    "a second merchant of an unset variable": (
        "credentials.client_id",
        'credentials.second.client_id = { env = "PAYCONFORM_TEST_NONE" }\ncredentials.client_id',
        ".credentials.second.client_id: has no value. Set the environment variable",
    ),
    "a second merchant that is one secret": (
        "credentials.client_id",
        'credentials.second = { env = "PAYCONFORM_TEST_ID" }\ncredentials.client_id',
        ".credentials.second.env: has the wrong type",
    ),
    "a secret in clear": (
        '{ env = "PAYCONFORM_TEST_ID" }',
        f'"{SECRET}"',
        ".credentials.client_id: has the wrong type",
    ),
    "two places for a secret": (
        'file = "secret.txt"',
        'file = "secret.txt", env = "PAYCONFORM_TEST_ID"',
        ".credentials.client_secret: does not fit (`maxProperties`)",
    ),
    "no place for a secret": ('file = "secret.txt"', "", ".credentials.client_secret: "),
    "a variable that is not set": (
        "PAYCONFORM_TEST_ID",
        "PAYCONFORM_TEST_NOT_SET",
        ": has no value. Set the environment variable PAYCONFORM_TEST_NOT_SET",
    ),
    "a file that is missing": (
        "secret.txt",
        "nowhere.txt",
        ".credentials.client_secret: has no value. Write the secret into nowhere.txt",
    ),
    "a file that is a folder": ("secret.txt", ".", ".credentials.client_secret: has no value"),
    "a file in nobody's home": (
        "secret.txt",
        "~nobody-by-that-name/secret.txt",
        ".credentials.client_secret: has no value",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_a_target_is_told_with_its_place(name: str, folder: Path) -> None:
    before, after, expected = SLIPS[name]
    assert before in TARGET
    (folder / "payconform.toml").write_text(TARGET.replace(before, after, 1))
    (folder / "secret.txt").write_text(SECRET)
    said = told()
    assert said.startswith("payconform.toml, targets.sandbox.")
    assert expected in said


def test_a_secret_of_the_least_length_will_do(folder: Path) -> None:
    (folder / "payconform.toml").write_text(TARGET)
    (folder / "secret.txt").write_text("12345678")
    settings = resolve("maib", "sandbox", None)
    assert settings.credentials["client_secret"] == "12345678"


def test_an_unknown_target_is_told_with_those_there_are(folder: Path) -> None:
    (folder / "payconform.toml").write_text(TARGET)
    expected = "payconform.toml, targets.sandbx: no such target. Targets here: sandbox."
    assert told(target="sandbx") == expected


SECRETS = {
    "empty": (b"", "has no value"),
    "blank": (b" \n\t", "has no value"),
    "not UTF-8": (b"\xff\xfe" * 8, "has no value"),
    "too short": (b"hunter2", "is too short to be masked safely"),
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_that_cannot_be_used_is_told(name: str, folder: Path) -> None:
    content, expected = SECRETS[name]
    (folder / "payconform.toml").write_text(TARGET)
    (folder / "secret.txt").write_bytes(content)
    assert f"payconform.toml, targets.sandbox.credentials.client_secret: {expected}" in told()


def test_a_variable_that_is_no_text_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "payconform.toml").write_text(TARGET)
    (folder / "secret.txt").write_text(SECRET)
    monkeypatch.setenv("PAYCONFORM_TEST_ID", "half a character: \udcff")
    assert "credentials.client_id: is not text that UTF-8 can hold" in told()


# --- a credentials file ---

CREDENTIALS = {
    "missing": (None, "cannot be read (No such file or directory)"),
    "empty": ("", "top level: has the wrong type"),
    "a list": (f"- {SECRET}\n", "top level: has the wrong type"),
    "a word": (SECRET, "top level: has the wrong type"),
    "without entries": ("{}", "top level: "),
    "with a number": ("client_id: 12345678\n", "client_id: has the wrong type"),
    "with a short secret": ("client_id: hunter2\n", "client_id: is too short"),
    "with a key in capitals": (f"CLIENT_ID: {SECRET}\n", "`CLIENT_ID` is not a known key"),
    "with a number as key": (f"1: {SECRET}\n", "a key or a value is neither text nor a number"),
    "with a date": ("client_id: 2026-01-02\n", "a key or a value is neither text nor a number"),
    "with bytes": ("client_id: !!binary aHVudGVyMg==\n", "a key or a value is neither"),
    "with itself inside": ("client_id: &a [*a]\n", "a key or a value is neither"),
    "with a slip": (f"a: {SECRET}\nb: [", "line "),
    "with a text that is no number": (f"client_id: !!int {SECRET}\n", "does not parse"),
    "with a control character": (f'client_id: "\x00{SECRET}"', "does not parse"),
    "nested beyond reason": ("[" * 5_000, "does not parse"),
}


@pytest.mark.parametrize("suffix", [".yaml", ".json"])
@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_credentials_file_that_does_not_fit_is_told(name: str, suffix: str, folder: Path) -> None:
    content, expected = CREDENTIALS[name]
    file = folder / f"own{suffix}"
    if content is not None:
        file.write_text(content)
    said = told(target=None, credentials=str(file))
    assert str(file) in said
    if suffix == ".yaml":
        assert expected in said


def test_a_credential_of_half_a_character_is_told(folder: Path) -> None:
    (folder / "own.json").write_text(f'{{"client_id": "{SECRET}\\ud800"}}')
    assert "own.json, client_id: is not text that UTF-8 can hold" in told(
        target=None, credentials="own.json"
    )


def test_a_credentials_file_that_is_not_text_is_told(folder: Path) -> None:
    (folder / "own.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileUnreadable, match=r"own\.yaml: does not parse"):
        resolve("maib", None, Path("own.yaml"))


def test_a_person_may_pay(folder: Path) -> None:
    (folder / "secret.txt").write_text(SECRET, "utf-8")
    text = TARGET.replace('capabilities = ["simulate_payment"]', 'simulate_payment = "operator"')
    (folder / "payconform.toml").write_text(text, "utf-8")
    settings = resolve("maib", "sandbox", None)
    assert (settings.operator, settings.capabilities) == (True, frozenset())
