"""Delivered and seen, kept on the message. Receipts come in any order and repeatedly: the earliest of each stays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from shared.mongo import ASCENDING, Collection, IndexModel
from svc_notify.domain.message import State
from svc_notify.domain.reasons import Reason

UNSURE = (Reason.OUTCOME_UNCERTAIN, Reason.OUTCOME_UNKNOWN)

Receipt = Literal["delivered_at", "seen_at"]

INDEX = IndexModel(
    [("attempts.provider_id", ASCENDING)],
    name="ix_provider",
    partialFilterExpression={"attempts.provider_id": {"$exists": True}},
)


class Receipts:
    """The receipts of messages, kept in the collection of messages."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def note(self, receipt: Receipt, provider_ids: Sequence[str], message_id: str | None, at: datetime) -> int:
        """How many messages it was for; by our own id when Zalo gave it back, else by Zalo's."""
        ours = {"_id": message_id} if message_id else {"attempts.provider_id": {"$in": list(provider_ids)}}
        noted = await self._collection.update_many(ours, {"$min": {receipt: at}})
        return noted.matched_count

    async def settle(self, message_id: str) -> bool:
        """Whether nobody knew that the message had been taken; it has arrived, so it is not sent once more."""
        unsure = {"state": {"$in": [State.DEFERRED, State.UNDELIVERABLE]}, "reason": {"$in": UNSURE}}
        settled = await self._collection.update_one(
            {"_id": message_id, **unsure},
            {"$set": {"state": State.ACCEPTED}, "$unset": {"reason": "", "due_at": ""}},
        )
        return bool(settled.modified_count)
