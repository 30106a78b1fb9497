"""
What makes two findings of machines the same, whichever values and seeds showed them.
"""

import hashlib
import json
import re

from payconform.catalog import Slice
from payconform.exercise.breach import Breach
from payconform.exercise.case import Case
from payconform.exercise.novelty import place

LENGTH = 12
QUOTED = re.compile(r": .*|[\"'{\[].*", re.DOTALL)  # what an answer or a request held
VARYING = re.compile(r"\w*\d{4,}\w*|[0-9a-f]{8}-[0-9a-f-]+", re.IGNORECASE)


def fingerprint(slice_: Slice, breach: Breach, case: Case) -> str:
    """
    A short text made of rule, operation, changed members, and what was expected, without the values
    that differ from run to run.
    """
    operation = slice_.document.operations[case.operation]
    places = sorted({place(operation, one) for one in case.changes})
    wanted = [_lasting(one.expected) for one in breach.mismatches]
    content = json.dumps([breach.rule, case.operation, places, wanted])
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:LENGTH]


def _lasting(text: str) -> str:
    return VARYING.sub("#", QUOTED.sub("", text))
