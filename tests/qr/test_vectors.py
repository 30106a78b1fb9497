"""
The text of QRs with known answers: fixtures/qr.
"""

from decimal import Decimal
from typing import Any

import pytest

from payconform.qr import Terms, crc, decode
from payconform.spec import closed, rows

FILES = {path.name: closed.read(path, "qr") for path in rows.find("fixtures", "qr").iterdir()}
CHECKSUMS = [one for file in FILES.values() for one in file["checksums"]]
VECTORS = {one["id"]: one for file in FILES.values() for one in file["vectors"]}
SOUND = [one for one in VECTORS.values() if one["result"] == "valid"]
FAULTY = [one for one in VECTORS.values() if one["result"] == "invalid"]


def test_ids_are_used_once_and_every_flag_is_explained() -> None:
    assert len(VECTORS) == sum(len(file["vectors"]) for file in FILES.values())
    for file in FILES.values():
        assert {flag for one in file["vectors"] for flag in one["flags"]} == file["notes"].keys()


@pytest.mark.parametrize("vector", CHECKSUMS, ids=lambda vector: vector["id"])
def test_a_checksum_is_the_one_that_is_known(vector: dict[str, Any]) -> None:
    assert crc(vector["text"]) == vector["crc"]


def test_a_checksum_begins_from_ones() -> None:
    assert crc(VECTORS["dynamic-rupiah"]["text"][:-4]) != "7F42"  # what 0x0000 makes of it


@pytest.mark.parametrize("vector", SOUND, ids=lambda vector: vector["id"])
def test_a_sound_text_says_what_it_asks_for(vector: dict[str, Any]) -> None:
    content, wanted = decode(vector["text"]), vector["terms"]
    assert content.faults == ()
    assert content.kind == vector["kind"]
    assert content.terms == Terms(
        None if wanted["amount"] is None else Decimal(wanted["amount"]),
        wanted["currency"],
        tuple(wanted["references"]),
        wanted["dynamic"],
    )


@pytest.mark.parametrize("vector", FAULTY, ids=lambda vector: vector["id"])
def test_the_first_fault_has_its_place(vector: dict[str, Any]) -> None:
    fault = decode(vector["text"], vector["kind"]).faults[0]
    found = {"position": fault.position, "path": fault.path, "source": fault.source}
    assert found == vector["fault"]


@pytest.mark.parametrize("vector", FAULTY, ids=lambda vector: vector["id"])
def test_a_vector_has_one_fault_alone(vector: dict[str, Any]) -> None:
    content = decode(vector["text"], vector["kind"])
    assert len({(fault.position, fault.path) for fault in content.faults}) == 1
