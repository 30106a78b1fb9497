"""
The target of a run as stories see it: to be called, to be waited for, and to be left clean.
"""

from payconform.target.inbox import Inbox
from payconform.target.opening import open_target
from payconform.target.target import Target

__all__ = ["Inbox", "Target", "open_target"]
