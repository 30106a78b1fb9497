"""
The life of MobilePay's payments and refunds, told by the documents: what may follow on what.

Nothing here knows the simulator, nor its tables. What the documents leave open is taken as it
comes.
"""

from payconform.providers.mobilepay.lifecycle.history import History, offered
from payconform.providers.mobilepay.lifecycle.steps import steps

__all__ = ["History", "offered", "steps"]
