"""Decides which messages go now: claims them, and hands them to the sender, outside any lock.

A message planned in this process goes out at once, already claimed by its insert; what had to wait is found by a look
at the queue, each second or when something changes. When there is a backlog, new messages queue behind it.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.backoff import Backoff
from shared.clock import Clock
from shared.ids import new_id
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE
from svc_notify import metrics
from svc_notify.channels.port import ChannelAdapter
from svc_notify.dispatch.gate import Gate, Passage
from svc_notify.dispatch.pacer import Pacer
from svc_notify.dispatch.sender import Sender
from svc_notify.domain.delivery import Call, before
from svc_notify.domain.message import Attempt, Message, claimed
from svc_notify.domain.milestones import Milestone
from svc_notify.domain.policy import Channel
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
        sender: Sender,
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
        self._sender = sender
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
        self._pacer.put_back(1)
        self._in_flight -= 1
        self._freed.set()

    def launch(self, message: Message, call: Call) -> None:
        """Call for a claimed message; its last attempt is the open one."""
        sending = asyncio.create_task(self._sender.send(message, call), name=message.id)
        self._calls.add(sending)  # the loop itself holds tasks only weakly
        sending.add_done_callback(self._ended)

    def _ended(self, sending: asyncio.Task[None]) -> None:
        self._calls.discard(sending)
        self._in_flight -= 1
        self._freed.set()

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
            follows = before(message, links.get(message.citizen_id), self._templates[Milestone(message.milestone)], now)
            if isinstance(follows, Call):
                to_call[message.id] = message, follows
            elif await self._messages.move(message, follows):
                metrics.count_settled(follows)
        if not to_call:
            return 0
        begun, until = Attempt(new_id("clm"), CHANNEL, now), now + self._lease
        won = await self._messages.claim(list(to_call), begun, now, until)
        self._pacer.take(len(won))
        for message_id in won:
            message, call = to_call[message_id]
            self.launch(claimed(message, begun, until), call)
        return len(won)

    def _measure(self) -> None:
        metrics.in_flight.labels(CHANNEL).set(self._in_flight)
        metrics.rate.labels(CHANNEL).set(self._pacer.per_minute)
        closed = self._gate.passage is Passage.CLOSED
        metrics.closed.labels(CHANNEL, "operator").set(closed and self._gate.needs_operator)
        metrics.closed.labels(CHANNEL, "outage").set(closed and not self._gate.needs_operator)
        metrics.closed.labels(CHANNEL, "no_token").set(not self._channel.ready)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
    event.clear()
