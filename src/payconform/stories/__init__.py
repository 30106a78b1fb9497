"""
Stories under pytest: which run, what guards them, and what finding each becomes.
"""

from payconform.stories.asking import Operator
from payconform.stories.conduct import Stories
from payconform.stories.fixtures import Found, Record
from payconform.stories.payments import Bought, Payments, Purchase
from payconform.stories.repertoire import Play, Repertoire
from payconform.stories.selection import Selection, arguments

__all__ = [
    "Bought",
    "Found",
    "Operator",
    "Payments",
    "Play",
    "Purchase",
    "Record",
    "Repertoire",
    "Selection",
    "Stories",
    "arguments",
]
