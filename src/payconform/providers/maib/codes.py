"""
maib's table of error codes as the documents print it.

Facts, not behaviour: the simulator answers by this table and the checks judge by it, so that
neither takes the other's word for it.
"""

from collections.abc import Mapping
from string import Formatter
from typing import NamedTuple


class Entry(NamedTuple):
    """
    What the table says of a code: the HTTP status, None where it gives none (rule MAIB-ERROR-09),
    and the message with the names of its placeholders.
    """

    status: int | None
    message: str

    @property
    def parts(self) -> list[tuple[str, str]]:
        """
        The message piece by piece: some text, and the placeholder behind it or an empty name.
        """
        return [(text, name or "") for text, name, _, _ in Formatter().parse(self.message)]

    @property
    def args(self) -> list[str]:
        """
        The names of the placeholders.
        """
        return [name for _, name in self.parts if name]


_TOO_MUCH = "Cannot refund MIA payment for provided amount."

TABLE: Mapping[str, Entry] = {
    code: Entry(status, message)
    for code, status, message in [
        ("10000", 500, "Internal error encountered. Please try again or report if error persists."),
        ("11000", 401, "Invalid credentials. Please check 'clientId' and 'clientSecret'."),
        ("12000", None, "Parameter {parameter} is invalid."),
        ("12001", None, "Provided request is invalid: {error}."),
        ("12002", None, "Currency {currency} is invalid."),
        ("12003", None, "Sorting options are invalid."),
        ("12004", None, "QR type {actualValue} is invalid."),
        ("12005", None, "QR status {actualValue} is invalid."),
        ("12006", None, "'expiresAt' field must be in future. Provided value: {actualValue}."),
        ("12007", None, "Please provide 'clientId' and 'clientSecret'."),
        ("13000", 404, "QR {qrId} is not found."),
        ("14000", 409, "Merchant is not active."),
        ("14001", 409, "'expiresAt' field must be in future."),
        ("14002", 409, "MIA MCC is not set."),
        ("14003", 409, "MIA payment {miaPaymentId} is not found."),
        ("14004", 409, "Merchant {merchantId} has no default MIA account set."),
        ("14005", 409, "QR {qrId} is already cancelled."),
        ("14006", 409, "QR code type {type} is invalid."),
        ("14007", 409, "QR code with a Fixed amount type must have amount set."),
        ("14008", 409, "QR code with a Controlled amount type must have min or max amount set."),
        ("14009", 409, "Account is not active."),
        ("14010", 404, "MIA payment is not found by QR id {qrId}."),
        ("14011", 404, "MIA payment is not found by RRN {rrn}."),
        ("14012", 404, "MIA payment is not found by MIA message id {miaMessageId}."),
        ("14013", 409, "Auto-refund is only allowed for dynamic QRs."),
        ("14014", 409, "Only direct operations can be refunded."),
        ("14015", 409, "MIA payment {paymentId} is already refunded."),
        ("14016", 404, f"{_TOO_MUCH} Available refundable amount: {{refundableAmount}}."),
        ("14017", 404, "Cannot determine MIA commission percent for MCC {mcc}."),
        ("14018", 404, "Merchant not found by Account Number {accountNumber}."),
        ("14019", 409, "QR code's state does not allow this operation: {state}."),
    ]
}


def bare(written: str) -> str:
    """
    The number of an error code, which may stand behind the service's name.
    """
    return written.rpartition("-")[2]
