"""
The life of maib's QRs, extensions and payments, told by the documents: what may follow on what.

Nothing here knows the simulator. What the documents leave open is taken as it comes, and has to
stay so.
"""

from payconform.providers.maib.lifecycle.history import History, offered
from payconform.providers.maib.lifecycle.steps import steps

__all__ = ["History", "offered", "steps"]
