"""
New QRs, and new uses of a Hybrid one.
"""

from datetime import datetime
from typing import Any

from payconform.checks import at, contradictions, member
from payconform.model import Call, Exchange
from payconform.profiles.diary import unclear
from payconform.providers.maib import calls, forms
from payconform.providers.maib.checks import guid, succeeded
from payconform.providers.maib.lifecycle.known import UNTOUCHED, Extension, Qr, Sent, Terms
from payconform.providers.maib.lifecycle.world import (
    Found,
    Step,
    World,
    accepted,
    must_refuse,
)
from payconform.providers.maib.moments import same_moment

CREATED = {
    "Dynamic": "MAIB-CREATE-01",
    "Static Fixed": "MAIB-CREATE-29",
    "Static Controlled": "MAIB-CREATE-30",
    "Static Free": "MAIB-CREATE-31",
    "Hybrid": "MAIB-CREATE-53",
    "Hybrid extended": "MAIB-CREATE-50",
}
LIMITS = {"amountMin": 0.5, "amountMax": 60.0}
EXTENSION_FAULTS = {"no description": ("MAIB-CREATE-79", {"description": ...})}


def create(world: World, step: Step) -> Found:
    """
    A QR of a type and an amount type, a Hybrid one with its first extension or without.
    """
    call = _create(world, step)
    kind = f"a {step['type']} {step['amount_type']} QR"
    answer = world.send(call, f"create {kind}{' with an extension' * step.get('extended', False)}")
    yield from contradictions(_rule(step), answer, succeeded, guid("result.qrId"))
    if succeeded(answer):
        return
    asked: dict[str, Any] = {**call.body, "type": step["type"]}
    terms = asked.pop("extension", asked)
    qr = Qr(len(world.qrs), str(at(answer, "result.qrId")), asked, world.caller.now())
    qr.ends = _moment(terms)
    qr.terms = (
        ("MAIB-READ-12" if qr.type == "Hybrid" else "MAIB-READ-03", member("result.type", qr.type)),
        ("MAIB-READ-03", member("result.amountType", step["amount_type"])),
    )
    if qr.type == "Hybrid":
        if step.get("extended"):
            yield from contradictions("MAIB-CREATE-51", answer, guid("result.extensionId"))
            qr.extension = Extension(str(at(answer, "result.extensionId")), later=False)
            qr.asked = asked | terms
    else:
        yield from contradictions("MAIB-CREATE-03", answer, forms.HTTPS_URL)
        order = member("result.orderId", asked["orderId"])
        yield from contradictions("MAIB-CREATE-04", answer, order)
        qr.terms += _own(asked, at(answer, "result.url"))
    world.qrs.append(qr)


def extend(world: World, step: Step) -> Found:
    """
    A new use of a QR, with another amount.
    """
    qr = world.qr(step)
    if qr is None:
        return
    wrong, instead = EXTENSION_FAULTS.get(step.get("fault", ""), (None, {}))
    ranged = LIMITS if qr.asked["amountType"] == "Controlled" else {}
    body = calls.terms(world.caller, amount=step["amount"], **ranged, **instead)
    call = Call("createExtension", path={"qrId": qr.id}, body=body)
    told = f"extend QR {qr.number + 1} with {step['amount']} lei"
    answer = world.send(call, told + (f", {step['fault']}" if wrong else ""))
    yield from must_refuse(wrong, answer)
    idle = qr.extension is None or qr.extension.active is False
    due = qr.type == "Hybrid" and idle and qr.stands(world.caller.now()) == "Active" and not wrong
    if due:
        yield from contradictions("MAIB-CREATE-75", answer, succeeded, guid("result.extensionId"))
    if not accepted(answer):
        _not_extended(qr, answer, due=due)
    elif qr.type != "Hybrid":
        qr.becomes(None)  # MAIB-CREATE-92 leaves open what that means
    else:
        _extended(world, qr, answer, body)


def _create(world: World, step: Step) -> Call:
    kind, amount_type = step["type"], step["amount_type"]
    members: dict[str, object] = {"amount": ... if amount_type == "Free" else step["amount"]}
    if amount_type == "Controlled":
        members |= LIMITS
    if kind == "Hybrid":
        extension = calls.terms(world.caller, **members) if step.get("extended") else ...
        body = calls.hybrid(world.caller, amountType=amount_type, extension=extension)
        return Call("createHybridQr", body=body)
    make = calls.static if kind == "Static" else calls.dynamic
    return Call("createQr", body=make(world.caller, amountType=amount_type, **members))


def _rule(step: Step) -> str:
    kind = step["type"]
    if kind == "Static":
        kind = f"Static {step['amount_type']}"
    return CREATED[f"{kind} extended" if step.get("extended") else kind]


def _own(asked: Sent, url: object) -> Terms:
    """
    What the details of a Static or Dynamic QR show of what was asked for.
    """
    told = [name for name in ("amount", "currency", "description", "orderId") if name in asked]
    shown = [("MAIB-READ-03", member(f"result.{name}", asked[name])) for name in told]
    ranged = [name for name in LIMITS if name in asked]
    shown += [("MAIB-READ-14", member(f"result.{name}", asked[name])) for name in ranged]
    if "expiresAt" in asked:
        shown.append(("MAIB-READ-16", same_moment("result.expiresAt", asked["expiresAt"])))
    return (*shown, ("MAIB-READ-15", member("result.url", url)))


def _not_extended(qr: Qr, answer: Exchange, *, due: bool) -> None:
    if due or unclear(answer):
        qr.becomes(None)
    else:
        qr.remains()


def _extended(world: World, qr: Qr, answer: Exchange, body: dict[str, Any]) -> None:
    # Whether an extension makes a QR payable again that was none is open: MAIB-CREATE-93 to 95.
    active = qr.stands(world.caller.now()) == "Active"
    qr.becomes("Active" if active else None, UNTOUCHED)
    qr.asked = {**qr.asked, **body}
    qr.extension = Extension(str(at(answer, "result.extensionId")), later=True)
    qr.used, qr.ends = world.caller.now(), _moment(body)
    qr.terms = (
        *qr.terms[:2],
        ("MAIB-CREATE-76", member("result.amount", body["amount"])),
        ("MAIB-CREATE-77", same_moment("result.expiresAt", str(body["expiresAt"]))),
        ("MAIB-READ-13", member("result.extensionId", qr.extension.id)),
    )


def _moment(terms: Sent) -> datetime | None:
    told = terms.get("expiresAt")
    return datetime.fromisoformat(told) if told else None
