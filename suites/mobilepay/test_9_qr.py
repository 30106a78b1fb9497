"""
MobilePay: the QR of a point of sale, which the integrator draws, and whoever scans it.
"""

import pytest

from payconform.checks import at, given, member, require
from payconform.model import Caller, Exchange, Mismatch
from payconform.providers.mobilepay import calls, qr
from payconform.providers.mobilepay.checks import reads, succeeded
from payconform.providers.mobilepay.story import Till
from payconform.qr import decode
from payconform.stories import Record
from payconform.target import Target


def drawable(exchange: Exchange) -> Mismatch | None:
    """
    The beaconId makes a sound link, which names it.
    """
    beacon = str(at(exchange, "beaconId"))
    content = decode(qr.text(beacon), qr.KIND)
    if content.faults:
        first = content.faults[0]
        return Mismatch("a beaconId for a sound QR", f"{beacon}: {first.path} {first.says}")
    named = qr.scanned(content.text)
    return None if named == beacon.lower() else Mismatch(f"a QR that names {beacon}", named)


def shown(target: Target, till: Till) -> Exchange:
    return target.send(calls.of_pos(target, "getPos", till.pos))


def scan(target: Target, text: str) -> None:
    """
    Have a user scan a QR; what that answers, no page tells.
    """
    user = calls.phone(target)
    target.send(calls.user("userSimulationCheckin", qr.scanned(text), user))


def who_checked_in(till: Till) -> str:
    answer = till.checked_in(wanted=True)
    somebody = at(given(answer, succeeded), "isUserCheckedIn") is True
    return "a user checks in" if somebody else "nobody checks in"


def digits(caller: Caller) -> str:
    return f"{int(caller.fresh('beacon')[-12:], 16):015}"


BEACONS = {
    "GUID in lower case": calls.guid,
    "GUID in upper case": lambda caller: calls.guid(caller).upper(),
    "15 digits": digits,
}


@pytest.mark.rule("MOBILEPAY-QR-01")
@pytest.mark.parametrize("form", BEACONS)
def test_a_beacon_id_makes_a_qr(target: Target, till: Till, form: str) -> None:
    till.beacon = BEACONS[form](target)
    require(shown(target, till), succeeded, drawable)


@pytest.mark.rule("MOBILEPAY-QR-01")
def test_a_beacon_id_of_the_servers_makes_a_qr(target: Target) -> None:
    made = given(target.send(calls.pos(target, beaconId=...)), succeeded)
    answer = target.send(calls.of_pos(target, "getPos", str(at(made, "posId"))))
    require(answer, succeeded, drawable)


@pytest.mark.rule("MOBILEPAY-QR-02")
@pytest.mark.needs("simulate_payment")
@pytest.mark.parametrize("form", ["GUID in lower case", "15 digits"])
def test_a_user_scans_the_qr_of_a_till(target: Target, till: Till, form: str) -> None:
    till.beacon = BEACONS[form](target)
    other, issued = Till(target), reads("IssuedToUser")
    payment, others = till.initiated(), other.initiated()
    beacon = at(given(shown(target, till), succeeded), "beaconId")
    scan(target, qr.text(str(beacon)))
    require(till.comes_to(payment, "IssuedToUser"), succeeded, issued)
    require(other.read(others), succeeded, member("status", "Initiated"))


@pytest.mark.rule("MOBILEPAY-QR-03")
@pytest.mark.needs("simulate_payment")
def test_the_qr_of_a_beacon_id_in_upper_case(target: Target, till: Till, record: Record) -> None:
    till.beacon = calls.guid(target).upper().replace("0", "A", 1)
    assert till.pos
    scan(target, qr.text(till.beacon))
    record(who_checked_in(till))


@pytest.mark.rule("MOBILEPAY-QR-04")
@pytest.mark.needs("simulate_payment")
def test_a_qr_that_names_the_pos_id(target: Target, till: Till, record: Record) -> None:
    scan(target, qr.text(till.pos))
    record(who_checked_in(till))
