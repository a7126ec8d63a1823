"""Money has arrived: the dossier goes back to the state that asked for it, or the payment is flagged. Never lost,
never counted twice: the payment is kept before anything is decided, and the step carries its id.
"""

from collections.abc import Callable

from prometheus_client import Counter

from shared.clock import Clock
from shared.ids import derived_id
from shared.logs import get_logger
from svc_dossier.domain.dossier import Dossier, Party, StepData, TimelineFull
from svc_dossier.domain.payment import Settlement, Verdict, judge
from svc_dossier.domain.transitions import PAYMENT, Action, step
from svc_dossier.domain.working_days import WorkingCalendar
from svc_dossier.store.dossiers import Dossiers, Stale
from svc_dossier.store.payments import Payments, Received
from svc_dossier.use_cases.desk import event_of

TRIES = 5
PAYER = Party("system", "svc-payment")

log = get_logger()

_judged = Counter("dossier_payments_total", "Payments received, by what became of them", ["verdict"])


class SettlePayment:
    def __init__(
        self, dossiers: Dossiers, payments: Payments, calendar: Callable[[], WorkingCalendar], clock: Clock
    ) -> None:
        self._dossiers = dossiers
        self._payments = payments
        self._calendar = calendar
        self._clock = clock

    async def __call__(self, told: Received) -> Verdict:
        """Raises ``Stale`` when the dossier is being changed all the time: the event comes again."""
        received = await self._payments.keep(told)
        if received.verdict is not None:
            return received.verdict
        dossier, verdict = await self._settle(received)
        await self._payments.judged(received.id, verdict, dossier.agency_id if dossier else None)
        _judged.labels(verdict).inc()
        if verdict.flagged:
            log.warning("payment_flagged", payment=received.id, dossier=received.dossier_id, verdict=verdict)
        return verdict

    async def _settle(self, received: Received) -> tuple[Dossier | None, Verdict]:
        paid = Settlement(received.id, received.amount, received.paid_at)
        for _ in range(TRIES):
            dossier = await self._dossiers.load(received.dossier_id, {})
            if dossier is None:
                return None, Verdict.UNKNOWN
            verdict = judge(dossier.state, dossier.payments, received.payment_request_id, paid)
            command_id = derived_id("cmd", "payment", received.id)
            if not verdict.settles or dossier.done_by(command_id):
                return dossier, verdict
            transition = step(dossier.context, Action.SETTLE_PAYMENT, PAYMENT)
            data = StepData(settlement=paid)
            try:
                after = dossier.take(
                    transition,
                    at=self._clock.now(),
                    by=PAYER,
                    command_id=command_id,
                    fingerprint=received.id,
                    calendar=self._calendar(),
                    data=data,
                )
                await self._dossiers.save(after, data, event_of(after, transition), {})
            except TimelineFull:
                return dossier, Verdict.CLOSED
            except Stale:
                continue
            return after, verdict
        raise Stale
