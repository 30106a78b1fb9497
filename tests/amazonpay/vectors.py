"""
Amazon Pay's signing vectors by their ids, and their messages taken apart.
"""

from payconform.spec import closed, rows

GROUPS = closed.read(rows.find("fixtures", "amazonpay", "signing.json"), "signing")["groups"]
VECTORS = {vector["id"]: vector for group in GROUPS for vector in group["vectors"]}


def split(message: str) -> tuple[list[str], tuple[tuple[str, str], ...], bytes]:
    """
    The first line's words, the headers and the body of a message as it stands on the wire.
    """
    head, _, body = message.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
    return first.split(" "), headers, body.encode("utf-8")
