"""
A run that cannot be taken up is told, and stays as it is.
"""

import json

import pytest
from tests.resuming.account import CONFIG, Account, killed

from payconform.reporting.journal import Journal

REFUSED = [
    (("--resume", "run"), "the run came to its end. Use --last-failed"),
    (("maib", "--resume", "run"), "PROVIDER cannot be given with --resume"),
    (("--resume", "run", "--only", "READ"), "--only cannot be given with --resume"),
    (("--resume", "run", "--target", "sandbox"), "--target cannot be given with --resume"),
    (("--resume", "nowhere"), "RUN nowhere: no such run"),
]


def test_what_cannot_be_taken_up_is_told(account: Account) -> None:
    code, said = account.certify("--rule", "MAIB-READ-01", "--out", "run")
    assert code == 0, said
    before = (account.folder / "run" / "run.json").read_bytes()
    for words, sentence in REFUSED:
        code, said = account.run("certify", *words)
        assert code == 2, said
        assert sentence in said
        assert "Traceback" not in said
    assert (account.folder / "run" / "run.json").read_bytes() == before


def test_a_run_is_taken_up_on_its_own_host_only(account: Account) -> None:
    killed(account)
    moved = CONFIG.format(url="http://127.0.0.1:1")
    (account.folder / "payconform.toml").write_text(moved, "utf-8")
    code, said = account.run("certify", "--resume", "run")
    assert code == 2, said
    assert f"and the run spoke to {account.url}. Mend base_url." in said


DAMAGED = [
    ("exchanges.ndjson", None, "holds no exchange, and findings there are"),
    ("run.json", ('"only": "CANCEL CREATE"', '"only": "DANCE"'), "selection.only DANCE: unknown"),
]


@pytest.mark.parametrize(("name", "change", "sentence"), DAMAGED)
def test_a_damaged_run_is_not_taken_up(
    account: Account, name: str, change: tuple[str, str] | None, sentence: str
) -> None:
    file = killed(account) / name
    if change is None:
        file.unlink()
    else:
        file.write_text(file.read_text("utf-8").replace(*change), "utf-8")
    code, said = account.run("certify", "--resume", "run")
    assert code == 2, said
    assert sentence in said


def test_a_run_of_another_version_is_not_taken_up(account: Account) -> None:
    folder = killed(account)
    document = json.loads((folder / "run.json").read_text("utf-8"))
    document["tool"]["version"] = "0.0.1"
    (folder / "run.json").write_text(json.dumps(document), "utf-8")
    code, said = account.run("certify", "--resume", "run")
    assert code == 2, said
    assert "tool.version: is 0.0.1" in said


def test_a_run_that_goes_on_is_not_taken_up(account: Account) -> None:
    journal = Journal(killed(account) / "exchanges.ndjson")
    code, said = account.run("certify", "--resume", "run")
    journal.close()
    assert code == 2, said
    assert "the run goes on" in said
    assert account.run("certify", "--resume", "run")[0] == 0
