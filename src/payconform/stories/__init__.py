"""
Stories under pytest: which run, what guards them, and what finding each becomes.
"""

from payconform.stories.conduct import Progress, Stories
from payconform.stories.fixtures import Record
from payconform.stories.repertoire import Play, Repertoire
from payconform.stories.selection import Selection, arguments

__all__ = ["Play", "Progress", "Record", "Repertoire", "Selection", "Stories", "arguments"]
