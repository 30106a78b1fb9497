"""
Liars about beacons, and about who scans them.
"""

import json

from payconform.model import Response
from payconform.providers.mobilepay.faults.lies import answering, asked, changed
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit


@answering("MOBILEPAY-QR-01", "getPos")
def a_beacon_id_is_shown_in_braces(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200:
        return response
    return edited(response, "beaconId", f"{{{json.loads(response.body)['beaconId']}}}")


@answering("MOBILEPAY-QR-02", "userSimulationCheckin")
def whoever_scans_checks_in_at_the_newest_till(visit: Visit, proceed: Proceed) -> Response:
    points = list(visit.session.state.points.values())
    if any(pos.beacon == asked(visit).get("beaconId") for pos in points):
        visit = changed(visit, beaconId=points[-1].beacon)
    return proceed(visit)
