"""
Points of sale: created, found, deleted, never changed.
"""

from payconform.model import Response
from payconform.providers.mobilepay.simulation.answers import done, refusal, success
from payconform.providers.mobilepay.simulation.finding import find_pos, foreign, owned
from payconform.providers.mobilepay.simulation.headers import merchant_of
from payconform.providers.mobilepay.simulation.state import Pos
from payconform.providers.mobilepay.simulation.stores import stores_of
from payconform.providers.mobilepay.simulation.users import told_at_check_in
from payconform.simulator.visit import Visit, obeys

POLL = 1000  # milliseconds


@obeys(*(f"MOBILEPAY-CREATE-{number}" for number in (15, 16, 20, 84, 85, 88)))
def create_pos(visit: Visit) -> Response:
    """
    A new point of sale.
    """
    session, terms = visit.session, dict(visit.body)
    if refused := _no_store(visit) or _taken(visit):
        return refused
    terms["beaconId"] = terms.get("beaconId") or session.guid()
    terms.setdefault("requirePaymentBeforeCheckin", False)
    pos = Pos(owned(visit), merchant_of(visit), terms)
    session.state.points[pos.id] = pos
    return success({"posId": pos.id})


@obeys("MOBILEPAY-READ-14", "MOBILEPAY-READ-53")
def get_pos(visit: Visit) -> Response:
    """
    A point of sale as it was created.
    """
    pos = find_pos(visit)
    return pos if isinstance(pos, Response) else success({"posId": pos.id, **pos.terms})


@obeys("MOBILEPAY-READ-17")
def find_points(visit: Visit) -> Response:
    """
    The ids of the points of sale that a filter names.
    """
    asked = visit.body
    broad = not asked and visit.session.choice("points_without_filter") == "refuse"
    named = asked.keys() == {"merchantPosId"} and visit.session.choice("points_by_name") == "refuse"
    if broad or named:
        return refusal(visit, "1121")
    vat, points = merchant_of(visit), visit.session.state.points.values()
    own = [one for one in points if one.vat == vat]
    found = [one.id for one in own if all(one.terms[name] == asked[name] for name in asked)]
    return success({"posIds": found})


@obeys("MOBILEPAY-CREATE-62")
def delete_pos(visit: Visit) -> Response:
    """
    Delete a point of sale; its payments stay.
    """
    pos, state = find_pos(visit), visit.session.state
    if isinstance(pos, Response):
        gone = state.deleted.get(visit.path["posid"].lower()) == merchant_of(visit)
        return done(visit) if gone and visit.session.choice("delete_again") == "accept" else pos
    del state.points[pos.id]
    state.deleted[pos.id] = pos.vat
    return done(visit)


@obeys("MOBILEPAY-READ-18", "MOBILEPAY-READ-19")
def get_check_in(visit: Visit) -> Response:
    """
    Whether a user is checked in.
    """
    pos = find_pos(visit)
    if isinstance(pos, Response):
        return pos
    known = {"isUserCheckedIn": bool(pos.user), "pollDelayInMs": POLL}
    return success(known | told_at_check_in(visit, pos))


@obeys("MOBILEPAY-CREATE-19", "MOBILEPAY-AUTH-17")
def _no_store(visit: Visit) -> Response | None:
    wanted = visit.body["storeId"].lower()
    if any(one.members["storeId"] == wanted for one in stores_of(visit)):
        return None
    others = wanted in visit.session.state.stores
    return refusal(visit, "1403" if others or foreign(visit, wanted) else "1002")


@obeys(*(f"MOBILEPAY-CREATE-{number}" for number in (17, 18, 86, 87)))
def _taken(visit: Visit) -> Response | None:
    asked, vat, points = visit.body, merchant_of(visit), visit.session.state.points.values()
    own = [one for one in points if one.vat == vat]
    if any(one.terms["merchantPosId"] == asked["merchantPosId"] for one in own):
        return refusal(visit, "1200")
    beacon = asked.get("beaconId")
    if any(one.beacon == beacon for one in points):
        return refusal(visit, "1202")
    return None
