"""Decides which messages go now on one channel: claims them, and hands them to the sender, outside any lock.

A message planned in this process goes out at once, already claimed by its insert; what had to wait is found by a look
at the queue, each second or when something changes. When there is a backlog, new messages queue behind it.

There are two lanes. What concerns one citizen goes first; what is told to many takes what that leaves: at most half the
places, and never the last half second of the pace. So a broadcast delays nobody's dossier.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from shared.backoff import Backoff
from shared.circuit_breaker import State as CircuitState
from shared.clock import Clock
from shared.ids import new_id
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE
from shared.schedules import MONGO_RECONNECT
from svc_notify import metrics
from svc_notify.channels.port import ChannelAdapter
from svc_notify.dispatch.channel_health import ChannelHealth
from svc_notify.dispatch.delivery_contexts import DeliveryContextReader
from svc_notify.dispatch.pacer import Pacer
from svc_notify.dispatch.sender import Sender
from svc_notify.domain.delivery import Call, Step, plan_delivery
from svc_notify.domain.message import Attempt, Decided, Lane, Message, claimed
from svc_notify.domain.policy import Channel, Decision
from svc_notify.store.messages import Messages

LOOK_EVERY = 1.0

log = get_logger()


class Dispatcher:
    """Sends on one channel, at most ``concurrency`` calls at a time; a claim holds for ``lease``. The ``first``
    dispatcher also looks at what was not decided yet. ``on_rerouted`` is called when a message turned out to be for
    another channel.
    """

    def __init__(
        self,
        *,
        channel: Channel,
        first: bool,
        messages: Messages,
        contexts: DeliveryContextReader,
        adapter: ChannelAdapter,
        pacer: Pacer,
        health: ChannelHealth,
        clock: Clock,
        sender: Sender,
        draw: Callable[[], float],
        concurrency: int,
        lease: timedelta,
        on_rerouted: Callable[[], None],
    ) -> None:
        self._channel = channel
        self._queues = (channel, None) if first else (channel,)
        self._messages = messages
        self._contexts = contexts
        self._adapter = adapter
        self._pacer = pacer
        self._health = health
        self._clock = clock
        self._sender = sender
        self._draw = draw
        self._concurrency = concurrency
        self._lease = lease
        self._on_rerouted = on_rerouted
        self._in_flight = dict.fromkeys(Lane, 0)
        self._behind = dict.fromkeys(Lane, True)
        self._looked_at = dict.fromkeys(Lane, float("-inf"))
        self._calls: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """There may be something to send."""
        self._looked_at = dict.fromkeys(Lane, float("-inf"))
        self._changed.set()

    def reserve(self) -> tuple[Attempt, datetime] | None:
        """A place for a citizen's message about to be inserted: its open attempt and the end of its claim. ``None``
        when it must queue. Must be followed by ``launch`` or ``give_back``.
        """
        if self._stopping or self._behind[Lane.DIRECT]:
            return None
        if self._room(Lane.DIRECT) < 1:
            self._behind[Lane.DIRECT] = True
            return None
        self._in_flight[Lane.DIRECT] += 1
        self._pacer.take(1)
        now = self._clock.now()
        return Attempt(new_id("clm", now), self._channel, now), now + self._lease

    def give_back(self) -> None:
        """The reserved place is not needed: the message was there already, or could not be stored."""
        self._pacer.put_back(1)
        self._in_flight[Lane.DIRECT] -= 1
        self._changed.set()

    def launch(self, message: Message, call: Call) -> None:
        """Call for a claimed message; its last attempt is the open one."""
        sending = asyncio.create_task(self._sender.send(message, call), name=message.id)
        self._calls.add(sending)  # the loop itself holds tasks only weakly
        sending.add_done_callback(partial(self._ended, message.lane))

    def _ended(self, lane: Lane, sending: asyncio.Task[None]) -> None:
        self._calls.discard(sending)
        self._in_flight[lane] -= 1
        self._changed.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Dispatch until ``stop``; then finish and record the calls under way."""
        backoff = Backoff(MONGO_RECONNECT)
        at_stop = asyncio.create_task(self._wake_at(stop))
        while not stop.is_set():
            try:
                await self._look()
                backoff.reset()
            except MONGO_UNAVAILABLE as error:
                log.warning("dispatcher_waits", channel=self._channel, error=type(error).__name__)
                await backoff.sleep(stop)
        await at_stop
        self._stopping = True
        await self._drain()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.wake()

    async def _drain(self) -> None:
        """Wait until no call is under way and no place is reserved; a call ends long before its claim does."""
        try:
            async with asyncio.timeout(self._lease.total_seconds()):
                while any(self._in_flight.values()):
                    await _wait(self._changed, LOOK_EVERY)
        except TimeoutError:
            log.error("calls_not_finished", channel=self._channel, calls=sum(self._in_flight.values()))

    async def _look(self) -> None:
        await self._try_again()
        self._measure()
        for lane in Lane:
            room = self._room(lane)
            if self._next_look(lane) == 0 and room >= self._worthwhile(lane):
                await self._send_due(lane, room if self._behind[lane] else min(room, self._glance))
        pause = min(self._next_look(lane) or self._until_room(lane) for lane in Lane)
        if pause > 0:
            await _wait(self._changed, pause)

    def _next_look(self, lane: Lane) -> float:
        """Seconds until the queue is worth a look."""
        if self._behind[lane]:
            return 0.0
        return max(0.0, self._looked_at[lane] + LOOK_EVERY - asyncio.get_running_loop().time())

    def _room(self, lane: Lane) -> int:
        """How many calls may start now."""
        if not self._adapter.ready or self._health.state is CircuitState.OPEN:
            return 0
        places = 1 if self._health.state is CircuitState.HALF_OPEN else self._concurrency
        room = min(places - sum(self._in_flight.values()), self._pacer.available())
        if lane is Lane.BULK:
            room = min(room, (places + 1) // 2 - self._in_flight[lane], self._pacer.available() - self._reserve)
        return max(0, room)

    @property
    def _glance(self) -> int:
        """How many places a look holds where no backlog is known: the others stay for what is planned meanwhile."""
        return max(1, self._concurrency // 4)

    @property
    def _reserve(self) -> int:
        """What the bulk lane leaves in the pacer's bucket."""
        return int(self._pacer.burst / 2)

    def _worthwhile(self, lane: Lane) -> int:
        """How many free places are worth a look. A backlog is taken a quarter of the places at a time: a look costs the
        database the same for one or for many.
        """
        if not self._behind[lane] or self._health.state is CircuitState.HALF_OPEN:
            return 1
        share = 2 if lane is Lane.BULK else 1
        return max(1, min(self._concurrency // (4 * share), int(self._pacer.burst / share)))

    def _until_room(self, lane: Lane) -> float:
        """Seconds until there may be; 0 when there is now."""
        worthwhile = self._worthwhile(lane)
        if self._room(lane) >= worthwhile:
            return 0.0
        reserve = self._reserve if lane is Lane.BULK else 0
        wait = self._health.remaining() or self._pacer.wait(worthwhile + reserve) or LOOK_EVERY
        return max(0.005, min(wait, LOOK_EVERY))

    async def _try_again(self) -> None:
        """When the pause of an open circuit is over."""
        if self._health.state is CircuitState.OPEN and self._health.remaining() == 0 and self._adapter.ready:
            self._health.start_trial(self._health.needs_operator or await self._adapter.alive())

    async def _send_due(self, lane: Lane, room: int) -> None:
        self._in_flight[lane] += room  # held while the queue is read, so that the places are still there afterwards
        self._looked_at[lane] = asyncio.get_running_loop().time()
        try:
            now = self._clock.now()
            due = await self._messages.due(self._queues, lane, now, room)
            self._behind[lane] = len(due) == room
            if due:
                await self._send(due, now)
        finally:
            self._in_flight[lane] -= room

    async def _send(self, due: Sequence[Message], now: datetime) -> None:
        contexts = await self._contexts.for_waiting(due)
        by_decision: defaultdict[Decision, dict[str, tuple[Message, Call]]] = defaultdict(dict)
        for message in due:
            follows = plan_delivery(message, contexts[message.id], now, self._draw())
            if isinstance(follows, Call) and follows.channel is self._channel:
                by_decision[follows.decision][message.id] = message, follows
            else:
                await self._move(message, follows, now)
        for decision, to_call in by_decision.items():
            await self._claim(decision, to_call, now)

    async def _claim(self, decision: Decision, to_call: Mapping[str, tuple[Message, Call]], now: datetime) -> None:
        begun, until = Attempt(new_id("clm", now), self._channel, now), now + self._lease
        won = await self._messages.claim(list(to_call), begun, Decided(now, decision), now, until)
        self._pacer.take(len(won))
        for message_id in won:
            message, call = to_call[message_id]
            self._in_flight[message.lane] += 1
            self.launch(claimed(message, begun, until), call)

    async def _move(self, message: Message, follows: Step | Call, now: datetime) -> None:
        """It does not go here now: to where and when it may, or to rest."""
        if isinstance(follows, Call):
            follows = Step(message.state, message.reason, now, follows.channel, follows.decision)
        if await self._messages.move(message, follows, now):
            metrics.count_settled(follows)
            if follows.channel not in (None, self._channel):
                self._on_rerouted()

    def _measure(self) -> None:
        channel, is_open = self._channel, self._health.state is CircuitState.OPEN
        metrics.in_flight.labels(channel).set(sum(self._in_flight.values()))
        metrics.rate.labels(channel).set(self._pacer.per_minute)
        metrics.closed.labels(channel, "operator").set(is_open and self._health.needs_operator)
        metrics.closed.labels(channel, "outage").set(is_open and not self._health.needs_operator)
        metrics.closed.labels(channel, "no_token").set(not self._adapter.ready)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
    event.clear()
