"""
What iFortepay's simulator is made of: its state, its steps, its operations, its answers.
"""
