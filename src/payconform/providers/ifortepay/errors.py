"""
How a call of the client ends when it does not succeed, and what a forged callback is.
"""


class IfortepayError(Exception):
    """
    A call did not succeed, or a callback is not to be believed.
    """


class IfortepaySilent(IfortepayError):
    """
    No answer came: whether the call took effect is unknown. Inquire before you repeat it; a QR that
    was asked for has no transaction_id to inquire by, and expires by itself.
    """


class IfortepayRefused(IfortepayError):
    """
    iFortepay answered with a refusal.

    Args:
        status: of HTTP; no page tells which one stands with which code.
        code: response_code, such as 04; empty where the answer held none.
        message: of the refusal.

    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}" if code else f"status {status} without a code")
        self.status = status
        self.code = code
        self.message = message


class IfortepayForged(IfortepayError):
    """
    A callback whose signature does not verify.
    """


class IfortepayUnclear(IfortepayError):
    """
    A success, or a callback that verifies, without what is needed of it, or not about what was
    asked. Whether the call took effect is unknown.
    """
