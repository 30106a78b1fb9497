"""
Makes cases from what a provider's document says: requests that differ from a valid one in one thing.
"""
