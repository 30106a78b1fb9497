"""
Speed and weight of the simulator, beside peers, in one run on one machine.
"""
