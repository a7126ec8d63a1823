"""How far each feed has been read."""

from dataclasses import dataclass
from datetime import datetime

from shared.mongo import Database


@dataclass(frozen=True)
class FeedState:
    """``etag`` and ``last_modified`` are what the portal gave to ask whether anything has changed.

    ``failure``: a word, and details after a colon.
    """

    key: str
    fetched_at: datetime
    etag: str = ""
    last_modified: str = ""
    brought: int = 0
    failure: str = ""


class FeedStates:
    def __init__(self, database: Database) -> None:
        self._collection = database["feed_states"]

    async def all(self) -> dict[str, FeedState]:
        found = await self._collection.find({}).to_list(1_000)
        return {
            document["_id"]: FeedState(
                key=document["_id"], **{name: value for name, value in document.items() if name != "_id"}
            )
            for document in found
        }

    async def keep(self, state: FeedState) -> None:
        document = {name: value for name, value in vars(state).items() if name != "key"}
        await self._collection.replace_one({"_id": state.key}, document, upsert=True)
