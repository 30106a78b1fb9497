"""
What the reference clients of all providers have in common: they hold connections, and are closed.
"""

from typing import Self

import httpx


class Client:
    """
    One merchant's calls. Close it, or use it in a `with` statement.

    Args:
        http: closed with this one.

    """

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def __enter__(self) -> Self:
        """
        The client itself.
        """
        return self

    def __exit__(self, *raised: object) -> None:
        """
        Close the connections.
        """
        self.close()

    def close(self) -> None:
        """
        Close the connections.
        """
        self._http.close()
