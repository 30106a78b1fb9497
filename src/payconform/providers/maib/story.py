"""
The few steps that maib's stories are made of. No step retries, none asserts what is under test.
"""

from payconform.checks import at, given, member, status
from payconform.errors import NotOffered
from payconform.model import Call, Caller, Check, Exchange
from payconform.providers.maib import calls
from payconform.providers.maib.checks import succeeded

OLDER_REFUND = "the refund path that is served knows the whole payment only"
OWN_TERMINALS = "a made-up terminalId is refused: the target knows its own terminals only"
LAG = 10  # seconds within which a list must show what was made, changed or paid
SETTLING = 30  # seconds within which a status must follow a payment or a refund


class Maib:
    """
    A merchant's steps, by name. `members` replace those of a valid body; `...` leaves one out.
    """

    def __init__(self, target: Caller) -> None:
        self._target = target

    def ask(self, **members: object) -> Exchange:
        """
        Ask for a Dynamic Fixed QR.
        """
        return self._target.send(Call("createQr", body=calls.dynamic(self._target, **members)))

    def create(self, **members: object) -> str:
        """
        Ask for a Dynamic QR that must come about, and return its id.
        """
        return calls.id_of(self.ask(**members), "qrId")

    def create_at(self, terminal: str) -> str:
        """
        Ask for a Dynamic QR at a made-up terminal, and return its id.

        Raises:
            NotOffered: the target takes terminals of its own only.

        """
        answer = self.ask(terminalId=terminal)
        if not status(400, 409, 422)(answer):
            raise NotOffered(OWN_TERMINALS)
        return calls.id_of(answer, "qrId")

    def ask_static(self, **members: object) -> Exchange:
        """
        Ask for a Static Fixed QR.
        """
        return self._target.send(Call("createQr", body=calls.static(self._target, **members)))

    def create_static(self, **members: object) -> str:
        """
        Ask for a Static QR that must come about, and return its id.
        """
        return calls.id_of(self.ask_static(**members), "qrId")

    def ask_hybrid(self, **members: object) -> Exchange:
        """
        Ask for a Hybrid Fixed QR with its first extension; `extension=...` leaves that out.
        """
        return self._target.send(Call("createHybridQr", body=calls.hybrid(self._target, **members)))

    def create_hybrid(self, **members: object) -> str:
        """
        Ask for a Hybrid QR that must come about, and return its id.
        """
        return calls.id_of(self.ask_hybrid(**members), "qrId")

    def terms(self, **members: object) -> dict[str, object]:
        """
        The body of an extension, valid for a Fixed QR.
        """
        return calls.terms(self._target, **members)

    def extend(self, qr_id: str, **members: object) -> Exchange:
        """
        Extend a Hybrid Fixed QR.
        """
        body = self.terms(**members)
        return self._target.send(Call("createExtension", path={"qrId": qr_id}, body=body))

    def read(self, qr_id: str) -> Exchange:
        """
        The details of a QR.
        """
        return self._target.send(Call("getQr", path={"qrId": qr_id}))

    def status(self, qr_id: str) -> object:
        """
        The status that a QR reads as.
        """
        return at(given(self.read(qr_id), succeeded), "result.status")

    def list_qrs(self, **query: object) -> Exchange:
        """
        A list of QRs: up to ten of the first, unless the query says otherwise.
        """
        return self._target.send(calls.page("listQrs", **query))

    def found_qrs(self, wanted: Check, **query: object) -> Exchange:
        """
        A list of QRs once it is as wanted, or as it is after ten seconds: lists may lag.
        """
        return self._target.until(lambda: self.list_qrs(**query), wanted, LAG)

    def list_payments(self, **query: object) -> Exchange:
        """
        A list of payments: up to ten of the first, unless the query says otherwise.
        """
        return self._target.send(calls.page("listPayments", **query))

    def found_payments(self, wanted: Check, **query: object) -> Exchange:
        """
        A list of payments once it is as wanted, or as it is after ten seconds.
        """
        return self._target.until(lambda: self.list_payments(**query), wanted, LAG)

    def cancel(self, qr_id: str, body: object = None) -> Exchange:
        """
        Cancel a QR, with a reason unless another body is given.
        """
        sent = {"reason": "changed my mind"} if body is None else body
        return self._target.send(Call("cancelQr", path={"qrId": qr_id}, body=sent))

    def cancel_extension(self, qr_id: str, body: object = None) -> Exchange:
        """
        Cancel the extension of a QR, with a reason unless another body is given.
        """
        sent = {"reason": "changed my mind"} if body is None else body
        return self._target.send(Call("cancelExtension", path={"qrId": qr_id}, body=sent))

    def pay(self, qr_id: str, amount: float = 50.0, **members: object) -> Exchange:
        """
        Pay a QR with the sandbox's simulation.
        """
        return self._target.send(calls.payment(qr_id, **{"amount": amount, **members}))

    def payment(self, qr_id: str, amount: float = 50.0, **members: object) -> str:
        """
        Pay a QR, which must succeed, and return the payId.
        """
        return calls.id_of(self.pay(qr_id, amount, **members), "payId")

    def paid(self, qr_id: str) -> Exchange:
        """
        The details of a QR once it reads as Paid, or as they are after half a minute.
        """
        return self._target.until(
            lambda: self.read(qr_id), member("result.status", "Paid"), SETTLING
        )

    def read_payment(self, pay_id: str) -> Exchange:
        """
        The details of a payment.
        """
        return self._target.send(Call("getPayment", path={"payId": pay_id}))

    def refund(self, pay_id: str, **members: object) -> Exchange:
        """
        Refund a payment in full, unless the members say otherwise, over the path that is served.
        """
        operation = calls.refund_operation(self._target)
        return self._target.send(calls.refund(operation, pay_id, **members))

    def needs_newer_refund(self) -> None:
        """
        Go on only where the newer refund path is served: the older knows the whole payment only.

        Raises:
            NotOffered: the target serves the older one.

        """
        if calls.refund_operation(self._target) != "refundPayment":
            raise NotOffered(OLDER_REFUND)

    def refunded(self, pay_id: str) -> Exchange:
        """
        The details of a payment once it reads as Refunded, or as they are after half a minute.
        """
        read = member("result.status", "Refunded")
        return self._target.until(lambda: self.read_payment(pay_id), read, SETTLING)

    def obtain_token(self, **members: object) -> Exchange:
        """
        Ask for a token.
        """
        body = calls.sent(calls.preflight(self._target.credentials).body, members)
        return self._target.send(Call("obtainToken", body=body))
