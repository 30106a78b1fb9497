"""
Real runs: their folder keeps the format of reports/README.md, and holds no secret.
"""

import base64
import http.client
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from payconform import catalog
from payconform.config import published
from payconform.simulator.serving import Simulator
from payconform.spec import closed

FILES = {"run.json", "findings.ndjson", "exchanges.ndjson", "junit.xml", "allure-results"}


def certify(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "payconform", "certify", "maib", "--only", "AUTH", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def lines(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


# --- two runs of one seed ---


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """
    The folders of two runs with the same seed.
    """
    folder = tmp_path_factory.mktemp("twins")
    for name in ("one", "other"):
        ran = certify(folder, "--seed", "7", "--out", name)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    return [folder / "one", folder / "other"]


def test_a_run_writes_the_files_it_promises(twins: list[Path]) -> None:
    assert {path.name for path in twins[0].iterdir()} == FILES
    assert any((twins[0] / "allure-results").iterdir())


def test_the_folder_is_for_its_user_alone_and_gone_where_nothing_was_run(
    twins: list[Path], tmp_path: Path
) -> None:
    assert twins[0].stat().st_mode & 0o077 == 0
    (tmp_path / "mine").mkdir()
    for name in ("new", "mine"):
        done = certify(tmp_path, "--rule", "MAIB-READ-01", "--out", name)
        assert (done.returncode, done.stdout) == (2, "")
        assert "leave no test" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert list((tmp_path / "mine").iterdir()) == []


def test_a_run_in_the_usual_place_is_the_latest(tmp_path: Path) -> None:
    certify(tmp_path)
    (folder,) = (path for path in tmp_path.glob("reports/maib/*") if path.is_dir())
    assert (folder.parent / "latest").read_text() == f"{folder.name}\n"


def test_a_run_put_elsewhere_touches_nothing_beside_it(twins: list[Path]) -> None:
    assert {path.name for path in twins[0].parent.iterdir()} == {"one", "other"}


def test_the_document_of_a_run_fits_its_schema(twins: list[Path]) -> None:
    document = closed.read(twins[0] / "run.json", "run")
    assert document["seed"] == 7
    assert document["selection"] == {"only": "AUTH"}
    assert document["verdict"]["claim"] == "conformant"
    assert sum(document["outcomes"].values()) == len(document["findings"]) > 0


def test_two_runs_of_one_seed_differ_in_name_and_time_only(twins: list[Path]) -> None:
    one, other = (json.loads((folder / "run.json").read_text()) for folder in twins)
    assert one["run"].pop("id") != other["run"].pop("id")
    for document in (one, other):
        assert set(document.pop("run")) == {"started", "resumed", "finished", "workers", "stopped"}
    assert one == other


def test_findings_are_written_line_by_line_too(twins: list[Path]) -> None:
    document = json.loads((twins[0] / "run.json").read_text())
    assert lines(twins[0] / "findings.ndjson") == document["findings"]


def test_evidence_leads_to_exchanges(twins: list[Path]) -> None:
    document = json.loads((twins[0] / "run.json").read_text())
    known = [one["id"] for one in lines(twins[0] / "exchanges.ndjson")]
    assert known == sorted(set(known))
    for finding in document["findings"]:
        assert finding["evidence"]
        assert set(finding["evidence"]) <= set(known)
        assert finding["exercised"] >= len(finding["evidence"])


def test_exchanges_have_the_members_that_are_promised(twins: list[Path]) -> None:
    for one in lines(twins[0] / "exchanges.ndjson"):
        assert list(one) == [
            *("id", "direction", "operation", "at", "seconds"),
            *("url", "request", "response", "failure"),
        ]
        assert list(one["request"]) == ["method", "target", "headers", "encoding", "body"]
        assert list(one["response"]) == ["status", "headers", "encoding", "body"]
        assert one["url"] == "‹PAYCONFORM_URL›"


def test_the_report_for_ci_has_a_case_for_each_finding(twins: list[Path]) -> None:
    document = json.loads((twins[0] / "run.json").read_text())
    suite = ET.parse(twins[0] / "junit.xml").getroot()  # noqa: S314 - written by ourselves
    assert suite.get("tests") == str(len(document["findings"]))
    names = [case.get("name") for case in suite]
    assert names == [finding["test"] for finding in document["findings"]]


# --- secrets ---


@pytest.fixture(scope="module")
def blind() -> Iterator[Simulator]:
    """
    A simulator that knows only the published merchant, as a provider's sandbox would.
    """
    simulator = Simulator(catalog.behaviour("maib"), published("maib"), blind=True)
    simulator.start()
    yield simulator
    simulator.stop()


class Wiretap:
    """
    Stands between a run and its target, keeps every answer, and may change it on the way.
    """

    def __init__(self, port: int, lie: tuple[bytes, bytes]) -> None:
        self._port = port
        self._lie = lie
        self.answers: list[bytes] = []

    def __call__(self, client: socket.socket, listener: Any) -> None:
        while request := listener.request(client):
            head, _, body = request.partition(b"\r\n\r\n")
            first, *headers = head.decode("latin-1").split("\r\n")
            method, target, _ = first.split(" ")
            further = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
            further.request(method, target, body, dict(one.split(": ", 1) for one in headers))
            answer = further.getresponse()
            content = answer.read().replace(*self._lie)
            further.close()
            self.answers.append(content)
            client.sendall(
                f"HTTP/1.1 {answer.status} X\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(content)}\r\n\r\n".encode()
                + content
            )

    @property
    def tokens(self) -> set[str]:
        found = re.findall(rb'"accessToken":\s*"([^"]+)"', b"\n".join(self.answers))
        return {token.decode() for token in found}


def written(folder: Path) -> str:
    """
    Every byte of every file below a folder.
    """
    files = [path for path in folder.rglob("*") if path.is_file()]
    return "\n".join(path.read_bytes().decode("utf-8") for path in files)


def leaks(secret: str, text: str) -> list[str]:
    """
    The forms in which a secret stands in a text, whole or the better part of it.
    """
    raw = secret.encode()
    forms = [secret, raw.hex(), base64.b64encode(raw).decode().rstrip("=")[:-1]]
    forms += [base64.b64encode(b"." * n + raw).decode()[4:-4] for n in (1, 2)]
    forms += [secret[: len(secret) * 3 // 4], secret[len(secret) // 4 :]]
    return [form for form in forms if form.lower() in text.lower()]


LIES = {
    "honest": (b"", b"", 0),
    "failing everywhere": (b'"ok":true', b'"ok":"true"', 1),
    "showing the token elsewhere": (b'"tokenType":"Bearer"', b'"tokenType":"bearer"', 1),
}


@pytest.mark.parametrize("name", LIES)
def test_no_secret_stands_in_any_file_of_a_run(
    name: str, blind: Simulator, listen: Any, tmp_path: Path
) -> None:
    before, after, exit_code = LIES[name]
    tap = Wiretap(int(blind.url.rpartition(":")[2]), (before or b"\x00", after))
    ran = certify(tmp_path, "--target", listen(tap).url, "--out", "run")
    assert ran.returncode == exit_code, ran.stdout + ran.stderr
    text = written(tmp_path / "run") + ran.stdout + ran.stderr
    secrets = {*published("maib").values(), *tap.tokens}
    assert len(tap.tokens) > 1
    for secret in secrets:
        assert leaks(secret, text) == []
    for mask in ("‹MAIB_CLIENT_ID›", "‹MAIB_CLIENT_SECRET›", "‹MAIB_ACCESS_TOKEN›"):
        assert mask in text


def test_the_wiretap_would_see_a_leak() -> None:
    secret = "0d922db8-9a2f-4c66-a60d-76a762c9bb04"
    for text in (
        secret,
        secret.upper(),
        secret[:30],
        secret[5:],
        secret.encode().hex(),
        base64.b64encode(secret.encode()).decode(),
        base64.b64encode(b"user:" + secret.encode()).decode(),
        base64.b64encode(b"name:" + secret.encode() + b"more").decode(),
    ):
        assert leaks(secret, f"a {text} b")
    assert leaks(secret, "0d922db8 9a2f 4c66") == []
