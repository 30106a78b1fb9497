"""
The parts of MobilePay's simulator.
"""
