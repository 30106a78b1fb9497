"""
The QR of what was created, drawn by the control API.
"""

import io
import json
from collections.abc import Iterator

import httpx
import pytest
import segno

from payconform.model import Response
from payconform.simulator.engine import Behaviour
from payconform.simulator.images import SCALE, image
from payconform.simulator.serving import Simulator
from payconform.spec.rules import Rulebook

CONTENT = "https://tea.example/1/m/0123456789abcdef"
STATE = {"one": CONTENT, "a/b": "slash", "long": "x" * 5000}


@pytest.fixture(scope="module")
def qrs() -> Iterator[str]:
    behaviour = Behaviour(
        rules=Rulebook("tea", "Tea", (), ()),
        operations={},
        handlers={},
        steps=(),
        unrouted=lambda visit: Response(404),
        identify=lambda request: request.header("x-guest"),
        account=lambda credentials: credentials["guest"],
        mint=lambda nonce: {"guest": nonce()},
        state=lambda: STATE,
        shown=lambda state, name: state.get(name),
    )
    simulator = Simulator(behaviour, {"guest": "standing"}).start()
    yield f"{simulator.url}/_payconform/sessions/standing/qrs"
    simulator.stop()


@pytest.mark.parametrize(("kind", "media"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_a_qr_is_drawn_as_the_library_draws_it(qrs: str, kind: str, media: str) -> None:
    answer = httpx.get(f"{qrs}/one.{kind}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    drawn = io.BytesIO()
    segno.make_qr(CONTENT).save(drawn, kind=kind, scale=SCALE)
    assert answer.content == drawn.getvalue()


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("two.svg", 404, "no such QR"),
        ("one.gif", 404, "drawn as one of svg, png"),
        ("one", 404, "drawn as one of svg, png"),
        ("long.png", 400, "no QR holds as much"),
    ],
)
def test_what_cannot_be_drawn_is_said(qrs: str, path: str, status: int, problem: str) -> None:
    answer = httpx.get(f"{qrs}/{path}")
    assert answer.status_code == status
    assert problem in json.loads(answer.content)["problem"]


def test_an_id_may_hold_a_slash(qrs: str) -> None:
    assert httpx.get(f"{qrs}/a%2Fb.svg").content == image("slash", "svg").body


def test_nobody_else_has_it(qrs: str) -> None:
    assert httpx.get(f"{qrs.replace('standing', 'nobody')}/one.svg").status_code == 404
