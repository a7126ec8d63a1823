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


@dataclass(frozen=True)
class Start:
    """What the database said when this process began: the moment, by its own time, and how long relays had a lease."""

    moment: datetime
    leased_until: datetime | None


@dataclass
class Restoration:
    """Looks for what ``topics``, which this database feeds, know more. What was found stays in the database until
    somebody has accepted it, for a relay that runs wipes out the traces.
    """

    database: Database
    connection: KafkaConnection
    topics: set[str] = field(default_factory=set)
    database_id: str = ""
    """Known after the first ``check``."""
    _start: Start | None = None
    _compared: bool = False

    async def check(self) -> None:
        """Raises ``Restored``. Compared is once, with what was published before this process began: then, or where
        Kafka was away, when it is back."""
        kept = await self.database[COLLECTION].find_one(CURRENT)
        if kept is None:  # removed under a process that runs: its next start prepares anew
            return
        self.database_id = kept.get("database_id", "")
        if not self._compared and self.topics and not kept.get("ahead"):
            kept["ahead"] = await self._ahead(kept)
            if kept["ahead"]:
                await self.database[COLLECTION].update_one(CURRENT, {"$set": {"ahead": kept["ahead"]}})
        if ahead := kept.get("ahead"):
            if not isinstance(ahead, dict) or not ahead.keys() >= {"topic", "partition", "offset", "time", "until"}:
                raise UnreadableMark(self.database.name, "what Kafka knows more")
            raise Restored(self.database.name, ahead)

    async def _ahead(self, kept: Document) -> Document | None:
        """The first of the last events that this database published and does not know of."""
        begins = self._start is None
        start = self._start = self._start or Start(await self._now(), await self._leased_until())
        # What came later is no trace of a time before. Kafka's clock may be behind the database's.
        before = start.moment if begins else start.moment - MARGIN
        try:
            records = await last_before(self.connection, self.topics, before)
        except KafkaUnavailable as error:
            if begins:
                log.warning("kafka_not_compared", error=str(error))
            return None
        except NotAllowed:
            log.error("own_topics_not_readable", topics=sorted(self.topics))
            self._compared = True
            return None
        self._compared = True
        # Asked after Kafka, where that answered at once: who has published meanwhile had prolonged its lease before.
        until = await self._leased_until() if begins else start.leased_until
        if until and kept.get("accepted_at"):
            until = max(until, kept["accepted_at"])
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
            if until and until + MARGIN < time and appended <= before:
                where = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
                return {**where, "time": time, "until": until}
        return None

    async def _now(self) -> datetime:
        said: datetime = (await self.database.command("hello"))["localTime"]
        return said.replace(tzinfo=UTC)

    async def _leased_until(self) -> datetime | None:
        """The end of the last lease of a relay; ``None`` where there never was one."""
        leases = await self.database["leases"].find({"_id": {"$regex": "^relay:"}}, {"until": 1}).to_list(100)
        return max((lease["until"] for lease in leases), default=None)


async def accept(database: Database) -> bool:
    """Let the database go on from where it is, found out or not; ``False`` for one that was never prepared."""
    # Whatever the clock says: what was accepted is not found again.
    accepted: list[Document] = [{"$set": {"accepted_at": {"$max": ["$$NOW", "$ahead.time"]}}}, {"$unset": "ahead"}]
    return (await database[COLLECTION].update_one(dict(CURRENT), accepted)).matched_count == 1
