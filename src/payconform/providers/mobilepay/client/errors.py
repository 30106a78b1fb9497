"""
How a call of the client ends when it does not succeed.
"""


class MobilePayError(Exception):
    """
    A call did not succeed.
    """


class MobilePayRefused(MobilePayError):
    """
    MobilePay answered with 4xx: the call had no effect, and is not sent again.

    Args:
        status: of HTTP.
        code: four digits, such as 1300; empty where the answer held none, as most of 401 and 404.
        message: of the refusal.
        correlation_id: what support asks for.

    """

    def __init__(self, status: int, code: str, message: str, correlation_id: str) -> None:
        super().__init__(f"{status} with {code}: {message}" if code else f"{status} without a code")
        self.status = status
        self.code = code
        self.message = message
        self.correlation_id = correlation_id


class MobilePayUncertain(MobilePayError):
    """
    However often the call was sent, nothing tells whether it took effect: read, or find, what it
    was about. `key` is the idempotency key that it bore, empty where it bore none: with the same
    key and the same contents it can be sent again.
    """

    def __init__(self, what: str, key: str) -> None:
        super().__init__(what)
        self.key = key


class MobilePaySilent(MobilePayUncertain):
    """
    No answer came.
    """


class MobilePayFailed(MobilePayUncertain):
    """
    The last answer was a 5xx.

    Args:
        status: of HTTP.
        code: from 2000 to 2999; empty where the answer held none.
        correlation_id: what support asks for.
        key: the idempotency key of the call.

    """

    def __init__(self, status: int, code: str, correlation_id: str, key: str) -> None:
        super().__init__(f"{status} with {code}" if code else f"{status} without a code", key)
        self.status = status
        self.code = code
        self.correlation_id = correlation_id


class MobilePayUnclear(MobilePayError):
    """
    A success without what is needed of it, or not about what was asked.
    """


class MobilePayWhole(MobilePayError):
    """
    A part of this payment cannot be captured. Nothing was sent: capture all of it, or cancel it
    before anything is handed out.
    """
