"""
The few steps that maib's stories are made of. No step retries, none asserts what is under test.
"""

from payconform.checks import at, given, member
from payconform.model import Call, Caller, Exchange
from payconform.providers.maib.checks import succeeded
from payconform.providers.maib.profile import PAYER, dynamic, preflight


class Maib:
    """
    A merchant's steps, by name.
    """

    def __init__(self, target: Caller) -> None:
        self._target = target

    def ask(self, **members: object) -> Exchange:
        """
        Ask for a Dynamic Fixed QR with these members; `...` leaves one out.
        """
        return self._target.send(Call("createQr", body=dynamic(self._target, **members)))

    def create(self, **members: object) -> str:
        """
        Ask for a QR that must come about, and return its id.
        """
        return str(at(given(self.ask(**members), succeeded), "result.qrId"))

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

    def cancel(self, qr_id: str, body: object = None) -> Exchange:
        """
        Cancel a QR, with a reason unless another body is given.
        """
        sent = {"reason": "changed my mind"} if body is None else body
        return self._target.send(Call("cancelQr", path={"qrId": qr_id}, body=sent))

    def pay(self, qr_id: str, amount: float = 50.0) -> Exchange:
        """
        Pay a QR with the sandbox's simulation.
        """
        return self._target.send(Call("payTest", body={"qrId": qr_id, "amount": amount, **PAYER}))

    def paid(self, qr_id: str) -> Exchange:
        """
        The details of a QR once it reads as Paid, or as they are after half a minute.
        """
        return self._target.until(lambda: self.read(qr_id), member("result.status", "Paid"), 30)

    def obtain_token(self, **members: object) -> Exchange:
        """
        Ask for a token with these members replaced; `...` leaves one out.
        """
        body = {**preflight(self._target.credentials).body, **members}
        kept = {name: value for name, value in body.items() if value is not ...}
        return self._target.send(Call("obtainToken", body=kept))
