"""
Delivers callbacks, to this machine only: the simulator never connects off loopback.
"""

import threading
from urllib.parse import urlsplit

from payconform.model import Exchange, Request
from payconform.simulator.engine import Engine
from payconform.simulator.outbox import Delivery, Letter
from payconform.simulator.session import Session
from payconform.wire.allowlist import LoopbackOnly
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.transport import Transport

TICK = 0.2  # seconds between looks at sessions whose time passes by itself


class Courier:
    """
    Carries due letters to the loopback address that the session's map gives for their URL.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stop = threading.Event()
        self._recorder = Recorder(Redactor())

    def deliver(self, session: Session) -> list[Delivery]:
        """
        Deliver everything that is due in a session, and tell what became of each attempt.
        """
        made = []
        while letter := session.outbox.next_due(session.clock.now()):
            made.append(self._carry(session, letter))
        return made

    def watch(self, session: Session) -> None:
        """
        Deliver what falls due in a session whose time passes by itself, until `stop`.
        """

        def look() -> None:
            while not self._stop.wait(TICK):
                self.deliver(session)

        threading.Thread(target=look, name="courier", daemon=True).start()

    def stop(self) -> None:
        """
        Stop watching.
        """
        self._stop.set()

    def _carry(self, session: Session, letter: Letter) -> Delivery:
        try:
            parts = urlsplit(letter.url)
        except ValueError:  # what a client gave as its callbackUrl need not be a URL
            return session.outbox.settle(letter, "undeliverable", None, again=False)
        address = session.callback_routes.get(f"{parts.scheme}://{parts.netloc}")
        if address is None:
            return session.outbox.settle(letter, "undeliverable", None, again=False)
        target = parts.path or "/"
        request = Request(
            "POST",
            f"{target}?{parts.query}" if parts.query else target,
            letter.headers,
            letter.body,
        )
        exchange = self._send(address, request)
        if exchange.response is None:
            return session.outbox.settle(letter, exchange.failure or "failed", None, again=True)
        status = exchange.response.status
        accepted = self._engine.behaviour.accepts(status)
        result = "delivered" if accepted else "refused"
        return session.outbox.settle(letter, result, status, again=not accepted)

    def _send(self, address: str, request: Request) -> Exchange:
        transport = Transport(address, LoopbackOnly(), self._recorder, Pace())
        try:
            return transport.send("callback", request)
        finally:
            transport.close()
