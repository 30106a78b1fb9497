"""
A person pays: in a real terminal, the QRs that are drawn there, with the test as the phone.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.person.conftest import CERTIFY, CONFIG, RULES, Phone, document, outcomes, rules
from tests.person.terminal import SECRETS

from payconform import catalog
from payconform.model import Response
from payconform.reporting.drawing import BLOCKS, drawn
from payconform.simulator.serving import Simulator
from payconform.simulator.visit import Visit


def test_a_person_pays_what_is_shown(tmp_path: Path, phone: Phone, terminals: Any) -> None:
    terminal = terminals(*CERTIFY, *rules(*RULES))
    heads = []
    for _ in range(3):
        head, drawing, url = terminal.question()
        assert drawing.rstrip("\n").split("\n") == drawn(url)
        heads.append(head)
        phone.pay(url)
    code = terminal.end()
    assert heads == [
        "Pay QR 1 of 3: 1.25 MDL. a Dynamic QR, whose payment is read back",
        "Pay QR 2 of 3: 1.75 MDL. a Hybrid QR with one extension",
        "Pay QR 3 of 3: 2.00 MDL. a Dynamic QR, whose payment is refunded in full",
    ]
    run = document(tmp_path)
    assert outcomes(run) == dict.fromkeys(RULES, "passed"), terminal.shown
    assert code == 0
    assert "a person paid 3 of 3 QRs: 5.00 MDL" in terminal.shown
    assert [(one["amount"], one["outcome"]) for one in run["person"]] == [
        ("1.25", "paid"),
        ("1.75", "paid"),
        ("2.00", "paid"),
    ]
    assert "payments" in run["target"]["capabilities"]
    assert SECRETS["client_secret"] not in terminal.shown


def test_what_nobody_pays_is_never_green(tmp_path: Path, phone: Phone, terminals: Any) -> None:
    terminal = terminals(*CERTIFY, *rules("MAIB-PAY-02", "MAIB-PAY-09"))
    phone.qr(terminal.question()[2]).expires = 0.0
    terminal.until("expired")
    terminal.question()
    terminal.type("s\n")
    assert terminal.end() == 3
    run = document(tmp_path)
    assert outcomes(run) == {"MAIB-PAY-02": "unexercised", "MAIB-PAY-09": "unexercised"}
    assert [one["outcome"] for one in run["person"]] == ["expired", "skipped"]
    reasons = [one["reason"] for one in run["findings"] if one["outcome"] == "unexercised"]
    assert reasons[0].startswith("the person did not pay in time: a Dynamic QR")
    assert "a person paid 0 of 2 QRs" in terminal.shown
    assert phone.active() == []


def test_ctrl_c_while_waiting_ends_the_run_gently(
    tmp_path: Path, phone: Phone, terminals: Any
) -> None:
    terminal = terminals(*CERTIFY, *rules("MAIB-PAY-02", "MAIB-PAY-09"))
    terminal.question()
    terminal.type("\x03")
    assert terminal.end() == 3
    run = document(tmp_path)
    assert run["verdict"]["claim"] == "inconclusive"
    assert "interrupted" in run["verdict"]["sentence"]
    assert [one["outcome"] for one in run["person"]] == ["interrupted"]
    assert run["left_behind"] == []
    assert phone.active() == []
    assert "Traceback" not in terminal.shown


def test_a_secret_in_a_qr_is_not_shown(tmp_path: Path, terminals: Any) -> None:
    behaviour = catalog.behaviour("maib")
    honest = behaviour.handlers["createQr"]

    def leaking(visit: Visit) -> Response:
        answer = honest(visit)
        body = json.loads(answer.body)
        body["result"]["url"] = f"https://mia.example/{SECRETS['client_secret']}"
        return replace(answer, body=json.dumps(body).encode())

    liar = replace(behaviour, handlers={**behaviour.handlers, "createQr": leaking})
    serving = Simulator(liar, SECRETS, blind=True).start()
    try:
        (tmp_path / "payconform.toml").write_text(CONFIG.format(url=serving.url), "utf-8")
        terminal = terminals(*CERTIFY, *rules("MAIB-PAY-02"))
        _, drawing, url = terminal.question()
        terminal.type("s\n")
        assert terminal.end() == 3
    finally:
        serving.stop()
    assert url == "https://mia.example/‹MAIB_CLIENT_SECRET›"
    assert drawing.rstrip("\n").split("\n") == drawn(url)


@pytest.mark.usefixtures("simulator")
def test_a_narrow_terminal_shows_the_url_only(terminals: Any) -> None:
    terminal = terminals(*CERTIFY, *rules("MAIB-PAY-02"), columns=30)
    shown = terminal.until(r"Pay QR .*https://\S+")[0]
    assert not set(BLOCKS.strip()) & set(shown)
    assert "cannot be drawn" in shown
    terminal.type("s\n")
    assert terminal.end() == 3


@pytest.mark.usefixtures("simulator")
def test_without_colours_light_modules_are_drawn(terminals: Any) -> None:
    terminal = terminals(*CERTIFY, *rules("MAIB-PAY-02"), NO_COLOR="1")
    _, drawing, url = terminal.question()
    assert drawing.rstrip("\n").split("\n") == drawn(url, inverse=True)
    terminal.type("s\n")
    assert terminal.end() == 3
