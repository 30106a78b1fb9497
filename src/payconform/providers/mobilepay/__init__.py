"""
MobilePay PoS V10 (Denmark and Finland).
"""
