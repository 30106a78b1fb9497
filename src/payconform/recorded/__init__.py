"""
Traffic that was recorded elsewhere: read, matched with operations, masked and judged.
"""
