"""
Mini's simulator. Its order: signature, shape, then the charge and its state.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from payconform.model import Headers, Response
from payconform.qr import NUMBERS, build
from payconform.simulator.engine import Behaviour
from payconform.simulator.session import Ring
from payconform.simulator.visit import Visit, obeys
from payconform.spec.openapi import document
from payconform.spec.rules import rulebook

from .faults import FAULTS
from .signing import MERCHANT, verifies

JSON: Headers = (("content-type", "application/json"),)


def behaviour() -> Behaviour:
    """
    The engine's view of Mini. A merchant's state is its charges, by id.
    """
    return Behaviour(
        rules=rulebook("mini"),
        operations=document("mini").operations,
        handlers={"createCharge": create, "getCharge": get, "cancelCharge": cancel},
        steps=(authenticate, shape),
        unrouted=unrouted,
        identify=lambda request: request.header(MERCHANT),
        account=lambda credentials: credentials["merchant_id"],
        mint=mint,
        state=Ring,
        faults=FAULTS,
        shown=lambda state, charge: state.get(charge, {}).get("qr"),
    )


def mint(nonce: Callable[[], str]) -> Mapping[str, str]:
    """
    Credentials of a new merchant; `nonce` gives 32 random hex digits.
    """
    return {"merchant_id": nonce(), "secret_key": nonce()}


@obeys("MINI-AUTH-06")
def authenticate(visit: Visit) -> Visit | Response:
    """
    Step: the request names this merchant and carries its signature.
    """
    merchant = visit.session.credentials
    named = visit.request.header(MERCHANT) == merchant["merchant_id"]
    if named and verifies(visit.request, merchant["secret_key"]):
        return visit
    return unauthorized(visit)


@obeys("MINI-AUTH-01", "MINI-AUTH-02", "MINI-AUTH-04", "MINI-AUTH-05")
def unauthorized(visit: Visit) -> Response:
    """
    401, which does not say why.
    """
    return refusal(visit, 401, "This request is not signed by a merchant.")


@obeys("MINI-ERROR-01", "MINI-ERROR-03")
def shape(visit: Visit) -> Visit | Response:
    """
    Step: the body is declared as JSON, and is JSON of the documented shape.
    """
    if visit.operation.validator is None:
        return visit
    declared = (visit.request.header("content-type") or "").partition(";")[0].strip().lower()
    if visit.request.body and declared != "application/json":
        return refusal(visit, 415, "The body must be declared as application/json.")
    body = parsed(visit.request.body)
    for error in visit.operation.validator.iter_errors(body):
        return misshapen(visit, error)
    return visit.with_body(body)


@obeys("MINI-CREATE-01", "MINI-FIELD-02", "MINI-QR-01", "MINI-QR-02", "MINI-QR-03")
def create(visit: Visit) -> Response:
    """
    A new charge.
    """
    charge = {**visit.body, "id": visit.session.guid(), "status": "open"}
    if payload := shown(charge):
        charge["qr"] = payload
    visit.session.state[charge["id"]] = charge
    return answer(201, charge)


def shown(charge: Mapping[str, Any]) -> str | None:
    """
    What a payer scans; None where a payload cannot ask for the charge.
    """
    amount = "{}.{:02}".format(*divmod(int(charge["amount"]), 100))
    if charge["currency"] != "EUR" or len(amount) > 13:
        return None
    return build(
        {
            "00": "01",
            "01": "12",
            "26": {"00": "EXAMPLE.MINI", "01": "1"},
            "52": "5411",
            "53": NUMBERS["EUR"],
            "54": amount,
            "58": "XX",
            "59": "Mini",
            "60": "Nowhere",
            "62": {"05": charge["id"][:25]},
        }
    )


@obeys("MINI-READ-01")
def get(visit: Visit) -> Response:
    """
    A charge as it stands.
    """
    charge = found(visit)
    return answer(200, charge) if charge else refusal(visit, 404, "There is no such charge.")


@obeys("MINI-CANCEL-01", "MINI-CANCEL-02", "MINI-CANCEL-04")
def cancel(visit: Visit) -> Response:
    """
    End an open charge.
    """
    charge = found(visit)
    if charge is None:
        return refusal(visit, 404, "There is no such charge.")
    if visit.request.body and visit.session.choice("cancel_with_a_body") == "refuse":
        return refusal(visit, 400, "A cancel has no body.")
    if charge["status"] == "cancelled":
        return refusal(visit, 409, "The charge is cancelled already.")
    charge["status"] = "cancelled"
    return answer(200, charge)


@obeys("MINI-AUTH-03", "MINI-LIFE-01")
def found(visit: Visit) -> dict[str, Any] | None:
    """
    The charge of the path, if this merchant has it.
    """
    charge: dict[str, Any] | None = visit.session.state.get(visit.path["id"])
    return charge


@obeys("MINI-ERROR-04")
def unrouted(visit: Visit) -> Response:
    """
    404 for a path that does not exist, 405 for a verb that it does not have.
    """
    if visit.allowed:
        return refusal(visit, 405, f"This path takes {', '.join(visit.allowed)}.")
    return refusal(visit, 404, "There is no such path.")


@obeys("MINI-FIELD-01")
def misshapen(visit: Visit, error: Any) -> Response:
    """
    400, naming the member; the rules that the schema gives it are noted.
    """
    member = str(next(iter(error.instance_path), error.kind.as_dict().get("property", "The body")))
    for rule in visit.operation.properties.get(member, {}).get("x-rules", ()):
        visit.session.tally[rule,] += 1
    return refusal(visit, 400, f"{member} is missing or invalid.")


@obeys("MINI-CONTRACT-01", "MINI-ERROR-02", "MINI-FUZZ-01", "MINI-FUZZ-02", "MINI-FUZZ-03")
def refusal(visit: Visit, status: int, error: str) -> Response:
    """
    A sentence that gives nothing away.
    """
    del visit
    return answer(status, {"error": error})


def answer(status: int, content: Mapping[str, Any]) -> Response:
    """
    An answer in JSON.
    """
    return Response(status, JSON, json.dumps(content).encode("utf-8"))


def parsed(body: bytes) -> Any:
    """
    A JSON body; None where it is not JSON in UTF-8, or hides half of a surrogate pair.
    """
    try:
        document = json.loads(body.decode("utf-8"))
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError):
        return None
    return document
