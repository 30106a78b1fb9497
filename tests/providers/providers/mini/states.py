"""
The states that consumers' contracts with Mini stand on.
"""

from collections.abc import Mapping
from typing import Any

from payconform.checks import at, given, status
from payconform.model import Call, Caller, unsigned
from payconform.states import Arranged, State

OPEN: Mapping[str, Any] = {"amount": 500, "currency": "EUR"}


def _merchant(caller: Caller, parameters: Mapping[str, Any]) -> Arranged:
    del caller, parameters
    return Arranged()


def _none(caller: Caller, parameters: Mapping[str, Any]) -> Arranged:
    del caller, parameters
    return Arranged(signer=unsigned)


def _open(caller: Caller, parameters: Mapping[str, Any]) -> Arranged:
    created = given(caller.send(Call("createCharge", body={**parameters})), status(201))
    return Arranged({"id": str(at(created, "id"))})


def _cancelled(caller: Caller, parameters: Mapping[str, Any]) -> Arranged:
    arranged = _open(caller, parameters)
    given(caller.send(Call("cancelCharge", path={"id": arranged.values["id"]})), status(200))
    return arranged


STATES: Mapping[str, State] = {
    "a merchant": State(_merchant),
    "no credentials": State(_none),
    "an open charge": State(_open, defaults=OPEN),
    "a cancelled charge": State(_cancelled, defaults=OPEN),
    "a moved clock": State(_merchant, frozenset({"control_clock"})),
}
