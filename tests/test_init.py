"""
The payconform.toml to begin with: complete, valid, and never in place of another.
"""

import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from payconform import catalog
from payconform.config import ACCEPTED, resolve
from payconform.draft import NOWHERE, draft
from payconform.spec import closed
from payconform.target.opening import vet

PROVIDERS = Path(__file__).parent / "providers"
OPTIONAL = re.compile(r"^# (?=[a-z_.]+ = )", re.MULTILINE)


def payconform(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "payconform", *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def named(properties: dict[str, Any], schema: dict[str, Any], prefix: str = "") -> set[str]:
    """
    The keys of a schema, those of `http` with their dots.
    """
    found = set()
    for key, node in properties.items():
        _, _, kind = node.get("$ref", "").rpartition("/")
        below = schema["$defs"][kind].get("properties") if kind else None
        found |= named(below, schema, f"{prefix}{key}.") if below else {prefix + key}
    return found


def test_the_file_holds_a_valid_target_with_and_without_its_optional_keys(tmp_path: Path) -> None:
    done = payconform(tmp_path, "init", "maib")
    assert done.returncode == 0, done.stderr
    content = (tmp_path / "payconform.toml").read_text("utf-8")
    assert OPTIONAL.search(content)
    for text in (content, OPTIONAL.sub("", content)):
        closed.validate(tomllib.loads(text), "config", "payconform.toml")
    target = tomllib.loads(content)["targets"]["maib-sandbox"]
    assert target == {
        "provider": "maib",
        "base_url": "https://sandbox.maibmerchants.md",
        "environment": "sandbox",
        "credentials": {
            "client_id": {"env": "MAIB_CLIENT_ID"},
            "client_secret": {"env": "MAIB_CLIENT_SECRET"},
        },
    }


@pytest.mark.parametrize("left_out", ["simulate_payment = ", "capabilities = "])
def test_the_file_is_one_that_a_run_can_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    monkeypatch.chdir(tmp_path)
    text = draft([catalog.load("maib")])
    lines = text.splitlines(keepends=True)
    optional = [line for line in lines if "http." not in line and left_out not in line]
    Path("payconform.toml").write_text(OPTIONAL.sub("", "".join(optional)))
    for name in re.findall(r'env = "(\w+)"', text):
        monkeypatch.setenv(name, f"the value of {name}")
    settings = resolve("maib", "maib-sandbox", None)
    vet(catalog.load("maib"), settings)
    assert settings.operator == (left_out == "capabilities = ")
    assert settings.second["client_id"] == "the value of MAIB_SECOND_CLIENT_ID"
    assert settings.credentials["signature_key"] == "the value of MAIB_SIGNATURE_KEY"


def test_a_file_offers_no_capability_that_the_provider_cannot_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    amazon = catalog.load("amazonpay")
    text = draft([amazon])
    assert "capabilit" not in text
    lines = [line for line in text.splitlines(keepends=True) if "http." not in line]
    Path("payconform.toml").write_text(OPTIONAL.sub("", "".join(lines)))
    for name in re.findall(r'env = "(\w+)"', text):
        monkeypatch.setenv(name, f"the value of {name}")
    settings = resolve("amazonpay", "amazonpay-sandbox", None)
    vet(amazon, settings)
    assert settings.operator


def test_every_key_stands_under_a_line_that_explains_it() -> None:
    schema = closed.parse(Path(__file__).parents[1] / "fixtures/schemas/config.json")
    keys = named(schema["$defs"]["target"]["properties"], schema)
    lines = draft([catalog.load("maib")]).splitlines()
    written = {}
    for above, line in pairwise(lines):
        if found := re.match(r"(?:# )?([a-z_]+(?:\.[a-z_]+)*) = ", line):
            written[found[1]] = above
    assert keys - written.keys() == {"credentials", ACCEPTED}  # which nobody should be led to
    for key, above in written.items():
        assert above.startswith("# ") or key.startswith("credentials."), key


def test_it_names_no_secret_and_no_production() -> None:
    text = draft([catalog.load("maib")])
    for host in catalog.load("maib").document.production:
        assert host not in text


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "payconform.toml"
    file.write_text("mine")
    done = payconform(tmp_path, "init", "maib")
    assert done.returncode == 2
    assert done.stderr.startswith("payconform: payconform.toml: is there already")
    assert file.read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "payconform.toml").symlink_to(tmp_path / "nowhere" / "file")
    done = payconform(tmp_path, "init", "maib")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_an_unknown_provider_writes_nothing(tmp_path: Path) -> None:
    assert payconform(tmp_path, "init", "tea").returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_another_provider_gets_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYCONFORM_ROWS", str(PROVIDERS))
    mini = catalog.load("mini")
    target = tomllib.loads(draft([mini]))["targets"]["mini-sandbox"]
    assert target["base_url"] == "https://sandbox.mini.example"
    assert target["credentials"]["secret_key"] == {"env": "MINI_SECRET_KEY"}


def test_a_provider_without_a_sandbox_is_told_to_name_one(monkeypatch: pytest.MonkeyPatch) -> None:
    maib = catalog.load("maib")
    servers = [one for one in maib.document.raw["servers"] if one["x-environment"] == "production"]
    monkeypatch.setitem(maib.document.raw, "servers", servers)  # type: ignore[misc]
    text = draft([maib])
    assert f'write yours here: scheme, host and port, no path.\nbase_url = "{NOWHERE}"' in text
