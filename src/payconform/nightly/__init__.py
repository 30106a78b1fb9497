"""
Long fuzzing, night after night: what is new, what was seen before, what is known.
"""
