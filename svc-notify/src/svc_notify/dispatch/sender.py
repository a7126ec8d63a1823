"""One attempt on one channel: call, classify, record."""

import time
from collections.abc import Callable
from dataclasses import replace

from shared.backoff import Backoff
from shared.clock import Clock
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE
from shared.schedules import RECORD_OUTCOME
from shared.tracing import bind, span
from svc_notify import metrics
from svc_notify.channels.port import ChannelAdapter, Delivery
from svc_notify.dispatch.channel_health import ChannelHealth
from svc_notify.dispatch.pacer import Pacer
from svc_notify.dispatch.quotas import Quotas
from svc_notify.domain.delivery import Call, Step, let_go_at, next_step, reason_of
from svc_notify.domain.message import Attempt, Message, State
from svc_notify.domain.outcomes import DeliveryOutcome, OutcomeClass
from svc_notify.domain.reasons import Reason
from svc_notify.domain.template_versions import Templates
from svc_notify.store.messages import Messages
from svc_notify.store.oa_people import OaPeople

log = get_logger()


class Sender:
    """``health``, ``pacer``, ``quotas`` and ``people`` learn from each answer. ``draw`` is random in [0, 1).
    ``on_rerouted`` is called when another channel is to try.
    """

    def __init__(
        self,
        *,
        messages: Messages,
        templates: Templates,
        adapter: ChannelAdapter,
        pacer: Pacer,
        health: ChannelHealth,
        clock: Clock,
        draw: Callable[[], float],
        quotas: Quotas,
        people: OaPeople,
        on_rerouted: Callable[[], None],
    ) -> None:
        self._messages = messages
        self._templates = templates
        self._adapter = adapter
        self._pacer = pacer
        self._health = health
        self._clock = clock
        self._draw = draw
        self._quotas = quotas
        self._people = people
        self._on_rerouted = on_rerouted

    async def send(self, message: Message, call: Call) -> None:
        """``message`` is claimed, and its last attempt is the open one. Never raises: what is not recorded is found
        by the sweeper when the claim runs out.
        """
        with bind(message.request_id, message.traceparent, event_id=message.event_id):
            try:
                await self._attempt(message, call)
            except Exception:
                log.exception("attempt_failed", message_id=message.id)

    async def _attempt(self, message: Message, call: Call) -> None:
        started = time.perf_counter()
        with span(f"zalo {message.attempts[-1].channel}"):
            outcome = await self._call(message, call)
        seconds = time.perf_counter() - started
        now = self._clock.now()
        attempt = replace(
            message.attempts[-1],
            at=now,
            outcome=outcome.kind,
            reason=reason_of(outcome),
            code=outcome.code,
            duration_ms=round(seconds * 1000),
            provider_id=outcome.provider_id,
        )
        self._learn(attempt, outcome, seconds)
        step = next_step(message, outcome, now, self._draw(), call.decision.spare)
        if await self._record(message, attempt, step) and step.channel is not None:
            self._on_rerouted()
        if outcome.quota is not None:
            self._quotas.learn(call.channel, outcome.quota)
        if outcome.free_left is not None and outcome.free_left.remaining <= 0:
            await self._people.free_spent(call.recipient, now)

    async def _call(self, message: Message, call: Call) -> DeliveryOutcome:
        template = self._templates.of(message.milestone, message.template_version)
        delivery = Delivery(
            message_id=message.id,
            recipient=call.recipient,
            template_id=template.id_on(call.channel),
            params=message.params,
            title=message.title,
            text=message.body,
        )
        try:
            return await self._adapter.send(delivery)
        except Exception:  # whatever an adapter forgot is an attempt of the class "our bug"
            log.exception("channel_failed", message_id=message.id)
            return DeliveryOutcome(OutcomeClass.OUR_BUG)

    def _learn(self, attempt: Attempt, outcome: DeliveryOutcome, seconds: float) -> None:
        metrics.attempts.labels(attempt.channel, outcome.kind).inc()
        metrics.call_seconds.labels(attempt.channel).observe(seconds)
        if not outcome.unreadable:
            self._health.note(outcome.kind)
        if outcome.kind is OutcomeClass.THROTTLED:
            self._pacer.slow_down()
        elif outcome.kind is OutcomeClass.UNCERTAIN:
            metrics.uncertain.labels(attempt.channel, "unreadable" if outcome.unreadable else "no_answer").inc()
        elif outcome.kind is OutcomeClass.SERVER_ERROR:
            metrics.uncertain.labels(attempt.channel, "server_error").inc()
        elif outcome.reason is Reason.UNKNOWN_ANSWER:
            metrics.unknown_codes.labels(attempt.channel).inc()

    async def _record(self, message: Message, attempt: Attempt, step: Step) -> bool:
        """Whether the step was taken. As long as the claim holds the record is tried again: an answer forgotten is a
        message sent twice.
        """
        backoff = Backoff(RECORD_OUTCOME)
        while True:
            try:
                ours = await self._messages.record(message.id, attempt, step)
                break
            except MONGO_UNAVAILABLE:
                if message.due_at is None or self._clock.now() >= message.due_at:
                    log.error("attempt_not_recorded", message_id=message.id)
                    return False
                await backoff.sleep()
        if not ours:
            log.warning("attempt_recorded_late", message_id=message.id, outcome=attempt.outcome)
            return False
        metrics.count_settled(step)
        if step.state is State.ACCEPTED and attempt.at:
            seconds = max(0.0, (attempt.at - let_go_at(message)).total_seconds())
            metrics.event_to_accepted.labels(attempt.channel, message.lane).observe(seconds)
        log.info(
            "message_attempted",
            message_id=message.id,
            milestone=message.milestone,
            channel=attempt.channel,
            outcome=attempt.outcome,
            code=attempt.code,
            state=step.state,
            reason=step.reason,
            ms=attempt.duration_ms,
        )
        return True
