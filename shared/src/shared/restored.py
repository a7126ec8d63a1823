"""A database that was restored from a copy, beside a Kafka that knows what came after: seen before anything is served.

Whoever relays has a lease in the database, prolonged every few seconds. So every event that this database has published
is older than the end of a lease that it knows, unless the database went back in time. Which events are this database's
own a header of theirs says: the topic may be older than the database.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from shared.clock import rfc3339
from shared.events import Event, InvalidEvent
from shared.kafka import KafkaUnavailable
from shared.kafka_connection import KafkaConnection
from shared.logs import get_logger
from shared.mongo import Database, Document
from shared.reading import NotAllowed, last_before
from shared.schema import COLLECTION, CURRENT, DatabaseWaits, UnreadableMark

DATABASE_HEADER = "database-id"
"""The header by which an event names the database that it comes from."""

MARGIN = timedelta(minutes=1)
"""More than the clocks of two members differ by that have their time from a server of times: the lease may end by the
clock of another primary than the one by whose time the event was made.
"""

log = get_logger()


class Restored(DatabaseWaits):
    """Kafka tells of what this database does not know."""

    command = "accept-restored"

    def __init__(self, database: str, ahead: Document) -> None:
        super().__init__(
            f"{database}: {ahead['topic']} (partition {ahead['partition']}, offset {ahead['offset']}) holds an event "
            f"of {rfc3339(ahead['time'])}, and this database ends at {rfc3339(ahead['until'])}: it was restored from a "
            "copy. Follow docs/runbooks/backup-and-restore.md"
        )


@dataclass
class Restoration:
    """Looks for what ``topics``, which this database feeds, know more. What was found stays in the database until
    somebody has accepted it, for a relay that runs wipes out the traces; so does what could not be compared.
    """

    database: Database
    connection: KafkaConnection
    topics: set[str] = field(default_factory=set)
    database_id: str = ""
    """Known after the first ``check``."""
    _begun: bool = False
    _compared: bool = False

    async def check(self) -> None:
        """Raises ``Restored`` or ``UnreadableMark``. Compared is once, with what was published before this process
        began: then, or where Kafka was away, when it is back, perhaps by another process.
        """
        found = await self.database[COLLECTION].find_one(CURRENT)
        if found is None:  # removed under a process that runs: its next start prepares anew
            return
        kept = Kept.of(self.database.name, found)
        self.database_id = found.get("database_id", "")
        ahead = kept.ahead
        if ahead is None and self.topics and not self._compared:
            ahead = await self._compare(kept)
        if ahead:
            raise Restored(self.database.name, ahead)

    async def _compare(self, kept: "Kept") -> Document | None:
        begins, self._begun = not self._begun, True
        now, ahead = await self._now(), None
        try:
            if since := kept.uncompared:
                # With the leases of that start, for those of now are of relays that have run on. Kafka's clock may be
                # behind the database's.
                ahead = await self._unknown(since["moment"] - MARGIN, since["leased_until"], kept.accepted_at)
            if begins and not ahead:
                ahead = await self._unknown(now, None, kept.accepted_at)
        except KafkaUnavailable as error:
            if begins:
                log.warning("kafka_not_compared", error=str(error))
                await self._keep_uncompared(now)
            return None
        except NotAllowed:
            log.error("own_topics_not_readable", topics=sorted(self.topics))
            self._compared = True
            return None
        self._compared = True
        change: Document = ({"$set": {"ahead": ahead}} if ahead else {}) | (
            {"$unset": {"uncompared": ""}} if kept.uncompared else {}
        )
        if change:
            await self.database[COLLECTION].update_one(CURRENT, change)
        return ahead

    async def _keep_uncompared(self, moment: datetime) -> None:
        """Keep this start for whoever compares, unless an earlier one waits for that or nothing was ever published. No
        relay of this process runs yet.
        """
        if leased_until := await self._leased_until():
            start = {"moment": moment, "leased_until": leased_until}
            waits = {**CURRENT, "uncompared": {"$exists": False}}
            await self.database[COLLECTION].update_one(waits, {"$set": {"uncompared": start}})

    async def _unknown(
        self, before: datetime, leased_until: datetime | None, accepted_at: datetime | None
    ) -> Document | None:
        """The first of the last events before a start that this database published and does not know of."""
        records = await last_before(self.connection, self.topics, before)
        # Asked after Kafka: who has published meanwhile had prolonged its lease before.
        leased_until = leased_until or await self._leased_until()
        if leased_until is None:
            return None
        until = max(leased_until, accepted_at or leased_until)
        for record in records:
            if dict(record.headers).get(DATABASE_HEADER) != self.database_id.encode():
                continue
            try:
                made_at = Event.decode(record.value).time
            except InvalidEvent:
                continue
            appended = datetime.fromtimestamp(record.timestamp / 1000, UTC)
            time = min(made_at, appended)  # an event may name a moment to come
            # Nor is what a clock set back has left.
            if until + MARGIN < time and appended <= before:
                where = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
                return {**where, "time": time, "until": until}
        return None

    async def _now(self) -> datetime:
        said: datetime = (await self.database.command("hello"))["localTime"]
        return said.replace(tzinfo=UTC)

    async def _leased_until(self) -> datetime | None:
        """The latest end that a lease of a relay ever had; ``None`` where there never was one."""
        leases = await self.database["leases"].find({"_id": {"$regex": "^relay:"}}).to_list(100)
        return max((lease.get("latest") or lease["until"] for lease in leases), default=None)


@dataclass(frozen=True)
class Kept:
    """What the database says of how far it knows."""

    ahead: Document | None
    """What Kafka was found to know more, of which nobody has said that it was seen to."""
    uncompared: Document | None
    """The first start that could not be compared."""
    accepted_at: datetime | None

    @classmethod
    def of(cls, database: str, found: Document) -> "Kept":
        """Raises ``UnreadableMark`` for what no release wrote."""
        ahead, uncompared, accepted_at = (found.get(name) for name in ("ahead", "uncompared", "accepted_at"))
        for name, value, times in (
            ("ahead", ahead, ("time", "until")),
            ("uncompared", uncompared, ("moment", "leased_until")),
            ("accepted_at", accepted_at and {"accepted_at": accepted_at}, ("accepted_at",)),
        ):
            right = value is None or (
                isinstance(value, dict) and all(isinstance(value.get(time), datetime) for time in times)
            )
            if not right:
                raise UnreadableMark(database, name)
        if ahead is not None and not ahead.keys() >= {"topic", "partition", "offset"}:
            raise UnreadableMark(database, "ahead")
        return cls(ahead, uncompared, accepted_at)


async def accept(database: Database) -> bool | None:
    """Let the database go on from where it is, found out or not; whether it was found out, ``None`` for one that was
    never prepared. Raises ``UnreadableMark``.
    """
    if (found := await database[COLLECTION].find_one(CURRENT)) is None:
        return None
    kept = Kept.of(database.name, found)
    # Whatever the clock says: what was accepted is not found again.
    accepted_at = {"$set": {"accepted_at": {"$max": ["$$NOW", "$ahead.time"]}}}
    await database[COLLECTION].update_one(CURRENT, [accepted_at, {"$unset": ["ahead", "uncompared"]}])
    return kept.ahead is not None
