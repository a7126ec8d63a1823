"""Messages as staff look for them: by dossier, and those of a day that reached nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.mongo import ASCENDING, DESCENDING, Collection, Document, IndexModel, ReturnDocument, aggregate
from svc_notify.domain.digest import Row
from svc_notify.domain.message import State
from svc_notify.domain.reasons import Reason

OF_ONE_DOSSIER = 100
RESENDS_KEPT = 20
STAYS_USEFUL = timedelta(hours=24)
"""What an officer sends again is worth sending for at least so long."""

INDEXES = (
    IndexModel([("dossier_id", ASCENDING), ("at", DESCENDING)], name="ix_dossier"),
    IndexModel(
        [("at", ASCENDING)], name="ix_undeliverable", partialFilterExpression={"state": State.UNDELIVERABLE.value}
    ),
)


@dataclass(frozen=True)
class Resend:
    """Which officer sent it again, when, by which command."""

    by: str
    at: datetime
    command: str
    fingerprint: str


class StaffMessages:
    """On the collection of messages."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def of_dossier(self, dossier_id: str) -> list[Document]:
        """The latest of them, newest first."""
        found = self._collection.find({"dossier_id": dossier_id}).sort("at", DESCENDING).limit(OF_ONE_DOSSIER)
        return await found.to_list(OF_ONE_DOSSIER)

    async def get(self, message_id: str) -> Document | None:
        return await self._collection.find_one({"_id": message_id})

    async def resend(self, message_id: str, resend: Resend) -> Document | None:
        """The message, waiting to be sent again; ``None`` when it is not one that has come to rest unsent, or the same
        command sent it before."""
        return await self._collection.find_one_and_update(
            {
                "_id": message_id,
                "state": {"$in": [State.INBOX_ONLY, State.UNDELIVERABLE]},
                "resends.command": {"$ne": resend.command},
            },
            {
                "$set": {"state": State.PLANNED, "due_at": resend.at, "afresh_at": resend.at},
                "$max": {"expires_at": resend.at + STAYS_USEFUL},
                "$unset": {"reason": "", "channel": "", "joined_by": ""},
                "$push": {"resends": {"$each": [vars(resend)], "$slice": -RESENDS_KEPT}},
            },
            return_document=ReturnDocument.AFTER,
        )

    async def undeliverable(self, begins: datetime, ends: datetime) -> Sequence[tuple[Reason, str, int]]:
        """Of events in this time: reason, milestone, how many; the most first."""
        groups = await aggregate(
            self._collection,
            [
                {"$match": {"state": State.UNDELIVERABLE, "at": {"$gte": begins, "$lt": ends}}},
                {"$group": {"_id": {"reason": "$reason", "milestone": "$milestone"}, "count": {"$sum": 1}}},
                {"$sort": {"count": -1, "_id": 1}},
            ],
            hint="ix_undeliverable",
            longest_ms=5_000,
        )
        return [(Reason(group["_id"]["reason"]), group["_id"]["milestone"], group["count"]) for group in groups]

    async def undeliverable_by_agency(self, begins: datetime, ends: datetime) -> Sequence[Row]:
        """Of events in this time, the most first."""
        each = {"reason": "$reason", "milestone": "$milestone", "agency_id": "$agency_id"}
        groups = await aggregate(
            self._collection,
            [
                {"$match": {"state": State.UNDELIVERABLE, "at": {"$gte": begins, "$lt": ends}}},
                {"$group": {"_id": each, "count": {"$sum": 1}}},
                {"$sort": {"count": -1, "_id": 1}},
            ],
            hint="ix_undeliverable",
            longest_ms=60_000,
        )
        return [
            Row(
                Reason(group["_id"]["reason"]),
                group["_id"]["milestone"],
                group["_id"].get("agency_id"),
                group["count"],
            )
            for group in groups
        ]
