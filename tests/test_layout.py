"""
The layout holds itself: one word is a provider in every row, and shared code knows none of them.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest

import payconform
from payconform import catalog, profiles
from payconform.ledger import Entry, ledger
from payconform.model import Rule
from payconform.profiles import contents, signatures
from payconform.simulator.visit import OBEYED
from payconform.spec import closed, rows
from payconform.spec.rules import areas, rulebook

SRC = Path(payconform.__file__).parent
MINIATURE = Path(__file__).parent / "providers"
MOST_LINES = 300
EXAMPLES = {"cli", "plugin.py"}  # their help shows commands that can be pasted as they stand

with pytest.MonkeyPatch.context() as _here:
    _here.setenv("PAYCONFORM_ROWS", str(MINIATURE))
    PROVIDERS = rows.providers()

every_provider = pytest.mark.parametrize("provider", PROVIDERS)


@pytest.fixture(autouse=True)
def _all_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYCONFORM_ROWS", str(MINIATURE))


# --- shared code knows no provider ---


def naming(words: Iterable[str], folder: Path) -> set[str]:
    """
    The children of a folder, its providers/ left out, in whose files one of the words stands.
    """
    word = re.compile(rf"(?<![a-z0-9])({'|'.join(words)})(?![a-z0-9])", re.IGNORECASE)
    found = set()
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts[0] != "providers" and "__pycache__" not in parts:
            text = f"{path.relative_to(folder)}\n{path.read_text('utf-8')}"
            found |= {parts[0]} if word.search(text) else set()
    return found


def test_shared_code_names_no_provider() -> None:
    assert naming(PROVIDERS, SRC) == EXAMPLES


@pytest.mark.parametrize(
    "shared", [("suites", "common"), ("fixtures", "qr"), ("fixtures", "schemas")], ids="/".join
)
def test_shared_rows_name_no_provider(shared: tuple[str, str]) -> None:
    assert naming(PROVIDERS, rows.find(*shared)) == set()


@pytest.mark.parametrize(
    "said", ["if key == 'alpha':", "# as Alpha does", "alpha_token", "ALPHA-1"]
)
def test_a_name_in_shared_code_is_found(said: str, tmp_path: Path) -> None:
    (tmp_path / "wire").mkdir()
    (tmp_path / "wire" / "bad.py").write_text(said, "utf-8")
    (tmp_path / "good.py").write_text("alphabet, betalpha", "utf-8")
    assert naming(["alpha", "beta"], tmp_path) == {"wire"}


# --- one word, the same files in every row ---


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name[0] not in "._" or path.is_file()}


def code_of(provider: str) -> Path:
    catalog.load(provider)
    return Path(import_module(f"payconform.providers.{provider}").__path__[0])


@every_provider
def test_a_provider_has_the_same_files_in_each_row(provider: str) -> None:
    specs = {"openapi.yaml", "rules.yaml", "SOURCES.md"}
    assert specs <= names(rows.find("specs", provider)) <= specs | {"fields.yaml"}
    fixtures = names(rows.find("fixtures", provider))
    optional = {"signing.json", "exchanges", "mutations.json", "corpus.json"}
    assert {"credentials.yaml"} <= fixtures <= {"credentials.yaml"} | optional
    assert {"__init__.py", "profile.py", "simulator.py"} <= names(code_of(provider))
    assert any(name.startswith("test_") for name in names(rows.find("suites", provider)))


@pytest.mark.parametrize("row", ["specs", "fixtures", "suites"])
def test_every_folder_of_a_row_is_a_provider(row: str) -> None:
    folders = {name for root in rows.every(row) for name in names(root) if (root / name).is_dir()}
    assert folders - {"common", "qr", "schemas"} == set(PROVIDERS)


def misnamed(names_of_files: Iterable[str]) -> list[str]:
    """
    Suite files that are not test_<chapter>_<area>.py, a topic of the area behind it if need be.
    """
    chapters = "|".join(f"{area.chapter}_{area.code.lower()}" for area in areas())
    suites = [name for name in names_of_files if name.startswith("test")]
    return [name for name in suites if not re.fullmatch(rf"test_({chapters})(_[a-z]+)?\.py", name)]


@pytest.mark.parametrize("suite", ["common", *PROVIDERS])
def test_suite_files_are_named_by_chapter_and_area(suite: str) -> None:
    assert misnamed(names(rows.find("suites", suite))) == []


def test_a_suite_file_of_another_name_is_found() -> None:
    bad = ["test_cancel.py", "test_1_cancel.py", "test_4_cancelling.py"]
    assert misnamed(["conftest.py", "test_4_cancel.py", *bad]) == bad


# --- data is closed ---


def test_the_chapters_satisfy_their_schema() -> None:
    closed.read(rows.find("specs", "areas.yaml"), "areas")


@every_provider
def test_the_rules_and_credentials_satisfy_their_schemas(provider: str) -> None:
    assert closed.read(rows.find("specs", provider, "rules.yaml"), "rules")["provider"] == provider
    closed.read(rows.find("fixtures", provider, "credentials.yaml"), "credentials")


@every_provider
def test_the_signing_vectors_satisfy_their_schema(provider: str) -> None:
    for path in rows.find("fixtures", provider).glob("signing.json"):
        document = closed.read(path, "signing")
        vectors = [vector for group in document["groups"] for vector in group["vectors"]]
        ids = [vector["id"] for vector in vectors]
        assert len(ids) == len(set(ids))
        assert {flag for vector in vectors for flag in vector["flags"]} == document["notes"].keys()
        assert document["provider"] == provider


@every_provider
def test_the_exchanges_satisfy_their_schema(provider: str) -> None:
    document = catalog.load(provider).document
    for path in rows.find("fixtures", provider).glob("exchanges/*"):
        exchange = closed.read(path, "exchange")
        assert re.fullmatch(rf"{exchange['operation']}\.[a-z_]+\.yaml", path.name)
        assert exchange["operation"] in {*document.operations, *document.callbacks}
        assert exchange["source"] in cited(provider)


# --- a rule has a source, a place in the OpenAPI document, a behaviour, a test and a fault ---


def keys_of(sources: str) -> set[str]:
    """
    The first column of the tables in SOURCES.md.
    """
    return set(re.findall(r"^\| `([^`]+)` \|", sources, re.MULTILINE))


def cited(provider: str) -> set[str]:
    return keys_of(rows.find("specs", provider, "SOURCES.md").read_text("utf-8"))


def unsourced(rules: Iterable[Rule], keys: set[str]) -> set[tuple[str, str]]:
    return {(rule.id, key) for rule in rules for key in rule.source if key not in keys}


@every_provider
def test_every_source_of_a_rule_stands_in_the_sources(provider: str) -> None:
    assert unsourced(rulebook(provider).rules, cited(provider)) == set()


def test_a_source_that_stands_elsewhere_only_is_found() -> None:
    keys = keys_of("| key | page |\n|---|---|\n| `pages` | see `notes` |\n\n`talk` is none.")
    assert unsourced([RULE], keys) == {("ALPHA-PAY-01", "notes")}


def rule_ids(node: Any, components: Mapping[str, Any] | None = None) -> Iterator[str]:
    """
    Every id of an x-rules below a node; references are followed where components are given.
    """
    if isinstance(node, list):
        for part in node:
            yield from rule_ids(part, components)
    elif isinstance(node, dict):
        yield from node.get("x-rules", ())
        if components and "$ref" in node:
            _, _, kind, name = node["$ref"].split("/")
            yield from rule_ids(components[kind][name], components)
        for part in node.values():
            yield from rule_ids(part, components)


@every_provider
def test_the_openapi_document_is_valid(provider: str) -> None:
    openapi_spec_validator.validate(catalog.load(provider).document.raw)


@every_provider
def test_the_openapi_document_names_every_rule_of_the_provider(provider: str) -> None:
    slice_ = catalog.load(provider)
    named = set(rule_ids(slice_.document.raw))
    assert named <= slice_.rules.by_id.keys()
    assert {rule.id for rule in slice_.rules.rules if rule.party == "provider"} <= named


@every_provider
def test_every_must_rule_has_a_behaviour(provider: str) -> None:
    slice_ = catalog.load(provider)
    catalog.behaviour(provider)
    obeyed = {rule for rule in OBEYED if rule.startswith(f"{provider.upper()}-")}
    assert obeyed <= slice_.rules.by_id.keys()
    enforced = {
        rule
        for operation in slice_.document.operations.values()
        for part in ("requestBody", "parameters")
        for rule in rule_ids(operation.definition.get(part), operation.components)
    }
    musts = {
        rule.id
        for rule in slice_.rules.rules
        if (rule.party, rule.level) == ("provider", "must") and not rule.unbreakable
    }
    assert musts - obeyed - enforced == set()


@every_provider
def test_every_rule_has_a_test_and_every_must_rule_a_fault(provider: str) -> None:
    entries = ledger(provider)
    assert entries
    assert {entry.rule.id: entry.orphaned for entry in entries if entry.orphaned} == {}


@every_provider
def test_the_rule_of_every_fault_exists(provider: str) -> None:
    broken = {fault.rule for fault in catalog.behaviour(provider).faults}
    assert broken
    assert broken <= rulebook(provider).by_id.keys()


@every_provider
def test_every_abstract_rule_that_is_implemented_exists(provider: str) -> None:
    known = closed.read(rows.find("specs", "areas.yaml"), "areas")["abstract"]
    for rule in rulebook(provider).rules:
        if rule.implements:
            assert (rule.implements, rule.area) in {(one["id"], one["area"]) for one in known}


@every_provider
def test_a_profile_offers_what_its_rules_need(provider: str) -> None:
    slice_ = catalog.load(provider)
    assert isinstance(slice_.profile, profiles.Profile)
    if slice_.rules.implementing("COMMON-CALLBACK-01"):
        assert isinstance(slice_.profile, profiles.CallsBack)
    if any(slice_.rules.implementing(f"COMMON-QR-0{number}") for number in range(1, 5)):
        assert isinstance(slice_.profile, contents.FillsQr)
    if slice_.rules.implementing("COMMON-ERROR-03"):
        assert isinstance(slice_.profile, profiles.TakesSecret)
    if list(rows.every("fixtures", provider, "signing.json")):
        assert isinstance(slice_.profile, signatures.Explains)
        assert slice_.profile.SIGNED
        assert {"request", "answer", "callback"} >= slice_.profile.SIGNED


RULE = Rule(
    "ALPHA-PAY-01",
    "PAY",
    "must",
    "documented",
    "provider",
    ("pay",),
    "It pays.",
    ("pages", "notes"),
)


@pytest.mark.parametrize(
    ("rule", "tests", "faults", "lacks"),
    [
        (RULE, (), ("a_liar",), "no test"),
        (RULE, ("a test",), (), "no fault"),
        (replace(RULE, basis="standard"), ("a test",), (), "no fault"),
        (replace(RULE, basis="assumed"), ("a test",), (), ""),
        (replace(RULE, untested="It costs money."), (), ("a_liar",), ""),
        (replace(RULE, unbreakable="It holds of itself."), ("a test",), (), ""),
        (RULE, ("a test",), ("a_liar",), ""),
    ],
)
def test_a_rule_without_test_or_fault_is_found(
    rule: Rule, tests: tuple[str, ...], faults: tuple[str, ...], lacks: str
) -> None:
    assert Entry(rule, tests, faults).orphaned == lacks


# --- modules are small and say what they are for ---


def test_no_module_is_long() -> None:
    lines = {str(path): path.read_text("utf-8").count("\n") for path in SRC.rglob("*.py")}
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_every_module_says_what_it_is_for() -> None:
    trees = {str(path): ast.parse(path.read_text("utf-8")) for path in SRC.rglob("*.py")}
    assert len(trees) > 50
    assert [path for path, tree in trees.items() if not ast.get_docstring(tree)] == []
