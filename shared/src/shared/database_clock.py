"""The database's time, by which every process of a service goes: whatever two machines compare, they mean alike.

A machine whose own clock is wrong would otherwise plan for tomorrow, hold what it claimed for an hour, or find a token
spent that was just given. The database is asked every few seconds; in between goes a counter that nobody can set.
Before the first answer, and for a service that cannot reach its database, the machine's clock must do: so whatever has
a longest time is capped when it is read, too.
"""

import asyncio
from datetime import UTC, datetime, timedelta

from shared.backoff import pause
from shared.clock import Clock, SystemClock, elapsed, whole_milliseconds
from shared.logs import get_logger
from shared.metrics import MeasuredGauge
from shared.mongo import Database, MongoError

READ_EVERY = 10.0
WRONG_BY = timedelta(seconds=2)
"""More than any machine is off that has its time from a server of times."""

log = get_logger()

_ahead = MeasuredGauge("clock_ahead_seconds", "How far the clock of this machine is before the database's")


class DatabaseClock:
    """``machine``: the clock that goes until the database was asked, and that is compared with its answers."""

    def __init__(self, database: Database, machine: Clock | None = None) -> None:
        self._database = database
        self._machine = machine or SystemClock()
        self._zero: datetime | None = None
        """The database's time when the counter stood at nothing."""
        self._wrong = False

    @classmethod
    async def once(cls, database: Database) -> "DatabaseClock":
        """One that was read, for what is soon over: a command, a start. Raises ``MongoError``."""
        clock = cls(database)
        await clock.read()
        return clock

    def now(self) -> datetime:
        if self._zero is None:
            return self._machine.now()
        return whole_milliseconds(self._zero + timedelta(seconds=elapsed()))

    async def read(self) -> None:
        """Ask the database. Raises ``MongoError``."""
        asked = elapsed()
        said: datetime = (await self._database.command("hello"))["localTime"]
        answered = elapsed()
        # It answered somewhere in between, and said its time without what is less than a millisecond.
        said = said.replace(tzinfo=UTC)
        earliest, latest = said - timedelta(seconds=answered), said - timedelta(seconds=asked, milliseconds=-1)
        # What we have is moved no further than the answer demands, so that slow answers do not make it jump.
        before = self._zero or earliest + (latest - earliest) / 2
        self._zero = min(max(before, earliest), latest)
        self._compare()

    async def run(self, stop: asyncio.Event) -> None:
        """The task: ask again and again, also to notice another primary with another time."""
        while not stop.is_set():
            try:
                await self.read()
            except MongoError as error:
                log.warning("database_time_not_read", error=type(error).__name__)
            await pause(READ_EVERY, stop)

    def _compare(self) -> None:
        ahead = self._machine.now() - self.now()
        _ahead.set(ahead.total_seconds())
        wrong = abs(ahead) > WRONG_BY
        if wrong and not self._wrong:
            log.warning("machine_clock_wrong", ahead_seconds=round(ahead.total_seconds(), 1))
        self._wrong = wrong
