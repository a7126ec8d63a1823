"""Money has arrived: the dossier goes back to the state that asked for it, or the payment is flagged. Never lost,
never counted twice: the payment is kept before anything is decided, and the step carries its id.
"""

from dataclasses import dataclass

from shared.clock import Clock
from shared.ids import derived_id
from shared.logs import get_logger
from shared.metrics import counter
from shared.optimistic import retry_on_conflict
from shared.reference.staff_directory import StaffDirectory
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.dossier import Dossier, Party, StepData
from svc_dossier.domain.payment import PaymentDecision, Settlement, decide
from svc_dossier.domain.transitions import PAYMENT, TABLE, Action
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.payments import Payments, ReceivedPayment
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.dossier_events import step_event

PAYMENTS = Party("system", "svc-payment")

log = get_logger()

_decided = counter("dossier_payments_total", "Payments received, by what became of them", decision=PaymentDecision)


@dataclass(frozen=True)
class SettlePayment:
    dossiers: Dossiers
    payments: Payments
    staff: StaffDirectory
    calendars: Calendars
    clock: Clock

    async def __call__(self, payment: ReceivedPayment) -> PaymentDecision:
        """Raises ``Unavailable`` when the dossier is being changed all the time: the event comes again."""
        received = await self.payments.keep(payment)
        if received.decision is not None:
            return received.decision
        agency_id, decision = await self._settle(received)
        await self.payments.decided(received.id, decision, agency_id)
        _decided.labels(decision).inc()
        if decision.flagged:
            log.warning("payment_flagged", payment=received.id, dossier=received.dossier_id, decision=decision)
        return decision

    async def _settle(self, received: ReceivedPayment) -> tuple[str | None, PaymentDecision]:
        """The agency of the dossier, where it is known, and the decision."""
        paid = Settlement(received.id, received.amount, received.paid_at)
        command_id = derived_id("cmd", "payment", received.id)
        by = await self._taken_by(received.collected_by)

        async def attempt(_number: int) -> tuple[str | None, PaymentDecision]:
            dossier = await self.dossiers.load(received.dossier_id, Scope.everything())
            if dossier is None:
                return None, PaymentDecision.UNKNOWN
            decision = decide(dossier.state, dossier.payments, received.payment_request_id, paid)
            if decision.settles and not dossier.step_of(command_id):
                await self._take(dossier, paid, by, command_id)
            return dossier.agency_id, decision

        return await retry_on_conflict(attempt)

    async def _taken_by(self, collector_id: str | None) -> Party:
        """The member of staff who took cash, as they are called now; else svc-payment, which has it of a provider."""
        if collector_id is None:
            return PAYMENTS
        names = await self.staff.names({collector_id})
        return Party("staff", collector_id, names.get(collector_id, ""))

    async def _take(self, dossier: Dossier, paid: Settlement, by: Party, command_id: str) -> None:
        transition, data = TABLE.step(dossier.context, Action.SETTLE_PAYMENT, PAYMENT), StepData(settlement=paid)
        after = dossier.take(
            transition,
            at=self.clock.now(),
            by=by,
            command_id=command_id,
            fingerprint=paid.payment_id,
            calendar=self.calendars.current,
            data=data,
        )
        await self.dossiers.save(after, data, step_event(after, transition), Scope.everything())
