"""Payments counted."""

from datetime import datetime

from shared.mongo import Database, Document, aggregate
from svc_payment.domain.figures import ProviderFigure
from svc_payment.domain.payment import WAITING


class PaymentFigures:
    def __init__(self, database: Database) -> None:
        self._collection = database["payments"]

    async def by_provider(self, since: datetime, until: datetime) -> list[ProviderFigure]:
        """The payments begun then: money in, given back, and how many still wait."""

        def entries(kind: str) -> Document:
            of_kind = {"$filter": {"input": "$entries", "cond": {"$eq": ["$$this.type", kind]}}}
            return {"$sum": {"$sum": {"$map": {"input": of_kind, "in": "$$this.amount"}}}}

        def counted(condition: Document) -> Document:
            return {"$sum": {"$cond": [condition, 1, 0]}}

        group = {
            "_id": "$provider",
            "payments": {"$sum": 1},
            "received": entries("received"),
            "refunded": entries("refunded"),
            "unsettled": counted({"$in": ["$state", sorted(state.value for state in WAITING)]}),
            "held": counted({"$eq": ["$state", "held"]}),
        }
        match = {"$match": {"created_at": {"$gte": since, "$lt": until}}}
        rows = await aggregate(
            self._collection, [match, {"$group": group}, {"$limit": 50}], hint="ix_created", longest_ms=8_000
        )
        return [ProviderFigure(provider=row.pop("_id"), **row) for row in rows]
