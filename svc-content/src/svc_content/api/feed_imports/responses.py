from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_content.catalogue.arrangement import Row
from svc_content.catalogue.entry_kinds import Feed
from svc_content.store.feed_states import FeedState


class FeedOut(BaseModel):
    key: str
    name: str
    url: str
    category: str
    fetched_at: Timestamp | None
    brought: int = Field(description="Số bản thảo mới ở lần đọc gần nhất")
    failure: str = Field(description="Vì sao lần đọc gần nhất không được; trống khi đọc được")
    href: str = Field(description="POST để đọc ngay")

    @classmethod
    def of(cls, row: Row[Feed], state: FeedState | None) -> "FeedOut":
        return cls(
            key=row.key,
            name=row.content.name,
            url=row.content.url,
            category=row.content.category,
            fetched_at=state.fetched_at if state else None,
            brought=state.brought if state else 0,
            failure=state.failure if state else "",
            href=f"/v1/staff/feed-imports/{row.key}",
        )


class FeedsOut(BaseModel):
    items: list[FeedOut]
