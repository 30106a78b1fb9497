"""
The catalogue of liars.
"""

from payconform.simulator.faults import Faults

FAULTS = Faults()
