"""What was last counted of people: one document, so that the endpoint and the board say the same."""

from dataclasses import asdict
from datetime import datetime

from gateway.domain.province_figures import MonthOfVisits, PeopleFigures, youngest_year_over
from gateway.store.visitors import Visitors
from shared.mongo import Database, aggregate

LONGEST_MS = 60_000
_ID = "people"


class StoredPeopleFigures:
    def __init__(self, database: Database, visitors: Visitors) -> None:
        self._citizens = database["citizens"]
        self._counted = database["counted_figures"]
        self._visitors = visitors

    async def count(self, now: datetime) -> None:
        """Count anew, and keep it. Raises one of ``MONGO_UNAVAILABLE``."""
        over = {"$lte": ["$year_of_birth", youngest_year_over(now)]}
        known = {"$gt": ["$year_of_birth", None]}
        sums = {
            "users": {"$sum": 1},
            "of_known_age": {"$sum": {"$cond": [known, 1, 0]}},
            "over_45": {"$sum": {"$cond": [{"$and": [known, over]}, 1, 0]}},
        }
        rows = await aggregate(self._citizens, [{"$group": {"_id": None, **sums}}], longest_ms=LONGEST_MS)
        row = rows[0] if rows else {"users": 0, "of_known_age": 0, "over_45": 0}
        kept = {**row, "at": now, **asdict(await self._visitors.count())}
        kept.pop("_id", None)
        await self._counted.replace_one({"_id": _ID}, kept, upsert=True)

    async def last(self) -> PeopleFigures | None:
        """``None`` until they were counted once."""
        kept = await self._counted.find_one({"_id": _ID})
        if kept is None:
            return None
        months = {month: MonthOfVisits(**visits) for month, visits in kept["months"].items()}
        numbers = (kept["users"], kept["of_known_age"], kept["over_45"])
        return PeopleFigures(kept["at"], *numbers, kept["since"], months)
