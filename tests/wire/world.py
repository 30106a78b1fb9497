"""
A world in which every name and address leads to one listener, so that whatever gets out is heard.
"""

import socket
from dataclasses import dataclass, field
from typing import Any

from payconform.wire.allowlist import AllowList, for_target

PRODUCTION = frozenset({"api.tea.example"})
SANDBOXES = frozenset({"sandbox.tea.example", "sandbox.api.tea.example"})


@dataclass
class World:
    """
    A listener that every connection leads to; `asked` are the hosts that were looked up.
    """

    listener: Any
    asked: list[str] = field(default_factory=list)

    def look_up(self, host: Any, *unused: object, **named: object) -> list[Any]:
        self.asked.append(str(host))
        address = ("127.0.0.1", self.listener.port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", address)]


def guard(base_url: str = "http://sandbox.tea.example") -> AllowList:
    return for_target(base_url, PRODUCTION, SANDBOXES)
