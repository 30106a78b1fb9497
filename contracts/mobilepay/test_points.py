"""
What a till relies on that is set up as a point of sale, and looks who stands in front of it.
"""

from dataclasses import replace
from typing import Any

import pytest
from pact import match

from payconform.providers.mobilepay.client.asked import NewPos

POINTS, POS = "pointofsales", "pointofsales/{posid}"
SAMPLE, SOME = "c85916b1-8e17-4275-a388-551e16aa6293", "401b5617-ae5e-4f1a-9a59-5a446dbb3caa"
LONG = "n" * 37  # beyond 36 characters


# --- creating ---


def test_a_point_of_sale_is_created(mobilepay: Any) -> None:
    asked = mobilepay.creates(
        "create a point of sale", POINTS, body(mobilepay), "MOBILEPAY-CREATE-15"
    )
    mobilepay.told(asked.given("a store"), {"posId": mobilepay.guid("posId")})
    with mobilepay.client() as client:
        assert client.points.create(pos(mobilepay)) == SAMPLE


def test_a_point_of_sale_in_no_store_is_refused(mobilepay: Any) -> None:
    what, rule = "create a point of sale in an unknown store", "MOBILEPAY-CREATE-19"
    asked = mobilepay.creates(what, POINTS, {**body(mobilepay), "storeId": SOME}, rule)
    mobilepay.refused(asked.given("a merchant"), 409, "1002")
    assert created(mobilepay).code == "1002"


def test_a_point_of_sale_in_anothers_store_is_refused(mobilepay: Any) -> None:
    state, rule = "another merchant's store", "MOBILEPAY-AUTH-17"
    asked = mobilepay.creates(f"create a point of sale in {state}", POINTS, body(mobilepay), rule)
    mobilepay.refused(asked.given(state), 403, "1403")
    assert created(mobilepay).code == "1403"


@pytest.mark.parametrize(
    ("name", "wire", "code", "rule"),
    [
        ("merchant_pos_id", "merchantPosId", "1200", "MOBILEPAY-CREATE-17"),
        ("beacon_id", "beaconId", "1202", "MOBILEPAY-CREATE-18"),
    ],
)
def test_what_is_in_use_is_refused(
    mobilepay: Any, name: str, wire: str, code: str, rule: str
) -> None:
    wanted = {**body(mobilepay), wire: mobilepay.of_state(wire)}
    asked = mobilepay.creates(f"create a point of sale with a {wire} in use", POINTS, wanted, rule)
    mobilepay.refused(asked.given("a point of sale"), 409, code)
    refused = created(mobilepay, **{name: mobilepay.samples[wire]})
    assert (refused.status, refused.code) == (409, code)


@pytest.mark.parametrize(
    ("name", "wire", "value", "code"),
    [
        ("beacon_id", "beaconId", "12345", "1100"),
        ("merchant_pos_id", "merchantPosId", LONG, "1111"),
        ("name", "name", LONG, "1112"),
        ("callback_alias", "callbackAlias", LONG, "1116"),
    ],
)
def test_what_is_invalid_has_a_code_of_its_own(
    mobilepay: Any, name: str, wire: str, value: str, code: str
) -> None:
    what = f"create a point of sale with an invalid {wire}"
    wanted = {**body(mobilepay), wire: value}
    asked = mobilepay.creates(what, POINTS, wanted, "MOBILEPAY-ERROR-18")
    mobilepay.refused(asked.given("a store"), 400, code)
    assert created(mobilepay, **{name: value}).code == code


# --- reading, finding, deleting ---


def test_a_point_of_sale_is_read(mobilepay: Any) -> None:
    asked = mobilepay.gets("read a point of sale", POS, "MOBILEPAY-READ-14")
    told = {
        "posId": mobilepay.guid("posId"),
        "merchantPosId": match.like("My-Pos-1"),
        "storeId": mobilepay.guid("storeId"),
        "name": match.like("Cafeteria register #2"),
        "beaconId": match.like("123456789012345"),
        "supportedBeaconTypes": match.each_like(match.regex("QR", regex="^(QR|NFC|Bluetooth)$")),
    }
    mobilepay.told(asked.given("a point of sale"), told)
    with mobilepay.client() as client:
        found = client.points.read(SAMPLE)
    assert (found.pos_id, found.beacon_id) == (SAMPLE, "123456789012345")
    assert found.supported_beacon_types == ("QR",)


@pytest.mark.parametrize(
    ("act", "states", "status", "code", "rule"),
    [
        ("read", ("another integrator's point of sale",), 403, "1400", "MOBILEPAY-AUTH-14"),
        ("delete", ("another integrator's point of sale",), 403, "1400", "MOBILEPAY-AUTH-14"),
        ("check_in", ("another integrator's point of sale",), 403, "1400", "MOBILEPAY-AUTH-14"),
        (
            "read",
            ("a point of sale", "another merchant of the integrator"),
            403,
            "1410",
            "MOBILEPAY-AUTH-16",
        ),
        (
            "delete",
            ("a point of sale", "another merchant of the integrator"),
            403,
            "1409",
            "MOBILEPAY-AUTH-16",
        ),
        ("read", ("a merchant",), 404, "", "MOBILEPAY-READ-15"),
        ("check_in", ("a merchant",), 404, "", "MOBILEPAY-READ-15"),
    ],
)
def test_what_is_anothers_or_nowhere_is_refused(
    mobilepay: Any, act: str, states: tuple[str, ...], status: int, code: str, rule: str
) -> None:
    where = f"{POS}/checkin" if act == "check_in" else POS
    method = "DELETE" if act == "delete" else "GET"
    done = {"read": "read", "delete": "delete", "check_in": "read the check-in of"}[act]
    what = f"{done} a point of sale that is refused with {code or status}"
    asked = mobilepay.asks(what, method, where, rule, known=status != 404)
    for state in states:
        asked.given(state)
    mobilepay.refused(asked, status, code)
    refused = mobilepay.refusal(lambda client: getattr(client.points, act)(SAMPLE))
    assert (refused.status, refused.code) == (status, code)


@pytest.mark.parametrize(
    ("how", "states", "status", "rule"),
    [
        ("a point of sale", "a point of sale", 200, "MOBILEPAY-READ-16"),
        ("an unknown point of sale", "a merchant", 404, "MOBILEPAY-READ-15"),
    ],
)
def test_a_point_of_sale_is_gone(
    mobilepay: Any, how: str, states: str, status: int, rule: str
) -> None:
    """
    Gone is gone: a client that deletes again, for an answer was lost, takes 404 for an answer.
    """
    asked = mobilepay.asks(f"delete {how}", "DELETE", POS, rule, known=status == 200).given(states)
    if status == 200:
        mobilepay.done(asked)
    else:
        mobilepay.refused(asked, status)
    with mobilepay.client() as client:
        client.points.delete(SAMPLE)


def test_a_point_of_sale_is_found_by_its_beacon(mobilepay: Any) -> None:
    what, rule = "find a point of sale by its beaconId", "MOBILEPAY-READ-17"
    beacon = mobilepay.samples["beaconId"]
    found_by(mobilepay, what, "beaconId", rule=rule)
    with mobilepay.client() as client:
        assert client.points.find(beacon_id=beacon) == (SAMPLE,)


def test_a_point_of_sale_is_found_by_its_name_in_its_store(mobilepay: Any) -> None:
    """
    Whether the name alone is narrow enough, no page tells.
    """
    what, rule = "find a point of sale by its name in its store", "MOBILEPAY-READ-17"
    name = mobilepay.samples["merchantPosId"]
    found_by(mobilepay, what, "storeId", "merchantPosId", rule=rule)
    with mobilepay.client() as client:
        assert client.points.find(store_id=SOME, merchant_pos_id=name) == (SAMPLE,)


def test_points_of_sale_are_not_listed_without_a_filter(mobilepay: Any) -> None:
    """
    How much of a filter is needed, no page tells.
    """
    asked = mobilepay.gets("find points of sale by nothing", POINTS, "MOBILEPAY-READ-10")
    mobilepay.refused(asked.given("a merchant"), 400, "1121")
    assert mobilepay.refusal(lambda client: client.points.find()).code == "1121"


@pytest.mark.parametrize(
    ("state", "there", "rule"),
    [
        ("a point of sale", False, "MOBILEPAY-READ-18"),
        ("a point of sale with a user", True, "MOBILEPAY-READ-19"),
    ],
)
def test_who_is_checked_in_is_read(mobilepay: Any, state: str, there: bool, rule: str) -> None:
    asked = mobilepay.gets(f"read the check-in of {state}", f"{POS}/checkin", rule).given(state)
    told = {"isUserCheckedIn": there, "pollDelayInMs": match.integer(1000)}
    mobilepay.told(asked, told)
    with mobilepay.client() as client:
        assert client.points.check_in(SAMPLE).is_user_checked_in is there


def found_by(mobilepay: Any, what: str, *wire: str, rule: str) -> None:
    asked = mobilepay.gets(what, POINTS, rule).given("a point of sale")
    for name in wire:
        asked.with_query_parameter(name, mobilepay.of_state(name))
    mobilepay.told(asked, {"posIds": [mobilepay.guid("posId")]})


def pos(mobilepay: Any, **members: Any) -> NewPos:
    name, store_id = (mobilepay.samples[one] for one in ("newMerchantPosId", "storeId"))
    usual = NewPos(name, store_id, "payconform", mobilepay.samples["newBeaconId"])
    return replace(usual, **members)


def body(mobilepay: Any) -> dict[str, object]:
    return {
        "merchantPosId": mobilepay.of_state("newMerchantPosId"),
        "storeId": mobilepay.of_state("storeId"),
        "name": match.like("payconform"),
        "beaconId": mobilepay.of_state("newBeaconId"),
        "supportedBeaconTypes": ["QR"],
    }


def created(mobilepay: Any, **members: Any) -> Any:
    return mobilepay.refusal(lambda client: client.points.create(pos(mobilepay, **members)))
