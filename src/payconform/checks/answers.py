"""
Checks of an answer against what the document says of it.
"""

from payconform.checks.body import json_body, shown
from payconform.checks.status import content_type
from payconform.model import Check, Exchange, Mismatch
from payconform.spec.openapi import Operation

JSON = "application/json"


def as_documented(operation: Operation) -> Check:
    """
    The document lists the status for the operation, and the body is of its schema, if it has one.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        response = exchange.response
        if response is None or exchange.request.method != operation.method:
            return None
        if operation.listed(response.status) is None:
            listed = ", ".join(operation.statuses)
            return Mismatch(f"a documented status ({listed})", str(response.status))
        schema = operation.answer(response.status)
        if schema is None or not response.body:
            return None
        if wrong := content_type(JSON)(exchange):
            return wrong
        wanted = f"the documented form of a {response.status}"
        try:
            error = next(schema.iter_errors(json_body(exchange)), None)
        except UnicodeEncodeError:
            return Mismatch(wanted, "half of a surrogate pair")
        if error is None:
            return None
        where = "".join(f"/{step}" for step in error.instance_path) or "the body"
        return Mismatch(wanted, f"{where}: {shown(error.message)}")

    return check
