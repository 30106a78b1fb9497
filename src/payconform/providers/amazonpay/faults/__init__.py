"""
Amazon Pay's liars: one fault each, tied to the rule it breaks.
"""

from payconform.providers.amazonpay.faults.lies import FAULTS

__all__ = ["FAULTS"]
