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
from shared.reading import NotAllowed, last_of_each
from shared.schema import COLLECTION, CURRENT, DatabaseWaits

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
    somebody has accepted it, for a relay that runs wipes out the traces.
    """

    database: Database
    connection: KafkaConnection
    topics: set[str] = field(default_factory=set)
    database_id: str = ""
    """Known after the first ``check``."""
    _until: datetime | None = None
    _compared: bool = False

    async def check(self) -> None:
        """Raises ``Restored``. While Kafka is away nothing can be compared, and the next call tries again."""
        kept = await self.database[COLLECTION].find_one(CURRENT)
        assert kept is not None, "a database is marked before it is compared"
        self.database_id = kept.get("database_id", "")
        if kept.get("ahead"):
            raise Restored(self.database.name, kept["ahead"])
        if self._compared or not self.topics:
            return
        if self._until is None:
            self._until = await self._known_until(kept)
        try:
            ahead = await self._ahead_of(self._until) if self._until else None
        except KafkaUnavailable as error:
            log.warning("kafka_not_compared", error=str(error))
            return
        except NotAllowed:
            log.error("own_topics_not_readable", topics=sorted(self.topics))
            ahead = None
        self._compared = True
        if ahead is not None:
            await self.database[COLLECTION].update_one(CURRENT, {"$set": {"ahead": ahead}})
            raise Restored(self.database.name, ahead)

    async def _known_until(self, kept: Document) -> datetime | None:
        """The end of the last lease of a relay, or when somebody last said that the database may go on."""
        leases = await self.database["leases"].find({"_id": {"$regex": "^relay:"}}, {"until": 1}).to_list(100)
        known = [lease["until"] for lease in leases]
        known += [kept["accepted_at"]] if kept.get("accepted_at") and known else []
        return max(known, default=None)

    async def _ahead_of(self, until: datetime) -> Document | None:
        """The first of the last events that this database published after ``until``."""
        for record in await last_of_each(self.connection, self.topics):
            if dict(record.headers).get(DATABASE_HEADER) != self.database_id.encode():
                continue
            try:
                made_at = Event.decode(record.value).time
            except InvalidEvent:
                continue
            # An event may name a moment to come, and the clock of a machine may be wrong: hardly both.
            time = min(made_at, datetime.fromtimestamp(record.timestamp / 1000, UTC))
            if time > until + MARGIN:
                where = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
                return {**where, "time": time, "until": until}
        return None


async def accept(database: Database) -> bool:
    """Let the database go on from where it is, found out or not; ``False`` for one that was never prepared."""
    accepted: list[Document] = [{"$unset": "ahead"}, {"$set": {"accepted_at": "$$NOW"}}]
    return (await database[COLLECTION].update_one(dict(CURRENT), accepted)).matched_count == 1
