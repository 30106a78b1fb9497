"""
Primitives that signing schemes are made of. Knows no provider.
"""
