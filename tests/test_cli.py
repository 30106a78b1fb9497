"""
What a user types, and what comes back: exit codes, sentences, nothing sent where nothing may be.
"""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from payconform.spec.rows import providers

KNOWN = ", ".join(providers())
CONFIG = """
[targets.sandbox]
provider = "maib"
base_url = "https://sandbox.example.invalid"
environment = "sandbox"
credentials.client_id = { env = "PAYCONFORM_TEST_ID" }
credentials.client_secret = { env = "PAYCONFORM_TEST_SECRET" }
"""


def payconform(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "payconform", *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


WRONG = {
    "an unknown provider": (["certify", "nope"], f"PROVIDER nope: unknown. Known: {KNOWN}."),
    "an unknown rule": (["certify", "maib", "--rule", "MAIB-CANCEL-99"], "MAIB-CANCEL-09"),
    "an unknown chapter": (
        ["certify", "maib", "--only", "TEA"],
        "--only TEA: unknown. Known: AUTH",
    ),
    "an unknown switch": (["certify", "maib", "--switch", "tea=cake"], "--switch tea: unknown"),
    "an unknown choice": (["certify", "maib", "--switch", "cancel_paid=tea"], "wrong_state"),
    "an unknown fault": (["certify", "maib", "--fault", "tea"], "--fault tea: unknown"),
    "a switch without a choice": (["certify", "maib", "--switch", "tea"], "write it as NAME=VALUE"),
    "a rule without a test": (["certify", "maib", "--rule", "MAIB-CALLBACK-20"], "leave no test"),
    "a URL with a path": (["certify", "maib", "--target", "http://localhost/v2"], "not a base URL"),
    "a URL with a user": (["certify", "maib", "--target", "http://a@localhost"], "not a base URL"),
    "another scheme": (["certify", "maib", "--target", "ftp://localhost"], "not a base URL"),
    "a callback that leaves the machine": (
        ["serve", "maib", "--callback", "https://shop.example=http://192.0.2.1:9"],
        "192.0.2.1:9 is not on this machine",
    ),
    "a callback without a scheme": (
        ["serve", "maib", "--callback", "https://shop.example=localhost:9000"],
        "both must be base URLs",
    ),
    "signatures of a provider whose requests have none": (
        ["serve", "maib", "--debug-signatures"],
        "signs no requests. Leave it out.",
    ),
    "a fault of a target that is no simulator": (
        ["certify", "maib", "--blind", "--fault", "cancel_answers_202"],
        "need our simulator's control API",
    ),
    "no credentials": (["certify", "maib", "--target", "https://a.invalid"], "no credentials"),
    "no such file": (
        ["certify", "maib", "--credentials", "none.yaml"],
        "none.yaml: cannot be read",
    ),
    "no configuration": (
        ["certify", "maib", "--target", "sandbox"],
        "payconform.toml, targets.sandbox",
    ),
}


@pytest.mark.parametrize(("words", "sentence"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_told_in_a_sentence(tmp_path: Path, words: list[str], sentence: str) -> None:
    done = payconform(tmp_path, *words)
    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = payconform(tmp_path, "serve", "maib", "--port", port)
    assert done.returncode == 2
    assert done.stderr.startswith(f"payconform: --port {port}: ")


def test_a_simulator_needs_what_it_signs_callbacks_with(tmp_path: Path) -> None:
    credentials = tmp_path / "mine.yaml"
    credentials.write_text("client_id: '12345678'\nclient_secret: '12345678'\n")
    for command in ("serve", "certify"):
        done = payconform(tmp_path, command, "maib", "--credentials", str(credentials))
        assert done.returncode == 2, done.stderr
        assert "no credential `signature_key`" in done.stderr


def test_a_production_host_is_refused_before_a_byte_is_sent(tmp_path: Path) -> None:
    credentials = tmp_path / "mine.yaml"
    credentials.write_text("client_id: '12345678'\nclient_secret: '12345678'\n")
    for host in ("api.maibmerchants.md", "API.maibmerchants.MD", "api.maibmerchants.md."):
        target = ["--target", f"https://{host}", "--credentials", str(credentials)]
        done = payconform(tmp_path, "certify", "maib", *target)
        assert done.returncode == 2
        assert "is a production host" in done.stderr
    assert not (tmp_path / "reports").exists()


CONFIGURATIONS = {
    "an unknown key": (CONFIG + 'colour = "red"\n', "targets.sandbox: `colour` is not a known key"),
    "a missing key": (CONFIG.replace('environment = "sandbox"', ""), "`environment` is missing"),
    "a secret in the file": (
        CONFIG.replace('{ env = "PAYCONFORM_TEST_ID" }', '"hunter2hunter2"'),
        "credentials.client_id: has the wrong type",
    ),
    "an unset variable": (CONFIG, "Set the environment variable PAYCONFORM_TEST_ID."),
    "another provider": (
        CONFIG.replace('"maib"', '"other"'),
        "belongs to provider other, not maib",
    ),
    "broken syntax": (CONFIG + "[[", "payconform.toml"),
    "another environment": (CONFIG.replace('"sandbox"\ncred', '"live"\ncred'), "Use one of"),
}


@pytest.mark.parametrize(("content", "sentence"), CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def test_wrong_configuration_names_file_key_and_remedy(
    tmp_path: Path, content: str, sentence: str
) -> None:
    (tmp_path / "payconform.toml").write_text(content)
    done = payconform(tmp_path, "certify", "maib", "--target", "sandbox")
    assert done.returncode == 2, done.stderr
    assert "payconform.toml" in done.stderr
    assert sentence in done.stderr
    assert "hunter2" not in done.stderr
    assert not (tmp_path / "reports").exists()


def test_a_folder_that_holds_a_run_is_not_written_to(tmp_path: Path) -> None:
    assert payconform(tmp_path, "certify", "maib", "--only", "PAY", "--out", "run").returncode == 0
    before = (tmp_path / "run" / "exchanges.ndjson").read_bytes()
    again = payconform(tmp_path, "certify", "maib", "--only", "PAY", "--out", "run")
    assert again.returncode == 2
    assert "holds a run already" in again.stderr
    assert (tmp_path / "run" / "exchanges.ndjson").read_bytes() == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = payconform(tmp_path, "certify", "maib", "--out", "file/run")
    assert done.returncode == 2
    assert done.stderr == "payconform: --out file/run: cannot be written (Not a directory).\n"


def test_a_liar_is_non_conformant_and_told_with_a_curl_line(tmp_path: Path) -> None:
    fault = ["--fault", "a_second_cancel_succeeds", "--rule", "MAIB-CANCEL-04"]
    done = payconform(tmp_path, "certify", "maib", *fault)
    assert done.returncode == 1
    assert "failed MAIB-CANCEL-04 (must, documented: err, mirror)" in done.stdout
    assert "expected: status 409" in done.stdout
    assert '"$MAIB_ACCESS_TOKEN"' in done.stdout


def test_json_goes_alone_to_standard_output(tmp_path: Path) -> None:
    done = payconform(tmp_path, "certify", "maib", "--only", "PAY", "--json")
    document = json.loads(done.stdout)
    assert document["verdict"]["claim"] == "conformant"
    assert document["target"]["simulated"] is True


def test_rules_lists_every_rule_with_its_tests(tmp_path: Path) -> None:
    done = payconform(tmp_path, "rules", "maib", "--json")
    assert done.returncode == 0
    entries = {entry["id"]: entry for entry in json.loads(done.stdout)}
    assert entries["MAIB-CANCEL-04"]["tests"] == [
        "suites/maib/test_4_cancel.py::test_a_second_cancel_is_refused[Dynamic]",
        "suites/maib/test_4_cancel.py::test_a_second_cancel_is_refused[Static]",
    ]
    assert entries["MAIB-CANCEL-04"]["faults"] == [
        "a_second_cancel_succeeds",
        "the_third_cancel_succeeds",
    ]


def test_help_names_the_commands(tmp_path: Path) -> None:
    done = payconform(tmp_path, "--help")
    assert done.returncode == 0
    for command in ("certify", "show", "replay", "cleanup", "serve", "rules", "selftest"):
        assert command in done.stdout
