"""
Liars about new QRs, and the links that they show.
"""

import json
import re

from payconform.model import Response
from payconform.providers.amazonpay.faults.lies import answering, asked, declines, retold, tells
from payconform.providers.amazonpay.simulation.answers import invalid
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

LINK = "qrPayload.qrString"

tells("a_qr_has_no_token", "AMAZONPAY-CREATE-01", "generateQr", "tokenId", ...)
tells("a_qr_has_no_link", "AMAZONPAY-CREATE-01", "generateQr", LINK, ...)
declines(
    "a_qr_of_one_paisa_is_refused",
    "AMAZONPAY-CREATE-03",
    "generateQr",
    lambda visit: asked(visit).get("amount") == "0.01",
)
declines(
    "an_order_id_of_35_characters_is_refused",
    "AMAZONPAY-CREATE-04",
    "generateQr",
    lambda visit: len(str(asked(visit).get("orderId"))) == 35,
)


@answering("AMAZONPAY-CREATE-02", "generateQr")
def a_qr_lives_five_minutes_at_most(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    qr = visit.session.state.qrs.get(asked(visit).get("orderId"))
    if qr is not None and qr.expires > visit.session.clock.now() + 301:
        return invalid(visit, "expiryTimestamp")
    return response


def links(name: str, rule: str, pattern: str, instead: str) -> None:
    """
    Register a liar whose links have something else where a pattern matches.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        if response.status != 200:
            return response
        link = json.loads(response.body)["qrPayload"]["qrString"]
        return retold(visit, response, LINK, re.sub(pattern, instead, link))

    lie.__name__ = name
    answering(rule, "generateQr")(lie)


links("a_link_is_one_of_another_app", "AMAZONPAY-QR-01", "^upi:", "amznpay:")
links("a_link_pays_nobody", "AMAZONPAY-QR-01", "pa=[^&]*", "pa=payconform")
links("a_link_asks_for_paise", "AMAZONPAY-QR-02", r"am=(\d+)\.(\d+)", r"am=\1\2")
links("a_link_drops_zeros", "AMAZONPAY-QR-02", r"(am=[\d.]*?)0(&|$)", r"\1\2")
links("a_link_asks_for_dollars", "AMAZONPAY-QR-03", "cu=INR", "cu=USD")
links("a_link_names_another_order", "AMAZONPAY-QR-04", "tr=", "tr=X")
links("a_link_names_no_payee", "AMAZONPAY-QR-05", "&pn=[^&]*", "")
links("a_link_has_a_bare_space", "AMAZONPAY-QR-06", "pn=", "pn=The ")
links("a_link_has_two_amounts", "AMAZONPAY-QR-06", "&tid=", "&am=0.01&tid=")
links("a_link_asks_for_a_hundred_rupees_more", "AMAZONPAY-QR-07", "am=", "am=10")
