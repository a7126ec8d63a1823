"""A service's own copy of the working calendar, kept current by the events of the service that it is changed in.

Give ``handle`` to a consumer of ``calendar_events.TOPIC``. It runs in one process of the service; every process calls
``refresh`` every few seconds, and uses ``current``: the shipped calendar until something newer is known.
"""

from shared.events import Event
from shared.mongo import Database, DuplicateKey
from shared.reference.calendar_events import CHANGED, read_change
from shared.reference.calendar_file import CalendarFile, shipped_calendar

SHIPPED = 0
"""The revision that comes with the package."""

_ID = "current"


class FollowedCalendar:
    def __init__(self, database: Database) -> None:
        """Raises ``ValueError`` when the shipped calendar is wrong."""
        self._collection = database["working_calendar"]
        self.revision = SHIPPED
        self.current = shipped_calendar().calendar()

    async def handle(self, event: Event) -> None:
        """Keep what ``event`` tells, if it is news. Raises ``InvalidEvent``."""
        if event.type != CHANGED:
            return
        revision, file = read_change(event)
        kept = {"revision": revision, "file": file.model_dump(mode="json")}
        try:
            older = {"_id": _ID, "revision": {"$lt": revision}}
            await self._collection.update_one(older, {"$set": kept}, upsert=True)
        except DuplicateKey:  # what is kept is as new, or newer: events may come twice, and in any order
            return
        self._take(revision, file)

    async def refresh(self) -> None:
        """Take in what another process has kept."""
        found = await self._collection.find_one({"_id": _ID, "revision": {"$gt": self.revision}})
        if found:
            self._take(found["revision"], CalendarFile.model_validate(found["file"]))

    def _take(self, revision: int, file: CalendarFile) -> None:
        if revision > self.revision:
            self.revision = revision
            self.current = file.calendar()
