"""
payconform: contract tests and conformance certification for payment-QR providers.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
