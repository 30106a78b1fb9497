"""
The wheel works by itself: an empty environment, an empty folder, no checkout in sight.
"""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]


def run(*words: object, folder: Path) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if name != "PAYCONFORM_ROWS"}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_the_wheel_certifies_from_an_empty_environment(tmp_path: Path) -> None:
    wheels, environment, empty = tmp_path / "wheels", tmp_path / "venv", tmp_path / "empty"
    empty.mkdir()
    quiet = ("--quiet", "--disable-pip-version-check")
    build = ("--no-deps", "--no-build-isolation", "--wheel-dir", wheels)
    run(sys.executable, "-m", "pip", "wheel", *quiet, *build, CHECKOUT, folder=tmp_path)
    (wheel,) = wheels.glob("payconform-*.whl")

    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    locked = ("--require-hashes", "--no-deps", "-r", CHECKOUT / "requirements.lock")
    run(python, "-m", "pip", "install", *quiet, *locked, folder=empty)
    run(python, "-m", "pip", "install", *quiet, "--no-deps", wheel, folder=empty)
    run(python, "-m", "pip", "check", folder=empty)

    done = run(environment / "bin" / "payconform", "gate", "maib", "--json", folder=empty)
    document = json.loads(done.stdout)
    assert document["verdict"]["claim"] == "conformant"
    assert document["outcomes"].keys() == {"passed", "recorded", "skipped"}
    assert [path.name for path in empty.iterdir()] == ["reports"]
