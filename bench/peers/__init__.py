"""
What bare schemathesis and payconform each find of the seeded faults, with one document, on one
machine.
"""
