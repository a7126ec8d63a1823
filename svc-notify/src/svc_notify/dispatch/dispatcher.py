"""Sends what is due: claim, call outside any lock, record.

A message planned in this process goes out at once, already claimed by its insert; what had to wait is found by a look
at the queue, each second or when something changes. When there is a backlog, new messages queue behind it.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from shared.backoff import Backoff
from shared.clock import Clock
from shared.ids import new_id
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE
from shared.tracing import bind
from svc_notify import metrics
from svc_notify.channels.port import ChannelAdapter, Delivery
from svc_notify.dispatch.gate import Gate, Passage
from svc_notify.dispatch.pacer import Pacer
from svc_notify.domain.delivery import Call, Step, after, before
from svc_notify.domain.message import Attempt, Message, State, claimed
from svc_notify.domain.milestones import Milestone
from svc_notify.domain.outcomes import Outcome, OutcomeClass
from svc_notify.domain.policy import Channel
from svc_notify.domain.reasons import Reason
from svc_notify.domain.templates import Template
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages
from svc_notify.template_files import Templates

LOOK_EVERY = 1.0
CHANNEL = Channel.ZALO_OA_TEMPLATE

log = get_logger()


class Dispatcher:
    """At most ``concurrency`` calls at a time; a claim holds for ``lease``."""

    def __init__(
        self,
        *,
        messages: Messages,
        links: Links,
        templates: Templates,
        channel: ChannelAdapter,
        pacer: Pacer,
        gate: Gate,
        clock: Clock,
        draw: Callable[[], float],
        concurrency: int,
        lease: timedelta,
    ) -> None:
        self._messages = messages
        self._links = links
        self._templates = templates
        self._channel = channel
        self._pacer = pacer
        self._gate = gate
        self._clock = clock
        self._draw = draw
        self._concurrency = concurrency
        self._lease = lease
        self._in_flight = 0
        self._calls: set[asyncio.Task[None]] = set()
        self._work = asyncio.Event()
        self._freed = asyncio.Event()
        self._behind = True
        self._stopping = False

    def wake(self) -> None:
        """There may be something to send."""
        self._work.set()
        self._freed.set()

    def reserve(self) -> tuple[Attempt, datetime] | None:
        """A place for a message about to be inserted: its open attempt and the end of its claim. ``None`` when it must
        queue. Must be followed by ``launch`` or ``give_back``.
        """
        if self._stopping or self._behind:
            return None
        if self._room() < 1:
            self._behind = True
            return None
        self._in_flight += 1
        self._pacer.take(1)
        now = self._clock.now()
        return Attempt(new_id("clm"), CHANNEL, now), now + self._lease

    def give_back(self) -> None:
        """The reserved place is not needed: the message was there already, or could not be stored."""
        self._in_flight -= 1
        self._freed.set()

    def launch(self, message: Message, call: Call) -> None:
        """Call for a claimed message; its last attempt is the open one."""
        task = asyncio.create_task(self._deliver(message, call), name=message.id)
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def run(self, stop: asyncio.Event) -> None:
        """Until ``stop``; then the calls under way are finished and recorded."""
        backoff = Backoff(first=0.5, cap=10.0)
        at_stop = asyncio.create_task(self._wake_at(stop))
        while not stop.is_set():
            try:
                await self._look()
                backoff.reset()
            except MONGO_UNAVAILABLE as error:
                log.warning("dispatcher_waits", error=type(error).__name__)
                await backoff.sleep(stop)
        await at_stop
        self._stopping = True
        await self._drain()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.wake()

    async def _drain(self) -> None:
        """Until no call is under way and no place is reserved; a call ends long before its claim does."""
        try:
            async with asyncio.timeout(self._lease.total_seconds()):
                while self._in_flight:
                    await _wait(self._freed, LOOK_EVERY)
        except TimeoutError:
            log.error("calls_not_finished", calls=self._in_flight)

    async def _look(self) -> None:
        await self._try_gate()
        self._measure()
        room, worthwhile = self._room(), self._worthwhile()
        if room < worthwhile:
            await _wait(self._freed, self._until_room(worthwhile))
            return
        self._work.clear()
        await self._send_due(room)
        if not self._behind:
            await _wait(self._work, LOOK_EVERY)

    def _room(self) -> int:
        """How many calls may start now."""
        if not self._channel.ready or self._gate.passage is Passage.CLOSED:
            return 0
        places = 1 if self._gate.passage is Passage.ON_TRIAL else self._concurrency
        return max(0, min(places - self._in_flight, self._pacer.available()))

    def _worthwhile(self) -> int:
        """In a backlog a quarter of the places at a time: a look costs the database the same for one or for many."""
        if not self._behind or self._gate.passage is Passage.ON_TRIAL:
            return 1
        return max(1, min(self._concurrency // 4, int(self._pacer.burst)))

    def _until_room(self, worthwhile: int) -> float:
        wait = self._gate.wait() or self._pacer.wait(worthwhile) or LOOK_EVERY
        return max(0.005, min(wait, LOOK_EVERY))

    async def _try_gate(self) -> None:
        if self._gate.passage is Passage.CLOSED and self._gate.wait() == 0 and self._channel.ready:
            # What needs a person is cured or not; only a message shows it, and a refused one costs nothing.
            self._gate.try_out(self._gate.needs_operator or await self._channel.alive())

    async def _send_due(self, room: int) -> None:
        self._in_flight += room  # held while the queue is read, so that the places are still there afterwards
        launched = 0
        try:
            now = self._clock.now()
            due = await self._messages.due(now, room)
            self._behind = len(due) == room
            if due:
                launched = await self._send(due, now)
        finally:
            self._in_flight -= room - launched

    async def _send(self, due: Sequence[Message], now: datetime) -> int:
        links = await self._links.of([message.citizen_id for message in due])
        to_call: dict[str, tuple[Message, Call]] = {}
        for message in due:
            follows = before(message, links.get(message.citizen_id), self._template(message), now)
            if isinstance(follows, Call):
                to_call[message.id] = message, follows
            elif await self._messages.move(message, follows):
                _count(follows)
        if not to_call:
            return 0
        begun, until = Attempt(new_id("clm"), CHANNEL, now), now + self._lease
        won = await self._messages.claim(list(to_call), begun, now, until)
        self._pacer.take(len(won))
        for message_id in won:
            message, call = to_call[message_id]
            self.launch(claimed(message, begun, until), call)
        return len(won)

    async def _deliver(self, message: Message, call: Call) -> None:
        """One attempt: call, classify, record."""
        with bind(message.request_id, message.traceparent, event_id=message.event_id):
            try:
                started = time.perf_counter()
                outcome = await self._call(message, call)
                seconds = time.perf_counter() - started
                now = self._clock.now()
                attempt = replace(
                    message.attempts[-1],
                    at=now,
                    outcome=outcome.kind,
                    code=outcome.code,
                    duration_ms=round(seconds * 1000),
                    provider_id=outcome.provider_id,
                )
                self._learn(outcome, seconds)
                await self._record(message, attempt, after(message, outcome, now, self._draw()))
            except Exception:  # the edge of a task: the claim runs out and the sweeper takes it from there
                log.exception("attempt_failed", message_id=message.id)
            finally:
                self._in_flight -= 1
                self._freed.set()

    async def _call(self, message: Message, call: Call) -> Outcome:
        delivery = Delivery(
            message_id=message.id,
            recipient=call.recipient,
            template_id=self._template(message).zalo_template_id,
            params=message.params,
        )
        try:
            return await self._channel.send(delivery)
        except Exception:  # the edge of a loop: whatever an adapter forgot is an attempt of the class "our bug"
            log.exception("channel_failed", message_id=message.id)
            return Outcome(OutcomeClass.OUR_BUG)

    def _learn(self, outcome: Outcome, seconds: float) -> None:
        metrics.attempts.labels(CHANNEL, outcome.kind).inc()
        metrics.call_seconds.labels(CHANNEL).observe(seconds)
        self._gate.note(outcome.kind)
        if outcome.kind is OutcomeClass.THROTTLED:
            self._pacer.slow_down()
        elif outcome.kind is OutcomeClass.UNCERTAIN:
            metrics.uncertain.labels("no_answer").inc()
        elif outcome.kind is OutcomeClass.UNAVAILABLE and outcome.code is not None:
            metrics.uncertain.labels("server_error").inc()
        elif outcome.reason is Reason.UNKNOWN_ANSWER:
            metrics.unknown_codes.labels(CHANNEL).inc()

    async def _record(self, message: Message, attempt: Attempt, step: Step) -> None:
        """As long as the claim holds the record is tried again: an answer forgotten is a message sent twice."""
        backoff = Backoff(first=0.2, cap=2.0)
        while True:
            try:
                ours = await self._messages.record(message.id, attempt, step)
                break
            except MONGO_UNAVAILABLE:
                if message.due_at is None or self._clock.now() >= message.due_at:
                    log.error("attempt_not_recorded", message_id=message.id)
                    return
                await backoff.sleep()
        if not ours:
            log.warning("attempt_recorded_late", message_id=message.id, outcome=attempt.outcome)
            return
        _count(step)
        if step.state is State.ACCEPTED and attempt.at:
            metrics.event_to_accepted.observe(max(0.0, (attempt.at - message.at).total_seconds()))
        log.info(
            "message_attempted",
            message_id=message.id,
            milestone=message.milestone,
            outcome=attempt.outcome,
            code=attempt.code,
            state=step.state,
            reason=step.reason,
            ms=attempt.duration_ms,
        )

    def _template(self, message: Message) -> Template:
        return self._templates[Milestone(message.milestone)]

    def _measure(self) -> None:
        metrics.in_flight.labels(CHANNEL).set(self._in_flight)
        metrics.rate.labels(CHANNEL).set(self._pacer.per_minute)
        closed = self._gate.passage is Passage.CLOSED
        metrics.closed.labels(CHANNEL, "operator").set(closed and self._gate.needs_operator)
        metrics.closed.labels(CHANNEL, "outage").set(closed and not self._gate.needs_operator)
        metrics.closed.labels(CHANNEL, "no_token").set(not self._channel.ready)


def _count(step: Step) -> None:
    if step.due_at is None:
        metrics.settled.labels(step.state, step.reason or "").inc()


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
    event.clear()
