"""
How a call of the client ends when it does not succeed, and what a forged notification is.
"""


class AmazonPayError(Exception):
    """
    A call did not succeed, or a notification is not to be believed.
    """


class AmazonPaySilent(AmazonPayError):
    """
    No answer came: whether the call took effect is unknown. Read before you repeat it.
    """


class AmazonPayRefused(AmazonPayError):
    """
    Amazon Pay answered with a refusal.

    Args:
        status: of HTTP.
        code: of the refusal, such as AuthorizationFailed; empty where the answer held none.
        message: of the refusal.
        signed: whether the refusal bears a signature that verifies; the documents leave open if one
            does. An unsigned one may come from anybody on the way.

    """

    def __init__(self, status: int, code: str, message: str, *, signed: bool) -> None:
        super().__init__(f"{code}: {message}" if code else f"status {status} without a code")
        self.status = status
        self.code = code
        self.message = message
        self.signed = signed


class AmazonPayForged(AmazonPayError):
    """
    A success without a signature that verifies, or a notification that nobody vouches for. Whether
    the call took effect is unknown.
    """


class AmazonPayUnclear(AmazonPayError):
    """
    A signed answer, but not with what the documents promise, or not about what was asked.
    """
