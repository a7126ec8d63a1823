"""Delivered and seen, kept on the message. Receipts come in any order and repeatedly: the earliest of each stays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from shared.mongo import ASCENDING, Collection, IndexModel

Receipt = Literal["delivered_at", "seen_at"]

INDEX = IndexModel(
    [("attempts.provider_id", ASCENDING)],
    name="ix_provider",
    partialFilterExpression={"attempts.provider_id": {"$exists": True}},
)


class Receipts:
    """On the collection of messages."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def note(self, receipt: Receipt, provider_ids: Sequence[str], message_id: str | None, at: datetime) -> int:
        """How many messages it was for; by our own id when Zalo gave it back, else by Zalo's."""
        ours = {"_id": message_id} if message_id else {"attempts.provider_id": {"$in": list(provider_ids)}}
        noted = await self._collection.update_many(ours, {"$min": {receipt: at}})
        return noted.matched_count
