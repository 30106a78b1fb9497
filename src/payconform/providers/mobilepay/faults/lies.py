"""
The shapes that most of MobilePay's liars have, and the catalogue they register in.
"""

from payconform.simulator.faults import Faults

FAULTS = Faults()
