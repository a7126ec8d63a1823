"""What Zalo last said of templates and quotas: the latest value of each."""

from dataclasses import dataclass
from datetime import datetime

from shared.mongo import Collection, DuplicateKey
from svc_notify.domain.outcomes import Quota
from svc_notify.domain.quotas import REPLIES_BOUGHT, QuotaFacts
from svc_notify.domain.zalo_event import ZaloEventKind

MOST = 500


@dataclass(frozen=True)
class ZaloFact:
    """``name``: such as ``template_status:700123`` or ``daily_quota``."""

    name: str
    before: str | None
    after: str | None
    at: datetime


class ZaloFacts:
    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def put(self, fact: ZaloFact) -> bool:
        """Whether it is news."""
        try:
            written = await self._collection.update_one(
                {"_id": fact.name, "at": {"$lt": fact.at}},
                {"$set": {"before": fact.before, "after": fact.after, "at": fact.at}},
                upsert=True,
            )
        except DuplicateKey:  # the filter found none and the upsert met news that is as new
            return False
        return bool(written.modified_count or written.upserted_id)

    async def all(self) -> list[ZaloFact]:
        found = await self._collection.find({}).sort("_id").limit(MOST).to_list(MOST)
        return [ZaloFact(one["_id"], one["before"], one["after"], one["at"]) for one in found]

    async def quotas(self) -> QuotaFacts:
        """The latest limits and states; ask once in a while, not for each message."""
        statuses: dict[str, str] = {}
        limits: dict[str, int] = {}
        replies: Quota | None = None
        for fact in await self.all():
            kind, _, about = fact.name.partition(":")
            number = int(fact.after) if fact.after and fact.after.isascii() and fact.after.isdecimal() else None
            if kind == ZaloEventKind.TEMPLATE_STATUS and fact.after:
                statuses[about] = fact.after
            elif kind == ZaloEventKind.TEMPLATE_QUOTA and number is not None:
                limits[about] = number
            elif fact.name == REPLIES_BOUGHT and fact.after:
                replies = Quota(*map(int, fact.after.split("/")))
        return QuotaFacts(statuses, limits, replies)
