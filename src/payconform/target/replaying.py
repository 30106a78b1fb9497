"""
Sends a recorded request once more: its bytes as they stand, its proof of who sends it made anew.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from payconform.errors import Unusable
from payconform.model import Exchange, Request
from payconform.target.target import Target
from payconform.wire.destinations import ORIGIN_FORM
from payconform.wire.leaves import leaves
from payconform.wire.redactor import MASK


def again(target: Target, recorded: Exchange, redact: Callable[[str], str]) -> Exchange:
    """
    Repeat a recorded exchange.

    A header that the merchant's signer adds is made anew, unless a story had left it out or had
    put something of its own there; that is how AUTH stories are told from all others.

    Raises:
        Unusable: a secret that the record masks would have to be sent; nothing was sent for it.

    """
    sendable(recorded.request)
    able = "bad_credentials" in target.capabilities
    if recorded.operation == target.slice.profile.preflight(target.credentials).operation:
        _permit(able)  # with the right secrets it would be masked, and refused above

    def sign(request: Request) -> Request:
        added = _names(target.sign(replace(request, headers=())))
        others = tuple(pair for pair in request.headers if pair[0].lower() not in added)
        signed = target.sign(replace(request, headers=others))
        proofs = {name.lower(): value for name, value in signed.headers if name.lower() in added}
        return replace(request, headers=tuple(_headers(request, proofs, redact, able=able)))

    return target.repeat(recorded.operation, recorded.request, sign)


def sendable(request: Request) -> None:
    """
    Say nothing if a recorded request has nothing masked in its path, its query and its body.

    Raises:
        Unusable: it has; the message names the member.

    """
    if not ORIGIN_FORM.match(request.target):
        raise Unusable(f"{request.method} {request.target!a}: is no path, and is not sent again.")
    body = request.body.decode("utf-8", "replace")
    for place, text in (("its path or query", request.target), ("its body", body)):
        if found := MASK.search(text):
            where = _member(request.body, found[0]) or place
            raise Unusable(
                f"{request.method} {request.target}: {where} holds {found[0]}, which is masked in "
                "the record and cannot be sent again. Use the curl line with the variable set."
            )


def _names(request: Request) -> set[str]:
    return {name.lower() for name, _ in request.headers}


def _headers(
    request: Request, proofs: dict[str, str], redact: Callable[[str], str], *, able: bool
) -> Iterator[tuple[str, str]]:
    for name, value in request.headers:
        masked, proof = MASK.search(value), proofs.get(name.lower())
        if proof is not None and (masked or not MASK.search(redact(proof))):
            yield name, proof
        elif masked:
            raise Unusable(f"header {name} holds {masked[0]}, which is masked in the record.")
        else:
            if proof is not None:
                _permit(able)
            yield name, value


def _permit(able: bool) -> None:
    if not able:
        raise Unusable("the request carries wrong credentials. Give --allow bad-credentials.")


def _member(body: bytes, mask: str) -> str:
    held = leaves(body) or {}
    return next((path for path, value in held.items() if mask in value), "")
