"""
New QRs, and new uses of a Hybrid QR.
"""

from datetime import datetime
from typing import Any

from payconform.model import Response
from payconform.providers.maib.simulation.finding import find_qr
from payconform.providers.maib.simulation.limits import AMOUNTS, LIMITS, limits
from payconform.providers.maib.simulation.refusals import refusal, success
from payconform.providers.maib.simulation.state import NEVER, Extension, Qr, stamp
from payconform.simulator.visit import Visit, obeys


@obeys(
    *(f"MAIB-CREATE-0{number}" for number in range(1, 6)),
    "MAIB-CREATE-29",
    "MAIB-CREATE-30",
    "MAIB-CREATE-31",
    "MAIB-QR-02",
)
def create_qr(visit: Visit) -> Response:
    """
    A new Active Static or Dynamic QR.
    """
    asked = dict(visit.body)
    if asked["type"] == "Static" and "expiresAt" in asked:
        if visit.session.choice("static_expiry") == "refuse":
            return refusal(visit, "12000", parameter="expiresAt")
        del asked["expiresAt"]
    if refused := limits(visit, asked, asked["amountType"]) or _repeated(visit, asked):
        return refused
    qr = _new(visit, asked)
    qr.expires = _ends(asked)
    result = {"qrId": qr.id, "type": asked["type"], "url": qr.url}
    told = {name: asked[name] for name in ("orderId", "expiresAt") if name in asked}
    return success(result | told)


@obeys("MAIB-CREATE-50", "MAIB-CREATE-51", "MAIB-CREATE-52", "MAIB-CREATE-53")
def create_hybrid_qr(visit: Visit) -> Response:
    """
    A new Active Hybrid QR, with a first extension where one is asked for.
    """
    asked = {**visit.body, "type": "Hybrid"}
    terms = asked.pop("extension", None)
    if asked["amountType"] == "Free" and visit.session.choice("hybrid_free") == "refuse":
        return refusal(visit, "12000", parameter="amountType")
    if terms is not None and (refused := _unfit(visit, terms, asked["amountType"])):
        return refused
    qr = _new(visit, asked)
    result = {"qrId": qr.id, "url": qr.url}
    if terms is not None:
        result["extensionId"] = _extend(visit, qr, terms)
    return success(result)


@obeys("MAIB-CREATE-75", "MAIB-CREATE-76", "MAIB-CREATE-77")
def create_extension(visit: Visit) -> Response:
    """
    A new use of a Hybrid QR.
    """
    qr = find_qr(visit, visit.path["qrId"])
    if isinstance(qr, Response):
        return qr
    if refused := _not_extendable(visit, qr):
        return refused
    if refused := _unfit(visit, visit.body, qr.asked["amountType"]):
        return refused
    return success({"extensionId": _extend(visit, qr, visit.body)})


def _new(visit: Visit, asked: dict[str, Any]) -> Qr:
    session = visit.session
    now, qr_id = session.clock.now(), session.guid()
    qr = Qr(qr_id, f"https://mia-qr.example/1/m/{qr_id.replace('-', '')}", asked, now, now, now)
    if asked["type"] == "Hybrid":
        qr.idle = session.choice("idle_hybrid").capitalize()
    session.state.qrs[qr_id] = qr
    if "orderId" in asked:
        session.state.orders[asked["orderId"]] = qr_id
    return qr


def _extend(visit: Visit, qr: Qr, terms: dict[str, Any]) -> str:
    session = visit.session
    extension = Extension(session.guid(), terms)
    qr.extend(extension, _ends(terms), session.clock.now())
    session.state.extensions[extension.id] = qr.id
    return extension.id


def _ends(terms: dict[str, Any]) -> float:
    if "expiresAt" not in terms:
        return NEVER
    return stamp(datetime.fromisoformat(terms["expiresAt"]))  # `limits` has let it pass


def _repeated(visit: Visit, asked: dict[str, Any]) -> Response | None:
    if asked.get("orderId") not in visit.session.state.orders:
        return None
    if visit.session.choice("repeated_order_id") == "accept":
        return None
    return refusal(visit, "12000", parameter="orderId")


@obeys("MAIB-CREATE-59", "MAIB-CREATE-80", "MAIB-CREATE-81")
def _unfit(visit: Visit, terms: dict[str, Any], amount_type: str) -> Response | None:
    sent = [name for name in AMOUNTS if name in terms]
    if amount_type == "Free":
        if sent and visit.session.choice("free_amount") == "refuse":
            return refusal(visit, "12000", parameter=sent[0])
    elif "amount" not in terms:
        return refusal(visit, "14007" if amount_type == "Fixed" else "14008")
    elif amount_type == "Fixed" and set(sent) & set(LIMITS):
        return refusal(visit, "12000", parameter=next(name for name in sent if name in LIMITS))
    elif amount_type == "Controlled" and _unlimited(visit, sent):
        return refusal(visit, "14008")
    return limits(visit, terms, amount_type)


@obeys("MAIB-CREATE-98")
def _unlimited(visit: Visit, sent: list[str]) -> bool:
    told = len(set(sent) & set(LIMITS))
    return told == 0 or (told == 1 and visit.session.choice("controlled_needs") == "both_limits")


def _not_extendable(visit: Visit, qr: Qr) -> Response | None:
    session = visit.session
    status = qr.status(session.clock.now())
    if qr.type != "Hybrid":
        if session.choice("extend_other_type") == "invalid_type":
            return refusal(visit, "14006", type=qr.type)
        return refusal(visit, "14019", state=status)
    switch = {
        "Cancelled": "extend_cancelled",
        "Paid": "extend_paid",
        "Expired": "extend_expired",
    }.get(status)
    if switch and session.choice(switch) == "wrong_state":
        return refusal(visit, "14019", state=status)
    active = qr.extension is not None and qr.extension.active
    if status == "Active" and active and session.choice("second_extension") == "refuse":
        return refusal(visit, "14019", state=status)
    return None
