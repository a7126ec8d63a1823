"""Programme guides: one document for a channel and day, replaced whole, so that nobody ever reads half of a guide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.mongo import Database, Document
from svc_content.domain.programme import Programme, Showing


@dataclass(frozen=True)
class ProgrammeDay:
    channel: str
    day: date
    programmes: tuple[Programme, ...]
    imported_by: str
    imported_at: datetime


class ProgrammeDays:
    def __init__(self, database: Database) -> None:
        self._collection = database["programme_days"]

    async def replace(self, days: Sequence[ProgrammeDay]) -> None:
        """Each as a whole; repeated after a crash, it ends the same."""
        for one in days:
            await self._collection.replace_one({"_id": f"{one.channel}:{one.day}"}, _document(one), upsert=True)

    async def add_missing(self, days: Sequence[ProgrammeDay]) -> None:
        """Those of which there is nothing yet."""
        for one in days:
            document = _document(one)
            await self._collection.update_one({"_id": document["_id"]}, {"$setOnInsert": document}, upsert=True)

    async def days(self, channel: str, first: date, last: date) -> list[ProgrammeDay]:
        """The days in their order; those without a guide are not among them."""
        wanted = {"channel": channel, "day": {"$gte": first.isoformat(), "$lte": last.isoformat()}}
        found = self._collection.find(wanted, hint="ux_channel_day").sort("day", 1)
        return [_day(document) for document in await found.to_list(62)]

    async def all_channels(self, first: date, last: date) -> list[ProgrammeDay]:
        wanted = {"day": {"$gte": first.isoformat(), "$lte": last.isoformat()}}
        return [_day(document) for document in await self._collection.find(wanted, hint="ix_day").to_list(500)]


def _document(one: ProgrammeDay) -> Document:
    return {
        "_id": f"{one.channel}:{one.day}",
        "channel": one.channel,
        "day": one.day.isoformat(),
        "programmes": [{**vars(programme), "showing": programme.showing.value} for programme in one.programmes],
        "imported_by": one.imported_by,
        "imported_at": one.imported_at,
    }


def _day(document: Document) -> ProgrammeDay:
    return ProgrammeDay(
        document["channel"],
        date.fromisoformat(document["day"]),
        tuple(Programme(**{**one, "showing": Showing(one["showing"])}) for one in document["programmes"]),
        document["imported_by"],
        document["imported_at"],
    )
