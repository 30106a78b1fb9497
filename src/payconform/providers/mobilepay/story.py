"""
What stories say at a till: one point of sale, its client, and a user in front of it.
"""

from functools import cached_property

from payconform.checks import at, given, member
from payconform.model import Call, Caller, Exchange
from payconform.providers.mobilepay import bringing, calls
from payconform.providers.mobilepay.checks import reads, succeeded

MISHAPS = ("late", "500", "500_after_effect", "dropped", "dropped_after_effect")
"""What the provider's own certification lets befall the calls of a client."""

PATIENCE = 30  # seconds within which what happens should be seen; no page tells how many
LONG = 15  # seconds after which a call whose answer was lost has ended


class Till:
    """
    A point of sale of its own, created when it is first needed.

    `members` are those of the point of sale that are not the usual ones.
    """

    def __init__(self, caller: Caller, **members: object) -> None:
        self.caller: Caller = caller
        self.beacon = calls.guid(caller)
        self._members = members

    @cached_property
    def pos(self) -> str:
        """
        The posId.
        """
        made = self.send(calls.pos(self.caller, beaconId=self.beacon, **self._members))
        return str(at(given(made, succeeded), "posId"))

    def send(self, call: Call) -> Exchange:
        """
        Send a call once.
        """
        return self.caller.send(call)

    def initiate(self, **members: object) -> Exchange:
        """
        Initiate a payment.
        """
        return self.send(calls.payment(self.caller, self.pos, **members))

    def prepare(self, **members: object) -> Exchange:
        """
        Prepare a payment.
        """
        return self.send(calls.preparation(self.caller, self.pos, **members))

    def ready(self, payment: str, **members: object) -> Exchange:
        """
        Make a payment ready.
        """
        body = calls.terms(**{"currencyCode": calls.currency(self.caller), **members})
        return self.send(calls.of_payment(self.caller, "paymentReady", payment, body))

    def capture(self, payment: str, amount: object = calls.AMOUNT) -> Exchange:
        """
        Capture a payment.
        """
        return self.send(self.capturing(payment, amount))

    def capturing(self, payment: str, amount: object = calls.AMOUNT) -> Call:
        """
        The call that captures a payment.
        """
        return calls.of_payment(self.caller, "capturePayment", payment, {"amount": amount})

    def cancel(self, payment: str) -> Exchange:
        """
        Cancel a payment.
        """
        return self.send(self.cancelling(payment))

    def cancelling(self, payment: str) -> Call:
        """
        The call that cancels a payment.
        """
        return calls.of_payment(self.caller, "cancelPayment", payment)

    def read(self, payment: str) -> Exchange:
        """
        Read a payment.
        """
        return self.send(calls.of_payment(self.caller, "queryPayment", payment))

    def find(self, **query: object) -> Exchange:
        """
        Find payments.
        """
        return self.send(calls.call(self.caller, "queryPaymentIds", query=query))

    def refund(self, payment: str, **members: object) -> Exchange:
        """
        Create a refund.
        """
        return self.send(calls.refund(self.caller, payment, **members))

    def of_refund(self, operation: str, refund: str) -> Exchange:
        """
        Read, capture or cancel a refund.
        """
        return self.send(calls.of_refund(self.caller, operation, refund))

    def check_in(self, phone: str = "") -> None:
        """
        Have a user check in.
        """
        given(self.send(self.checking_in(phone)), succeeded)

    def checking_in(self, phone: str = "") -> Call:
        """
        The call by which a user checks in, the usual one unless its number is given.
        """
        assert self.pos
        number = phone or calls.phone(self.caller)
        return calls.user("userSimulationCheckin", self.beacon, number)

    def accepting(self, phone: str = "") -> Call:
        """
        The call by which the user accepts.
        """
        number = phone or calls.phone(self.caller)
        return calls.user("userSimulationAcceptPayment", self.beacon, number)

    def cancel_by_user(self) -> Exchange:
        """
        Have the user cancel.
        """
        return self.send(calls.user("userSimulationCancelPayment", self.beacon, None))

    def settles(self, payment: str, state: str) -> None:
        """
        Wait until a payment is in a state.

        Raises:
            Blocked: it does not get there.

        """
        given(self.comes_to(payment, state), reads(state))

    def comes_to(self, payment: str, state: str) -> Exchange:
        """
        A payment as it reads once it is in a state, or at last, where it does not get there.
        """
        return self.caller.until(lambda: self.read(payment), reads(state), PATIENCE)

    def cancelled(self, payment: str) -> None:
        """
        Cancel a payment, and wait until that is confirmed.

        Raises:
            Blocked: it is not.

        """
        given(self.cancel(payment), succeeded)
        self.settles(payment, "CancelledByClient")

    def checked_in(self, *, wanted: bool) -> Exchange:
        """
        Whether a user is checked in, once it is as wanted, or at last.
        """
        call = calls.of_pos(self.caller, "getCheckIn", self.pos)
        seen = member("isUserCheckedIn", wanted=wanted)
        return self.caller.until(lambda: self.send(call), seen, PATIENCE)

    def initiated(self, **members: object) -> str:
        """
        The paymentId of an Initiated payment.
        """
        return str(at(given(self.initiate(**members), succeeded), "paymentId"))

    def prepared(self, **members: object) -> str:
        """
        The paymentId of a Prepared payment.
        """
        return str(at(given(self.prepare(**members), succeeded), "paymentId"))

    def paired(self) -> str:
        """
        The paymentId of a Paired payment.
        """
        payment = self.prepared()
        self.check_in()
        self.settles(payment, "Paired")
        return payment

    def issued(self, phone: str = "", **members: object) -> str:
        """
        The paymentId of an IssuedToUser payment.
        """
        payment = self.initiated(**members)
        self.check_in(phone)
        self.settles(payment, "IssuedToUser")
        return payment

    def reserved(self, phone: str = "", **members: object) -> str:
        """
        The paymentId of a Reserved payment.
        """
        payment = self.issued(phone, **members)
        given(self.send(self.accepting(phone)), succeeded)
        self.settles(payment, "Reserved")
        return payment

    def captured(self, phone: str = "", **members: object) -> str:
        """
        The paymentId of a Captured payment.
        """
        payment = self.reserved(phone, **members)
        given(self.capture(payment), succeeded)
        self.settles(payment, "Captured")
        return payment

    def brought(self, state: str, *, prepared: bool = False) -> str:
        """
        The paymentId of a payment in a state; `prepared`: it began as a Prepared one.
        """
        return bringing.brought(self, state, prepared=prepared)

    def refunding(self, **members: object) -> str:
        """
        The refundId of a new refund of a new payment.
        """
        made = self.refund(self.captured(), **members)
        return str(at(given(made, succeeded), "refundId"))

    def refund_settles(self, refund: str, state: str) -> None:
        """
        Wait until a refund is in a state.

        Raises:
            Blocked: it does not get there.

        """
        given(self.refund_comes_to(refund, state), reads(state))

    def refund_comes_to(self, refund: str, state: str) -> Exchange:
        """
        A refund as it reads once it is in a state, or at last, where it does not get there.
        """

        def read() -> Exchange:
            return self.of_refund("getRefund", refund)

        return self.caller.until(read, reads(state), PATIENCE)

    def refund_cancelled(self, refund: str) -> None:
        """
        Cancel a refund, and wait until that is confirmed.

        Raises:
            Blocked: it is not.

        """
        given(self.of_refund("cancelRefund", refund), succeeded)
        self.refund_settles(refund, "CancelledByClient")

    def refund_reserved(self) -> str:
        """
        The refundId of a Reserved refund.
        """
        refund = self.refunding()
        self.refund_settles(refund, "Reserved")
        return refund

    def refund_captured(self) -> str:
        """
        The refundId of a Captured refund.
        """
        refund = self.refund_reserved()
        given(self.of_refund("captureRefund", refund), succeeded)
        self.refund_settles(refund, "Captured")
        return refund
