"""
A run tells which operations were answered with success, and is not green where one never was.
"""

import json
from pathlib import Path

import pytest
from tests.mini.conftest import QUICKLY, edit, payconform

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
