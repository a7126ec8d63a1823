"""The one way in which a payment learns what became of it: by callback, query, statement, settlement or officer.

The report is taken in with one write, whatever it comes by and however often; a second call finds nothing to do.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import Conflict, DuplicateValue
from shared.logs import get_logger
from shared.metrics import counter
from shared.optimistic import retry_on_conflict
from shared.refusals import explained
from svc_payment.domain.party import SYSTEM, Party
from svc_payment.domain.payment import Payment, PaymentOutcome, Report, State
from svc_payment.domain.unmatched_sum import STATEMENT
from svc_payment.store.payments import Payments, RawMessage
from svc_payment.use_cases.events import money_events
from svc_payment.use_cases.refusals import REFUSALS

ATTEMPTS = 20
"""More than elsewhere: a provider may call many times at once."""

_reports = counter(
    "payment_reports_total",
    "Reports of providers, by how they came and what they changed",
    source=("callback", "query", "settlement", "system", STATEMENT),
    effect=(*State, "none"),
)

log = get_logger()

Find = Callable[[], Awaitable[Payment | None]]


class TransactionTaken(Exception):
    """Another payment has this money in its ledger already."""


@dataclass(frozen=True)
class Settled:
    """``changed`` false: the report said nothing new."""

    payment: Payment
    changed: bool


@dataclass(frozen=True)
class SettlePayment:
    payments: Payments
    clock: Clock

    async def __call__(
        self,
        find: Find,
        report: Report,
        *,
        source: str,
        by: Party = SYSTEM,
        order: str | None = None,
        method: str | None = None,
        message: RawMessage | None = None,
    ) -> Settled | None:
        """``None`` when there is no such payment. Raises ``TransactionTaken``, ``Conflict`` or
        ``Unavailable``."""

        async def attempt(_number: int) -> Settled | None:
            payment = await find()
            if payment is None:
                return None
            now = self.clock.now()
            with explained(REFUSALS):
                if report.outcome is PaymentOutcome.CHOSEN:
                    after = payment.chosen(method or "", order=order, at=now)
                else:
                    after = payment.report(report, at=now, source=source, by=by, order=order, method=method)
            if after is payment:
                return Settled(payment, changed=False)
            try:
                await self.payments.save(after, money_events(payment, after, now), message)
            except DuplicateValue as taken:
                if taken.field != "transfers":
                    raise
                raise TransactionTaken from None
            return Settled(after, changed=True)

        try:
            settled = await retry_on_conflict(attempt, attempts=ATTEMPTS)
        except Conflict:
            log.error("payment_has_no_room", source=source)
            raise
        if settled is not None:
            _reports.labels(source, settled.payment.state if settled.changed else "none").inc()
        return settled
