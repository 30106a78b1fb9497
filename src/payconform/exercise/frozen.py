"""
Mutations written down: found once for a document, the same in every run, and quickly read.
"""

import hashlib
import json
from collections.abc import Iterable

from payconform.errors import NoSuchProvider
from payconform.exercise.mutation import Mutation, as_entry, from_entry
from payconform.spec import closed, rows
from payconform.spec.openapi import Document

FORMAT = "payconform-mutations/1"
NAME = "mutations.json"


def mutations_of(provider: str, document: Document) -> list[Mutation]:
    """
    The mutations of a provider's document: `fixtures/<provider>/mutations.json`, or found anew
    where that file is missing or belongs to another state of the document.

    Raises:
        FileUnreadable: the file is outside its closed schema.

    """
    try:
        content = closed.read(rows.find("fixtures", provider, NAME), "mutations")
    except NoSuchProvider:
        content = None
    if content is not None and content["document"] == digest(provider):
        return [from_entry(entry) for entry in content["mutations"]]
    return found(document)


def found(document: Document) -> list[Mutation]:
    """
    All that schemathesis' coverage phase finds: each keyword broken once, each edge met.
    """
    from payconform.exercise.allowance import allowances
    from payconform.exercise.coverage import mutations

    return [*mutations(document), *allowances(document)]


def frozen(provider: str, found: Iterable[Mutation]) -> str:
    """
    The content of `mutations.json`, one mutation a line.
    """
    lines = (json.dumps(as_entry(one), ensure_ascii=True) for one in found)
    head = f'{{"format": "{FORMAT}", "document": "{digest(provider)}", "mutations": [\n  '
    return head + ",\n  ".join(lines) + "\n]}\n"


def digest(provider: str) -> str:
    """
    SHA-256 of the provider's openapi.yaml, in hexadecimal.
    """
    return hashlib.sha256(rows.find("specs", provider, "openapi.yaml").read_bytes()).hexdigest()
