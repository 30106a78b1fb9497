"""
maib MIA QR: token, dynamic QR, cancel, sandbox payment, signed callback.
"""
