"""
What is written as an address: this machine's own, and a URL of scheme, host and port.
"""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE | re.ASCII)
NUMBER = re.compile(
    r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE | re.ASCII
)  # 127.1 and 0x7f.1 are addresses to some


def is_loopback(host: str) -> bool:
    """
    Whether a host name or address can only mean this machine.
    """
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_base_url(url: str) -> bool:
    """
    Whether a text is scheme, host and port, and nothing besides.
    """
    try:
        parts = urlsplit(url)
        return (
            url.isascii()
            and url.isprintable()
            and url == url.strip()
            and parts.scheme in ("http", "https")
            and _is_host(parts.hostname or "")
            and ("[" in parts.netloc) == (":" in (parts.hostname or ""))
            and parts.port != 0
            and not set("@%\\") & set(parts.netloc)
            and parts.path in ("", "/")
            and not (parts.query or parts.fragment)
        )
    except ValueError:
        return False


def _is_host(name: str) -> bool:
    try:
        return ip_address(name) is not None
    except ValueError:
        labels = name.removesuffix(".").split(".")
        return all(map(LABEL.fullmatch, labels)) and not NUMBER.fullmatch(labels[-1])
