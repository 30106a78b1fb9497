"""
A call as bytes.
"""

import json
from urllib.parse import urlencode

from payconform.model import Call, Request
from payconform.spec.openapi import Operation


def written(call: Call, operation: Operation) -> Request:
    """
    The request that a call is on the wire, but for who sends it.
    """
    headers, body = dict(call.headers), b""
    if isinstance(call.body, bytes):
        body = call.body
    elif call.body is not None:
        body = json.dumps(call.body, ensure_ascii=False).encode("utf-8")
    if body and not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = "application/json"
    target = operation.target(call.path)
    if call.query:
        target += f"?{urlencode(call.query, doseq=True)}"
    return Request(call.method or operation.method, target, tuple(headers.items()), body)
