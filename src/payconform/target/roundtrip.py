"""
Proves, before the first story, that what is sent to the public address arrives here.
"""

import json
import secrets
import time
from urllib.parse import urlsplit

from payconform.addresses import is_loopback
from payconform.catalog import Slice
from payconform.config import TargetSettings
from payconform.errors import Inconclusive, TargetSilent, TargetUnfit
from payconform.model import Request
from payconform.target.callbacks import Mail
from payconform.target.inbox import TICK
from payconform.wire import probe
from payconform.wire.allowlist import destination, for_target
from payconform.wire.arrivals import PREFLIGHT
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.route import route_outside
from payconform.wire.transport import Transport

JSON = (("Content-Type", "application/json"),)
CARRIED = 60.0  # seconds in which a file must have found its way into the folder


def prove(slice_: Slice, settings: TargetSettings, mail: Mail) -> str:
    """
    Send a request to the public address and see it arrive; tells where it went.

    Nothing is sent to the target, and nothing is recorded.

    Raises:
        TargetSilent: it cannot be sent, or is not answered.
        TargetUnfit: it does not arrive as it was sent, or somebody else answers.
        TargetForbidden: the address is one of production.

    """
    given = settings.callbacks
    assert given, "mail has an address"
    told = f"callbacks.public_url {given.public_url}"
    where = f"in {given.folder}" if given.folder else f"at {given.listen}"
    body = json.dumps({"preflight": secrets.token_hex(16)}).encode("ascii")
    try:
        status = _posted(slice_, settings, mail.url, body)
    except Inconclusive as error:
        raise type(error)(f"{told}: {error}.") from None
    wait = CARRIED if given.folder and status == 200 else 0.0
    arrived = _arrived(mail, wait)
    if not arrived:
        raise TargetUnfit(f"{told}: answers {status}, but nothing arrives {where}.")
    if arrived[-1] != body:
        raise TargetUnfit(f"{told}: a body arrives altered {where}; no signature would verify.")
    if status != 200:
        raise TargetUnfit(f"{told}: arrives {where}, but {status} is answered instead of 200.")
    return f"{given.public_url} arrives {where}"


def _posted(slice_: Slice, settings: TargetSettings, url: str, body: bytes) -> int:
    """
    The status of the answer to a POST to the preflight's own path.
    """
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    route = route_outside(settings, near=is_loopback(parts.hostname or ""))
    document = slice_.document
    guard = for_target(origin, document.production, document.sandboxes, route.proxy)
    if parts.scheme == "https" and not route.proxy:
        probe.expiry(*destination(origin), guard, route)  # says what is wrong with a certificate
    else:
        probe.address(*destination(route.proxy or origin), guard, route.seconds)
    transport = Transport(origin, guard, Recorder(Redactor()), Pace(), route=route)
    try:
        exchange = transport.send("preflight", Request("POST", parts.path + PREFLIGHT, JSON, body))
    finally:
        transport.close()
    if exchange.response is None:
        raise TargetSilent(exchange.failure)
    return exchange.response.status


def _arrived(mail: Mail, seconds: float) -> list[bytes]:
    end = time.monotonic() + seconds
    while True:
        mail.letters.received(PREFLIGHT)  # a folder is looked at when somebody asks
        if mail.letters.arrivals.preflights or time.monotonic() >= end:
            return mail.letters.arrivals.preflights
        time.sleep(TICK)
