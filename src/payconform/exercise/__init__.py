"""
Makes cases from what a document says: requests that differ from a valid one in one thing.
"""
