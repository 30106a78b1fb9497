"""
The life of iFortepay's QRs, told by the documents: what may follow on what.

Nothing here knows the simulator. What the documents leave open is taken as it comes, and has to
stay so.
"""

from payconform.providers.ifortepay.lifecycle.history import History, offered
from payconform.providers.ifortepay.lifecycle.steps import steps

__all__ = ["History", "offered", "steps"]
