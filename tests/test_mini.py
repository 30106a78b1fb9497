"""
A provider in miniature, which lives outside the project, is certified by its folders alone.
"""

import json
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from payconform import catalog
from payconform.cli import main
from payconform.model import Request
from payconform.signing.digests import fingerprint
from payconform.simulator.diagnosis import HEADER
from payconform.spec import closed
from payconform.spec.rows import providers
from payconform.spec.rules import rulebook

ROOT = Path(__file__).parent / "providers"
VECTORS = {
    vector["id"]: vector
    for group in closed.read(ROOT / "fixtures/mini/signing.json", "signing")["groups"]
    for vector in group["vectors"]
}

with pytest.MonkeyPatch.context() as _here:
    _here.setenv("PAYCONFORM_ROWS", str(ROOT))
    FLIPS = [
        f"{switch.name}={choice}"
        for switch in rulebook("mini").switches.values()
        for choice in switch.choices[1:]
    ]

QUICKLY = ("certify", "mini", "--cases", "2")


def payconform(folder: Path, *words: str, root: Path | None = ROOT) -> tuple[int, str, str]:
    """
    Exit code, output and errors of a command, run in a folder of its own.
    """
    done = subprocess.run(
        [sys.executable, "-m", "payconform", *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder)}
        | ({"PAYCONFORM_ROWS": str(root)} if root else {}),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


# --- the run ---


def test_it_is_certified_as_a_simulator_self_check(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "certify", "mini", "--out", "run")
    assert code == 0, said + wrong
    assert "simulator self-check" in said
    run = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    assert run["provider"]["key"] == "mini"
    assert run["outcomes"].keys() == {"passed", "recorded"}
    areas = {finding["rule"].split("-")[1] for finding in run["findings"]}
    assert {"FIELD", "FUZZ"} <= areas
    assert {finding["rule"] for finding in run["findings"]} >= {"MINI-AUTH-01", "MINI-AUTH-06"}
    assert run["left_behind"] == []


def test_it_is_certified_without_a_control_api(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, *QUICKLY, "--blind")
    assert code == 0, said + wrong
    assert "needs the capability second_merchant: MINI-AUTH-03" in said
    assert "races" not in said


@pytest.mark.parametrize("flip", FLIPS)
def test_a_flipped_switch_fails_nothing(flip: str, tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, *QUICKLY, "--switch", flip)
    assert code == 0, said + wrong


def test_every_liar_is_caught_by_its_own_rule(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "selftest", "mini", "--own-rule", "--json")
    assert code == 0, said + wrong
    matrix = json.loads(said)
    assert [fault["id"] for fault in matrix["faults"] if not fault["killed"]] == []
    liars = {fault["id"] for fault in matrix["faults"]}
    assert {"signature_is_not_checked_on_cancel", "two_cancels_at_once_both_succeed"} <= liars
    assert matrix["false_alarms"] == []


def test_a_liar_makes_it_non_conformant(tmp_path: Path) -> None:
    lie = "signature_is_not_checked_on_cancel"
    code, said, _ = payconform(tmp_path, "certify", "mini", "--fault", lie, "--only", "AUTH")
    assert code == 1
    assert "MINI-AUTH-05" in said


def test_without_its_root_it_is_no_provider(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "certify", "mini", root=None)
    assert (code, said) == (2, "")
    assert f"mini: unknown. Known: {', '.join(providers())}" in wrong


# --- signing under fuzz ---


def fuzzed(folder: Path, *words: str) -> list[dict[str, Any]]:
    """
    The exchanges of a run of the fuzzing chapter.
    """
    words = ("certify", "mini", "--only", "FUZZ", "--cases", "60", "--out", "run", *words)
    code, said, wrong = payconform(folder, *words)
    assert code in (0, 1), said + wrong
    lines = (folder / "run" / "exchanges.ndjson").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_nothing_that_fuzzing_sends_is_refused_for_its_signature(tmp_path: Path) -> None:
    exchanges = fuzzed(tmp_path)
    sent = [one["request"] for one in exchanges]
    assert {"POST", "PUT", "PATCH", "DELETE"} <= {one["method"] for one in sent}
    assert any("?" in one["target"] for one in sent)
    bodies = [one["body"] for one in sent if one["target"] == "/charges"]
    assert "" in bodies
    assert any(map(is_broken, bodies))
    assert [one["id"] for one in exchanges if one["response"]["status"] == 401] == []


def test_a_signature_over_other_bytes_than_those_sent_is_noticed(tmp_path: Path) -> None:
    lie = "a_long_body_is_verified_over_its_beginning"
    exchanges = fuzzed(tmp_path, "--fault", lie)
    assert 401 in {one["response"]["status"] for one in exchanges}
    run = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    failed = {one["rule"] for one in run["findings"] if one["outcome"] == "failed"}
    assert failed == {"MINI-AUTH-06"}


def is_broken(body: str) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return bool(body)
    return False


# --- its operations ---

LIE = """

@answering("MINI-CANCEL-01", "cancelCharge")
def a_cancel_never_succeeds(visit: Visit, proceed: Proceed) -> Response:
    return replace(proceed(visit), status=202)
"""
VOID = """  /charges/{id}/void:
    parameters:
      - {$ref: '#/components/parameters/ChargeId'}
    post: {operationId: voidCharge, x-alternative: ending, responses: {}}

"""
CHOICE = """

def valid(operation: str, caller: Caller) -> Call:
    def probe(one: str) -> Exchange:
        return caller.send(Call(one, path=simple("getCharge", caller).path))

    if operation in ("voidCharge", "cancelCharge"):
        operation = caller.alternative("ending", probe)
    return simple(operation, caller)
"""


def edit(path: Path, *changes: tuple[str, str], end: str = "") -> None:
    """
    Replace words of a file, and add to its end.
    """
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text + end, "utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """
    Mini's rows, to be changed.
    """
    return shutil.copytree(ROOT, tmp_path / "copy", ignore=shutil.ignore_patterns("__pycache__"))


@pytest.fixture
def choosing(copy: Path) -> Path:
    """
    The rows of a Mini whose document voids a charge or cancels it, and whose target cancels it.
    """
    cancel = "  /charges/{id}/cancel:\n"
    named = "operationId: cancelCharge\n"
    edit(
        copy / "specs/mini/openapi.yaml",
        (cancel, VOID + cancel),
        (named, f"{named}      x-alternative: ending\n"),
    )
    every = "[createCharge, getCharge, "
    edit(copy / "specs/mini/rules.yaml", (f"{every}cancel", f"{every}voidCharge, cancel"))
    edit(copy / "providers/mini/profile.py", ("def valid(", "def simple("), end=CHOICE)
    handlers = 'handlers={"createCharge"'
    edit(
        copy / "providers/mini/simulator.py",
        (handlers, handlers.replace("{", '{"voidCharge": unrouted, ')),
    )
    return copy


def operations(run: Path) -> dict[str, tuple[int, bool]]:
    """
    Calls of each operation, and whether any of them succeeded.
    """
    entries = json.loads((run / "run.json").read_text("utf-8"))["operations"]
    return {one["id"]: (one["calls"], one["successes"] > 0) for one in entries}


def test_every_operation_is_answered_with_success(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, *QUICKLY, "--out", "run")
    assert code == 0, said + wrong
    assert "spec coverage: operations 3 of 3, parameters 2 of 2, members 3 of 3, " in said
    assert "never" not in said
    assert list(operations(tmp_path / "run")) == ["createCharge", "getCharge", "cancelCharge"]


def test_an_operation_that_never_succeeds_is_named(copy: Path, tmp_path: Path) -> None:
    edit(copy / "providers/mini/faults.py", end=LIE)
    words = ("certify", "mini", "--fault", "a_cancel_never_succeeds", "--out", "run")
    code, said, wrong = payconform(tmp_path, *words, root=copy)
    assert code == 1, said + wrong
    assert "spec coverage: operations 2 of 3, " in said
    assert "operations never answered with success: cancelCharge\n" in said
    calls, succeeded = operations(tmp_path / "run")["cancelCharge"]
    assert calls > 1
    assert not succeeded


def test_of_alternatives_the_one_that_is_served_is_tested(choosing: Path, tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, *QUICKLY, "--out", "run", root=choosing)
    assert code == 0, said + wrong
    assert "spec coverage: operations 3 of 3, " in said
    called = operations(tmp_path / "run")
    assert called["voidCharge"] == (1, False)
    assert called["cancelCharge"][1]
    findings = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))["findings"]
    tests = [one["test"] for one in findings if one["rule"] == "MINI-AUTH-01"]
    assert [test.rpartition("-")[2] for test in tests] == [
        "createCharge]",
        "getCharge]",
        "voidCharge]",
    ]


UNTOLD = "    post: {operationId: voidCharge, responses: {}}\n\n"  # no rule, no story: never called
GETS = "      operationId: getCharge\n"
NEVER = "unexercised operations, never answered with success: voidCharge"


@pytest.fixture
def voiding(copy: Path) -> Path:
    """
    The rows of a Mini whose document has an operation that nothing calls.
    """
    cancel, place = "  /charges/{id}/cancel:\n", VOID.partition("    post:")[0]
    edit(copy / "specs/mini/openapi.yaml", (cancel, place + UNTOLD + cancel))
    return copy


def test_an_operation_that_nothing_calls_is_not_green(voiding: Path, tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, *QUICKLY, "--out", "run", root=voiding)
    assert code == 3, said + wrong
    assert "operations 3 of 4, " in said
    run = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    assert run["outcomes"].keys() == {"passed", "recorded"}
    assert run["verdict"]["sentence"].endswith(NEVER)
    assert 'errors="1"' in (tmp_path / "run" / "junit.xml").read_text("utf-8")


def test_a_narrowed_run_does_not_ask_for_it(voiding: Path, tmp_path: Path) -> None:
    words = ("certify", "mini", "--only", "CANCEL")
    code, said, wrong = payconform(tmp_path, *words, root=voiding)
    assert code == 0, said + wrong


def test_nor_does_a_run_on_a_target_that_lacks_what_it_needs(voiding: Path, tmp_path: Path) -> None:
    needy = "operationId: voidCharge, x-needs: [kettle]"
    edit(voiding / "specs/mini/openapi.yaml", ("operationId: voidCharge", needy))
    code, said, wrong = payconform(tmp_path, *QUICKLY, root=voiding)
    assert code == 0, said + wrong
    assert "never" not in said
    assert "operations outside the scope: voidCharge\n" in said
    _, said, _ = payconform(tmp_path, "show", "latest", "--coverage", root=voiding)
    assert "voidCharge is outside the scope: the target lacks a capability that it needs" in said


STORY = """

@pytest.mark.rule("MINI-CANCEL-09")
@pytest.mark.needs("{what}")
def test_a_charge_is_void(target: Target, charge: str) -> None:
    target.send(Call("voidCharge", path={{"id": charge}}))
"""
RULE = """
  - id: MINI-CANCEL-09
    area: CANCEL
    level: must
    basis: documented
    party: provider
    operations: [voidCharge]
    says: A charge that is void stays void for ever.
    source: [own]
"""


@pytest.mark.parametrize(("what", "code"), [("kettle", 0), ("races", 3)])
def test_an_operation_whose_own_stories_are_skipped_is_outside_the_scope(
    what: str, code: int, voiding: Path, tmp_path: Path
) -> None:
    edit(voiding / "specs/mini/rules.yaml", end=RULE)
    edit(voiding / "suites/mini/test_4_cancel.py", end=STORY.format(what=what))
    edit(
        voiding / "providers/mini/simulator.py",
        ('handlers={"createCharge"', 'handlers={"voidCharge": unrouted, "createCharge"'),
    )
    done, said, wrong = payconform(tmp_path, *QUICKLY, root=voiding)
    assert done == code, said + wrong
    assert (NEVER in said) is (code == 3)
    _, said, _ = payconform(tmp_path, "show", "latest", "--coverage", root=voiding)
    told = "voidCharge is outside the scope: every test that is about it alone was skipped"
    assert (told in said) is (code == 0)


# --- the signature ---


def request_of(message: str) -> Request:
    """
    A request as it stands on the wire.
    """
    head, _, body = message.partition("\r\n\r\n")
    (method, target, _), *headers = [line.split(" ", 2) for line in head.split("\r\n")]
    pairs = tuple((name.removesuffix(":"), value) for name, value in headers)
    return Request(method, target, pairs, body.encode("utf-8"))


@pytest.fixture
def signing(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("PAYCONFORM_ROWS", str(ROOT))
    catalog.load("mini")
    return import_module("payconform.providers.mini.signing")


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_a_signing_vector_holds_with_its_middle(vector: dict[str, Any], signing: Any) -> None:
    request = request_of(vector["message"])
    signature = signing.sign(request, vector["key"])
    assert signature.canonical == vector["canonical"]
    assert signature.string_to_sign == vector["string_to_sign"]
    assert signature.value == vector["signature"]
    assert request.header("x-signature") == vector["received"]
    assert signing.verifies(request, vector["key"]) is (vector["result"] == "valid")


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_signing_anew_makes_a_vector_valid(vector: dict[str, Any], signing: Any) -> None:
    credentials = {"merchant_id": "mini-merchant", "secret_key": vector["key"]}
    request = signing.signed(request_of(vector["message"]), credentials)
    assert request.header("x-signature") == vector["signature"]
    assert [name.lower() for name, _ in request.headers].count("x-signature") == 1
    assert signing.verifies(request, vector["key"])


def test_a_body_that_is_not_text_is_signed_as_it_is(signing: Any) -> None:
    first, second = (Request("POST", "/charges", (), body) for body in (b"\xff", b"\xfe"))
    assert signing.sign(first, "key").value != signing.sign(second, "key").value


# --- the doctor ---

SLIPS = {"body-reserialised": "writes the body anew before it is signed (MINI-AUTH-06)"}


def raw(vector: dict[str, Any]) -> str:
    """
    A vector's message with the length of its body, so that a line feed at its end counts.
    """
    head, blank, body = vector["message"].partition("\r\n\r\n")
    return f"{head}\r\nContent-Length: {len(body.encode())}{blank}{body}"


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_its_vectors_are_explained(
    vector: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCONFORM_ROWS", str(ROOT))
    file = tmp_path / "request.http"
    file.write_bytes(raw(vector).encode("utf-8"))
    done = CliRunner().invoke(main, ["explain", "mini", str(file)])
    assert done.exit_code == (0 if vector["result"] == "valid" else 1), done.output
    assert f"  expected  {vector['signature']}\n" in done.output
    assert f"  key       fingerprint {fingerprint(vector['key'])}\n" in done.output
    assert vector["key"] not in done.output
    assert "canonical" not in done.output  # the scheme has none
    named = re.findall("the sender (.*)", done.output)
    assert named == [slip for name, slip in SLIPS.items() if name == vector["id"]]


def test_its_simulator_says_why_it_refuses(tmp_path: Path) -> None:
    wrong = VECTORS["body-reserialised"]
    request = request_of(wrong["message"])
    words = [sys.executable, "-m", "payconform", "serve", "mini", "--debug-signatures"]
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PAYCONFORM_ROWS": str(ROOT)}
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stdout
            url = serving.stdout.readline().split()[3]
            sent = {"content": request.body, "headers": list(request.headers)}
            told = httpx.post(url + request.target, **sent)
            slow = {"faults": ["two_cancels_at_once_both_succeed"]}
            minted = httpx.post(f"{url}/_payconform/sessions", json=slow).json()["credentials"]
            headers = {"X-Merchant": minted["merchant_id"], "X-Signature": "x"}
            later = httpx.post(f"{url}/charges/1/cancel", headers=headers, timeout=30)
        finally:
            serving.terminate()
    assert told.status_code == later.status_code == 401
    assert told.headers[HEADER] == f"the sender {SLIPS[wrong['id']]}"
    assert later.headers[HEADER].endswith(f"fingerprint {fingerprint(minted['secret_key'])}")
