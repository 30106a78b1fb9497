"""
The command prints a line for each check, and ends as the worst of them.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.readiness.conftest import answer

from payconform.spec.rows import providers


def payconform(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "payconform", "check", *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_prints_a_line_for_each_check(answering: Any, tmp_path: Path) -> None:
    url = answering(answer("403 Forbidden", "{}")).url
    done = payconform(tmp_path, "maib", "--target", url)
    assert done.returncode == 3, done.stderr
    assert done.stdout.splitlines()[-1] == (
        "failed   first call        the target answers 403: this address or project is not allowed "
        "there. [--credentials]"
    )


def test_the_command_finds_the_provider_of_a_target(tmp_path: Path, configured: Any) -> None:
    configured("https://a.invalid")
    done = payconform(tmp_path, "--target", "x", "--json")
    assert done.returncode == 2
    document = json.loads(done.stdout)
    assert (document["provider"], document["exit_code"]) == ("maib", 2)
    assert [one["outcome"] for one in document["checks"]] == ["ok", "failed"]
    assert document["checks"][1]["key"] == "targets.x.credentials.client_id"


def test_a_ready_target_ends_the_command_with_0(answering: Any, tmp_path: Path) -> None:
    done = payconform(tmp_path, "maib", "--target", answering(answer()).url, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["exit_code"] == 0


def test_a_target_of_an_unknown_provider_is_told(tmp_path: Path, configured: Any) -> None:
    configured("https://a.invalid")
    text = Path("payconform.toml").read_text().replace('"maib"', '"tea"')
    Path("payconform.toml").write_text(text)
    done = payconform(tmp_path, "--target", "x")
    assert done.returncode == 2
    known = ", ".join(providers())
    assert done.stderr == f"payconform: PROVIDER tea: unknown. Known: {known}.\n"
