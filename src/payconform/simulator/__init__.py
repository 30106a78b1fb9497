"""
The engine under every provider's simulator: sessions, virtual clock, outbox, faults, provenance.
"""
