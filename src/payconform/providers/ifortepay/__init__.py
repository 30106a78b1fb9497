"""
iFortepay, Indonesia: QRIS codes and e-wallets, each request signed over its ids.
"""
