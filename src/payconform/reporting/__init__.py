"""
What a run writes down: exchanges and findings as they come, the rest at its end.
"""
