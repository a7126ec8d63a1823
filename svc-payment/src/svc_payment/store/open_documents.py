"""What waits for an officer in one collection, oldest first: each document has ``open`` while it does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.keyset import after_key
from shared.mongo import ASCENDING, Collection, Document, IndexModel

_ORDER = [("received_at", ASCENDING), ("_id", ASCENDING)]
# ``open`` stands in it, though all that it holds is: so they are counted without being read.
INDEX = IndexModel([("open", ASCENDING), *_ORDER], name="ix_open_oldest", partialFilterExpression={"open": True})


@dataclass(frozen=True)
class OpenSummary:
    """``count`` to 10,000; ``oldest``: since when the first of them waits."""

    count: int
    oldest: datetime | None


async def open_documents(
    collection: Collection, unseen: Mapping[str, int], after: tuple[datetime, str] | None, limit: int
) -> list[Document]:
    """Past ``after`` (received_at, id), without the members ``unseen``."""
    wanted: Document = {"open": True, **after_key("received_at", after, direction=ASCENDING)}
    found = collection.find(wanted, unseen, hint="ix_open_oldest").sort(_ORDER).limit(limit)
    return await found.to_list(limit)


async def open_summary(collection: Collection) -> OpenSummary:
    count = await collection.count_documents({"open": True}, hint="ix_open_oldest", limit=10_000)
    first = await open_documents(collection, {}, None, 1)
    return OpenSummary(count, first[0]["received_at"] if first else None)
