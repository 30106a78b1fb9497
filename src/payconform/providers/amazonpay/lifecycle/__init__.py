"""
The life of Amazon Pay's QRs, charges and refunds, told by the documents: what may follow on what.

Nothing here knows the simulator. What the documents leave open is taken as it comes, and has to
stay so.
"""

from payconform.providers.amazonpay.lifecycle.history import History, offered
from payconform.providers.amazonpay.lifecycle.steps import steps

__all__ = ["History", "offered", "steps"]
