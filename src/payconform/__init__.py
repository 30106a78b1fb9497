"""
payconform: contract tests and conformance certification for payment-QR providers.
"""

from importlib.metadata import version

__all__ = ["__version__"]

__version__ = version("payconform")
