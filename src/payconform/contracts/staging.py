"""
What pact's verifier is led to: states are arranged, requests filled in and signed, messages
received, each by the target as everything else is.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from payconform.checks import json_body
from payconform.contracts.filling import filled, in_full
from payconform.contracts.pacts import Given, Interaction
from payconform.errors import Blocked, Unexercised
from payconform.model import Exchange, Request, Response, Signer
from payconform.profiles import CallsBack
from payconform.spec.routing import Router
from payconform.states import CALLBACK, State, states_of
from payconform.target import Inbox, Target

CALLING = frozenset({"receive_callbacks"})
PAYING = frozenset({"simulate_payment"})  # what makes most providers call back
NO_OPERATION = "undocumented"  # how an exchange is filed whose request no operation asks for
PATIENCE = 60.0  # seconds within which a message must have come
SIGNATURE, VERIFIES = "signature", "verifies"  # what the metadata of a message says of its proof
JSON = "application/json"  # the type of what is compared as JSON, whatever its sender declares
TOLD = (("content-type", JSON),)


def needs(interaction: Interaction, states: Mapping[str, State]) -> frozenset[str]:
    """
    The capabilities without which an interaction cannot be verified.
    """
    known = [states[one.name] for one in interaction.states if one.name in states]
    wanted = frozenset(name for state in known for name in state.needs)
    if interaction.kind == "request":
        return wanted
    led = any(CALLBACK in state.defaults for state in known)
    return wanted | CALLING | (frozenset() if led else PAYING)


@dataclass(slots=True)
class Scene:
    """
    One interaction while it is verified. `exchange` is what it is about, once that has happened.
    """

    interaction: Interaction
    begins: int
    values: dict[str, Any] = field(default_factory=dict)
    terms: dict[str, Any] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    signer: Signer | None = None
    inbox: Inbox | None = None
    exchange: Exchange | None = None
    error: Exception | None = None
    ends: int = 0


class Stage:
    """
    Answers what the verifier asks, for one interaction after the other.

    Args:
        target: the merchant.
        interactions: by the words that stand for them in what the verifier reads.
        heard: fills with the ids of all exchanges.
        ended: whether no more is to be sent.

    """

    def __init__(
        self,
        target: Target,
        interactions: Mapping[str, Interaction],
        heard: Sequence[str],
        ended: Callable[[], bool],
    ) -> None:
        self.scenes: dict[str, Scene] = {}
        self._target = target
        self._states = states_of(target.slice.profile)
        self._router = Router(target.slice.document.operations.values())
        self._interactions = interactions
        self._heard = heard
        self._ended = ended
        self._key = ""

    def evidence(self, key: str) -> tuple[str, ...]:
        """
        The ids of the exchanges that an interaction took.
        """
        scene = self.scenes.get(key)
        return tuple(self._heard[scene.begins : scene.ends]) if scene else ()

    def answer(self, request: Request) -> Response:
        """
        The verifier's own questions: for a state, or for a message.

        Always 200: it would ask again for two minutes, and what is wrong is known here.
        """
        asked = json.loads(request.body)
        if "state" in asked:
            self._key = asked["state"]
            interaction = self._interactions[self._key]
            self.scenes[self._key] = Scene(interaction, len(self._heard))
        scene = self.scenes[self._key]
        try:
            return self._state(scene) if "state" in asked else self._message(scene)
        except Exception as error:  # noqa: BLE001 - raised again by the story that it belongs to
            self.failed(error)
            return Response(200, TOLD, b"{}")
        finally:
            scene.ends = len(self._heard)

    def forward(self, request: Request) -> Response:
        """
        Send a request of the verifier by the target's one way out.

        Raises:
            PayconformError: it is not sent, or not answered.

        """
        scene = self.scenes[self._key]
        if scene.error is not None:
            raise Blocked("the state was not arranged")
        route = self._router.find(request)
        values = scene.hidden if in_full(scene.interaction) else scene.values | scene.hidden
        complete = filled(request, route, values)
        proofs = {
            name.lower() for name, _ in self._target.sign(replace(complete, headers=())).headers
        }
        kept = tuple(one for one in complete.headers if one[0].lower() not in proofs)
        operation = route.operation.id or NO_OPERATION
        try:
            scene.exchange = self._target.repeat(
                operation, replace(complete, headers=kept), scene.signer
            )
        finally:
            scene.ends = len(self._heard)
        assert scene.exchange.response is not None
        return scene.exchange.response

    def failed(self, error: Exception) -> None:
        """
        Keep why a request was not answered.
        """
        scene = self.scenes[self._key]
        scene.error = scene.error or error

    def _state(self, scene: Scene) -> Response:
        if self._ended():
            raise Unexercised("the run was ended before this was over")
        self._arrange(scene)
        return Response(200, TOLD, json.dumps(scene.terms | scene.values).encode("ascii"))

    def _arrange(self, scene: Scene) -> None:
        states = [(given, self._known(given)) for given in scene.interaction.states]
        message = scene.interaction.kind == "message"
        known = (one for _, one in states if CALLBACK in one.defaults)
        called = [one for one in known if message or one.needs >= CALLING]
        if message or called:
            scene.inbox = self._target.inbox()
        for given, state in states:
            parameters = {**state.defaults, **given.parameters}
            if scene.inbox and state in called:
                parameters[CALLBACK] = scene.inbox.url
            arranged = state.arrange(self._target, parameters)
            scene.values |= arranged.values
            scene.terms |= arranged.terms
            scene.hidden |= arranged.hidden
            scene.signer = arranged.signer or scene.signer
        profile = self._target.slice.profile
        if message and scene.inbox and not called and isinstance(profile, CallsBack):
            profile.provoke_callback(self._target, scene.inbox.url)

    def _known(self, given: Given) -> State:
        state = self._states.get(given.name)
        if state is None:
            known = ", ".join(f"`{name}`" for name in self._states) or "none"
            raise Blocked(f"no state is named `{given.name}`. Known: {known}")
        for name in given.parameters:
            if name not in state.defaults:
                known = ", ".join(state.defaults) or "none"
                raise Blocked(f"state `{given.name}` has no parameter {name}. Known: {known}")
        return state

    def _message(self, scene: Scene) -> Response:
        received = scene.inbox.within(PATIENCE) if scene.inbox and not scene.error else []
        if not received:
            raise Unexercised(f"no message came within {PATIENCE:g} seconds")
        scene.exchange = received[-1]
        request = scene.exchange.request
        media = JSON if json_body(scene.exchange) is not None else _media(request)
        told = {**_metadata(request), "contentType": media, **self._proof(request)}
        metadata = base64.b64encode(json.dumps(told).encode("ascii")).decode("ascii")
        headers = (("content-type", media), ("pact-message-metadata", metadata))
        return Response(200, headers, request.body)

    def _proof(self, request: Request) -> dict[str, str]:
        """
        Whether a callback's signature verifies, for pacts that rely on it: they hold no key.
        """
        profile, known = self._target.slice.profile, self._target.credentials
        if not isinstance(profile, CallsBack) or not known.keys() >= profile.CALLBACK_CREDENTIALS:
            return {}
        wrong = profile.verify_callback(request.body, request.headers, known)
        return {SIGNATURE: wrong.got if wrong else VERIFIES}


def _metadata(request: Request) -> dict[str, str]:
    """
    The headers of a callback as the metadata of a message.
    """
    return {name.lower(): value for name, value in request.headers}


def _media(request: Request) -> str:
    return request.header("content-type") or ""
