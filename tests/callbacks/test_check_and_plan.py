"""
What check and plan say of callbacks.
"""

import json
from typing import Any

from click.testing import CliRunner
from tests.callbacks.conftest import NAMED, port_of
from tests.callbacks.front import Front

from payconform.cli import main
from payconform.model import Response


def checked(*words: str) -> dict[str, dict[str, Any]]:
    done = CliRunner().invoke(main, ["check", "maib", "--target", "box", "--json", *words])
    return {one["name"]: one for one in json.loads(done.stdout)["checks"]}


def test_check_sees_callbacks_arrive(configured: Any, front: Front) -> None:
    found = checked()
    assert found["callbacks"]["outcome"] == "ok"
    assert found["callbacks"]["says"] == f"{front.url} arrives at 127.0.0.1:{front.port}"
    assert found["receive_callbacks"]["says"] == "there"


def test_check_warns_of_an_address_without_tls(configured: Any, front: Front) -> None:
    configured(public_url=f"{front.plain}/hooks")
    found = checked()["callbacks"]
    assert found["outcome"] == "warning"
    assert found["says"].endswith("; in clear, which a provider may refuse")
    assert found["key"] == "targets.box.callbacks.public_url"


def test_check_sees_callbacks_arrive_in_a_folder(
    configured: Any, front: Front, receive: Any
) -> None:
    front.port = port_of(receive())
    configured(listen=None)
    assert checked("--callbacks", "in")["callbacks"]["says"] == f"{front.url} arrives in in"


def test_check_names_the_key_of_an_address_that_leads_nowhere(
    configured: Any, front: Front
) -> None:
    front.lead = lambda _: Response(404)
    last = list(checked().values())[-1]
    assert (last["name"], last["outcome"], last["exit_code"]) == ("callbacks", "failed", 3)
    assert last["key"] == "targets.box.callbacks.public_url"


def test_check_names_the_keys_that_are_missing(configured: Any) -> None:
    configured(listen=None, public_url=None)
    found = checked()
    assert "callbacks" not in found
    assert found["receive_callbacks"]["key"] == "targets.box.callbacks"


def test_a_plan_counts_the_stories_of_callbacks(configured: Any) -> None:
    line = ["plan", "maib", "--target", "box", "--rule", NAMED, "--json"]
    told = json.loads(CliRunner().invoke(main, line).stdout)
    assert (told["tests"], told["skipped"]) == (1, {})
    configured(listen=None, public_url=None)
    told = json.loads(CliRunner().invoke(main, line).stdout)
    assert told["tests"] == 0
