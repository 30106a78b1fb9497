"""
A text as a scanner reads it: which kind it is, and what it says.
"""

import re

from payconform.qr import emvco, links
from payconform.qr.content import Content

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
EMVCO = "emvco"
UNKNOWN = "unknown"
KINDS = (EMVCO, *links.LINKS)


def decode(text: str, kind: str = "") -> Content:
    """
    What a QR says, of the kind that is asked for, or of the one that it looks like.

    Nothing is raised for what a text holds: a link of a kind that is unknown here has that as its
    fault, and any other text is read as an EMVCo payload.
    """
    if kind == EMVCO:
        return emvco.decode(text)
    if kind:
        return links.decode(text, links.LINKS[kind])
    scheme = SCHEME.match(text)
    if scheme is None:
        return emvco.decode(text)
    for link in links.LINKS.values():
        if link.scheme == scheme[0].lower():
            return links.decode(text, link)
    known = ", ".join(link.scheme for link in links.LINKS.values())
    stranger = links.Link(
        UNKNOWN, "", "(?!)", f"a link of {known}, or an EMVCo payload", "payconform", {}
    )
    return links.decode(text, stranger)
