"""Messages as staff look for them: by subject, and those of a day that reached nobody."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.mongo import ASCENDING, DESCENDING, Collection, IndexModel, ReturnDocument, aggregate
from svc_notify.domain.digest import UndeliverableCount
from svc_notify.domain.message import Lane, Message, Resend, State
from svc_notify.domain.reasons import Reason
from svc_notify.store.administered import EVERYTHING, Administered, administered_filter
from svc_notify.store.message_documents import to_message

OF_ONE_SUBJECT = 100
RESENDS_KEPT = 20
STAYS_USEFUL = timedelta(hours=24)
"""What an officer sends again is worth sending for at least so long."""

INDEXES = (
    IndexModel([("subject_id", ASCENDING), ("at", DESCENDING)], name="ix_subject"),
    IndexModel(
        [("at", ASCENDING)], name="ix_undeliverable", partialFilterExpression={"state": State.UNDELIVERABLE.value}
    ),
)


class StaffMessages:
    """The messages as staff look them up, in the collection of messages."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def of_subject(self, subject_id: str, within: Administered) -> list[Message]:
        """The latest of them, newest first."""
        found = (
            self._collection.find({"subject_id": subject_id, **administered_filter(within)})
            .sort("at", DESCENDING)
            .limit(OF_ONE_SUBJECT)
        )
        return [to_message(document) for document in await found.to_list(OF_ONE_SUBJECT)]

    async def get(self, message_id: str, within: Administered) -> Message | None:
        found = await self._collection.find_one({"_id": message_id, **administered_filter(within)})
        return to_message(found) if found else None

    async def concern(self, citizen_id: str, within: Administered) -> bool:
        """Whether the citizen has a matter there: who has none is a stranger to these agencies, whatever news they
        were told.
        """
        if within.agencies is None:
            return True
        wanted = {"citizen_id": citizen_id, **administered_filter(within), "lane": {"$ne": Lane.BULK}}
        return await self._collection.find_one(wanted, {"_id": 1}, hint="ix_inbox") is not None

    async def resend(self, message_id: str, resend: Resend, within: Administered) -> Message | None:
        """The message, waiting to be sent again; ``None`` when it is not one that has come to rest unsent, or the same
        command sent it before.
        """
        found = await self._collection.find_one_and_update(
            {
                "_id": message_id,
                **administered_filter(within),
                "state": {"$in": [State.INBOX_ONLY, State.UNDELIVERABLE]},
                "resends.command_id": {"$ne": resend.command_id},
            },
            {
                "$set": {"state": State.PLANNED, "due_at": resend.at, "afresh_at": resend.at},
                "$max": {"expires_at": resend.at + STAYS_USEFUL},
                "$unset": {"reason": "", "channel": "", "superseded_by": "", "held_until": ""},
                "$push": {"resends": {"$each": [vars(resend)], "$slice": -RESENDS_KEPT}},
            },
            return_document=ReturnDocument.AFTER,
        )
        return to_message(found) if found else None

    async def undeliverable(self, begins: datetime, ends: datetime, within: Administered) -> list[UndeliverableCount]:
        """Why messages of events in this time reached nobody, over all agencies ``within``; the most first."""
        return await self._count_undeliverable(begins, ends, ("reason", "milestone"), within, longest_ms=5_000)

    async def undeliverable_by_agency(self, begins: datetime, ends: datetime) -> list[UndeliverableCount]:
        """The same by agency, the most first."""
        return await self._count_undeliverable(
            begins, ends, ("reason", "milestone", "agency_id"), EVERYTHING, longest_ms=60_000
        )

    async def _count_undeliverable(
        self, begins: datetime, ends: datetime, grouped_by: Sequence[str], within: Administered, longest_ms: int
    ) -> list[UndeliverableCount]:
        groups = await aggregate(
            self._collection,
            [
                {
                    "$match": {
                        "state": State.UNDELIVERABLE,
                        "at": {"$gte": begins, "$lt": ends},
                        **administered_filter(within),
                    }
                },
                {"$group": {"_id": {name: f"${name}" for name in grouped_by}, "count": {"$sum": 1}}},
                {"$sort": {"count": -1, "_id": 1}},
            ],
            hint="ix_undeliverable",
            longest_ms=longest_ms,
        )
        return [
            UndeliverableCount(
                Reason(group["_id"]["reason"]),
                group["_id"]["milestone"],
                group["_id"].get("agency_id"),
                group["count"],
            )
            for group in groups
        ]
