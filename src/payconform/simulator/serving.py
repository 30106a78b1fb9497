"""
A provider's simulator on a port of 127.0.0.1.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from payconform.model import Request, Response
from payconform.simulator.clock import Clock
from payconform.simulator.control import PREFIX, Control
from payconform.simulator.courier import Courier
from payconform.simulator.diagnosis import Cases, explained
from payconform.simulator.engine import Behaviour, Engine
from payconform.wire.asgi import asgi
from payconform.wire.server import Server


class Simulator:
    """
    Serves one provider. `standing` is the merchant that is there from the start, on wall time.

    Args:
        behaviour: the provider.
        standing: credentials of the standing merchant.
        port: 0 takes a free one.
        blind: serve no control API.
        callbacks: where callbacks of the standing merchant go, origin to loopback address.
        clock: the standing merchant's time, where it is not the machine's.
        cases: the signatures of a request; a refusal then says beside it why one is wrong.

    """

    def __init__(
        self,
        behaviour: Behaviour,
        standing: Mapping[str, str],
        *,
        port: int = 0,
        blind: bool = False,
        callbacks: Mapping[str, str] | None = None,
        clock: Clock | None = None,
        cases: Cases | None = None,
    ) -> None:
        self._engine = Engine(behaviour, standing, clock)
        self._cases = cases
        self._courier = Courier(self._engine)
        self._control = None if blind else Control(self._engine, self._courier)
        self._server = Server(asgi(self._answer), port)
        self.url = self._server.url
        if self._engine.standing:
            self._engine.standing.callback_routes.update(callbacks or {})

    def start(self) -> "Simulator":
        """
        Begin to serve; returns when connections are accepted.
        """
        self._server.start()
        if self._engine.standing:
            self._courier.watch(self._engine.standing)
        return self

    def stop(self) -> None:
        """
        Stop serving.
        """
        self._courier.stop()
        self._server.stop()

    def _answer(self, request: Request) -> Response | Awaitable[Response]:
        if self._control is not None and request.target.startswith(PREFIX):
            return self._control(request)
        answer = self._engine(request)
        if self._cases is None:
            return answer
        explain = partial(explained, self._engine, self._cases, request)
        return explain(answer) if isinstance(answer, Response) else _then(answer, explain)


async def _then(answer: Awaitable[Response], change: Callable[[Response], Response]) -> Response:
    return change(await answer)
