"""What a payment provider does for us, and how it says what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from svc_payment.domain.payment import Payment, Report
from svc_payment.domain.refund import Refund


class ProviderDown(Exception):
    """No answer, or one that cannot be read or trusted: what became of the call is not known."""


class ProviderRefuses(Exception):
    """The provider said no, and would again. ``code`` is its own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class StartedBefore(Exception):
    """The order was made by a call whose answer was lost, and with it what the payer needs: the provider gives that out
    once. ``report`` is what it says of the order now."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.code)
        self.report = report


class CallbackOutcome(StrEnum):
    """What became of a callback; each provider has its own words for it."""

    RECORDED = "recorded"
    ALREADY = "already"
    UNKNOWN_PAYMENT = "unknown_payment"
    AMOUNT_DIFFERS = "amount_differs"
    BAD_SIGNATURE = "bad_signature"
    MALFORMED = "malformed"
    OUR_FAULT = "our_fault"


class BadCallback(Exception):
    """What came is not from the provider, or is not as it writes."""

    def __init__(self, outcome: CallbackOutcome, why: str) -> None:
        super().__init__(why)
        self.outcome = outcome


@dataclass(frozen=True)
class Callback:
    """A callback as it came in: the very bytes, since the signature is over them."""

    body: bytes = b""
    query: str = ""
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Message:
    """What a verified callback says. ``reference`` is our name of the payment, ``order`` the provider's."""

    report: Report
    reference: str | None = None
    order: str | None = None
    method: str | None = None


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    media_type: str = "application/json"


@dataclass(frozen=True)
class Payer:
    """What some providers want to know: where the payer calls from, and where they go back to."""

    address: str
    return_url: str


@dataclass(frozen=True)
class Started:
    """``checkout`` is all that the payer's app needs, in the provider's own form."""

    checkout: Mapping[str, object]
    order: str | None = None


class RefundOutcome(StrEnum):
    """What an answer says of a refund. An answer about the question itself says nothing of the refund."""

    DONE = "done"
    PENDING = "pending"
    FAILED = "failed"
    """The provider refuses the refund for good, by a code that its documents name so: nothing was given back."""
    UNKNOWN = "unknown"
    """No answer, one that cannot be trusted, or a refusal of the question: never a failure."""
    NOT_FOUND = "not_found"
    """The provider has never heard of it: it may be asked again under the same reference."""


@dataclass(frozen=True)
class RefundReport:
    outcome: RefundOutcome
    reference: str | None = None
    code: str = ""


@dataclass(frozen=True)
class Traits:
    """``first_query``: how long a provider may keep silent after the start; ``None``: until the expiry.

    ``refunds``: whether it carries refunds out by itself; ``safe_refunds``: whether the same one may be asked again.
    ``methods``: what it calls the ways to pay, shown where more than one is offered.
    """

    name: str
    label: str
    lifetime: timedelta
    first_query: timedelta | None
    every_minute: bool = False
    refunds: bool = True
    safe_refunds: bool = True


class Provider(Protocol):
    @property
    def traits(self) -> Traits: ...

    def reference_of(self, payment_id: str, at: datetime) -> str:
        """Our name of the payment there: kept before anything is sent, the same at every repeat."""
        ...

    async def start(self, payment: Payment, payer: Payer, at: datetime) -> Started:
        """Asked again with the same payment, it answers the same. Raises ``ProviderDown``, ``ProviderRefuses`` or
        ``StartedBefore``."""
        ...

    def read(self, callback: Callback) -> Message:
        """Raises ``BadCallback``."""
        ...

    def answer(self, outcome: CallbackOutcome) -> Answer: ...

    async def query(self, payment: Payment, at: datetime) -> Report:
        """What became of the payment; no answer is ``Outcome.UNKNOWN``, never a failure."""
        ...

    def name_refund(self, reference: str, at: datetime) -> str:
        """Our name there of the attempt ``reference`` that is sent on ``at``: kept before anything is sent."""
        ...

    async def refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport:
        """``refund`` has been given its transaction and the name it is sent as."""
        ...

    async def query_refund(self, payment: Payment, refund: Refund, at: datetime) -> RefundReport: ...
