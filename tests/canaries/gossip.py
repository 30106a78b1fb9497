"""
A merchant whose every secret is a canary, and a target that throws them back in every encoding.
"""

import json
from dataclasses import replace
from urllib.parse import quote

from tests.canaries.leaks import ENCODINGS

from payconform import catalog
from payconform.model import Request, Response
from payconform.simulator.engine import Engine

CANARIES = {
    "client_id": "ca9a21d0-0000-4bad-8bad-00000000001d",  # maib's ids and secrets are GUIDs
    "client_secret": "ca9a21d0-5ec2-4bad-8bad-5ec2e75ec2e7",
    "signature_key": 'cänary "key" <&+/> \\ 4711',
}


class Gossip:
    """
    maib's simulator, which tells every secret it knows in every refusal, and in some successes.

    `told` are the secrets that answers brought besides: access tokens.
    """

    def __init__(self) -> None:
        self._engine = Engine(catalog.behaviour("maib"), CANARIES)
        self.told: set[str] = set()

    def __call__(self, request: Request) -> Response:
        answer = self._engine(request)
        assert isinstance(answer, Response)
        document = json.loads(answer.body or b"{}")
        token = document.get("result", {}).get("accessToken")
        self.told |= {token} if token else set()
        if token or request.method == "GET":
            return answer
        gossip = [encode(secret) for secret in self.secrets for encode in ENCODINGS.values()]
        document["gossip"] = gossip
        heard = (("x-heard", quote(request.header("authorization") or "", safe="")),)
        status = 500 if b"reason" in request.body else answer.status
        body = json.dumps(document, ensure_ascii=False).encode()
        return replace(answer, status=status, headers=(*answer.headers, *heard), body=body)

    @property
    def secrets(self) -> list[str]:
        return [*CANARIES.values(), *sorted(self.told)]
