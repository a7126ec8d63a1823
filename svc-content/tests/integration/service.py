"""The service as its callers meet it: citizens, editors, and shortcuts to where a test begins."""

import uuid
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import httpx
from PIL import Image

from shared.mongo import Database
from shared.testing import FakeClock, TokenMint
from svc_content.catalogue.arrangement import Arrangement
from svc_content.use_cases.article_events import ArticleEvents
from svc_content.use_cases.count_reads import CountReads
from svc_content.use_cases.follow_search_documents import FollowSearchDocuments
from svc_content.use_cases.index_for_search import IndexForSearch
from svc_content.wiring.stores import Stores

UNIT = "21025"
MINI_APP = "5000000000000000005"


def key() -> dict[str, str]:
    return {"Idempotency-Key": f"key-{uuid.uuid4()}"}


def if_match(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def picture(format_: str = "PNG", size: tuple[int, int] = (30, 30)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (10, 120, 60)).save(out, format_)
    return out.getvalue()


def text(**other: Any) -> dict[str, Any]:
    return {
        "category": "thoi-su",
        "title": "Khánh thành cầu mới",
        "summary": "Cầu nối hai bờ sông Trà Khúc đã thông xe.",
        "html": "<p>Sáng nay, cầu mới đã <strong>thông xe</strong>.</p>",
        "author": "Minh An",
        "tags": ["giao thông"],
        **other,
    }


@dataclass(repr=False)  # asyncio has the result of a fixture shown, to nobody, and this one takes milliseconds
class Service:
    """``http`` speaks to the service; the roles below are ready to use as headers."""

    http: httpx.AsyncClient
    stores: Stores
    arrangement: Arrangement
    events: ArticleEvents
    count: CountReads
    index: IndexForSearch
    follow: FollowSearchDocuments
    database: Database
    clock: FakeClock
    mint: TokenMint

    def __post_init__(self) -> None:
        self.citizen_id = "cit_an"
        self.citizen = self.mint.citizen(self.citizen_id)
        self.writer = self.mint.staff("news_writer@province", staff_id="stf_writer")
        self.approver = self.mint.staff("news_approver@province", staff_id="stf_approver")
        self.both = self.mint.staff("news_writer@province", "news_approver@province", staff_id="stf_both")
        self.commune = self.mint.staff(f"news_writer@{UNIT}", staff_id="stf_commune")
        self.editor = self.mint.staff("content_editor@province", staff_id="stf_editor")

    async def get(self, path: str, headers: dict[str, str] | None = None, status: int = 200) -> Any:
        answer = await self.http.get(path, headers=headers or {})
        assert answer.status_code == status, answer.text
        return answer.json() if answer.headers.get("content-type", "").startswith("application") else answer.content

    async def write(self, who: dict[str, str] | None = None, **other: Any) -> str:
        body = {"unit": "province", **text(**other)}
        answer = await self.http.post("/v1/staff/articles", json=body, headers={**(who or self.writer), **key()})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def step(
        self,
        article_id: str,
        action: str,
        who: dict[str, str],
        status: int = 200,
        method: str = "POST",
        **body: Any,
    ) -> dict[str, Any]:
        article = await self.stores.articles.load(article_id)
        assert article is not None
        path = f"/v1/staff/articles/{article_id}" + (f"/{action}" if action else "")
        headers = {**who, **key(), **if_match(article.version)}
        answer = await self.http.request(method, path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    async def publish(self, who: dict[str, str] | None = None, **other: Any) -> str:
        publication = other.pop("publication", {})
        article_id = await self.write(who, **other)
        await self.step(article_id, "submit", who or self.writer)
        await self.step(article_id, "approve", self.approver)
        await self.step(article_id, "publish", self.approver, **publication)
        return article_id

    async def arrange(
        self, kind: str, name: str, content: dict[str, Any], version: int = 0, position: int = 5, status: int = 200
    ) -> dict[str, Any]:
        answer = await self.http.put(
            f"/v1/staff/content/{kind}/{name}",
            json={"content": content, "position": position},
            headers={**self.editor, **key(), **if_match(version)},
        )
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    async def outbox(self, collection: str) -> list[tuple[str, dict[str, Any]]]:
        """Type and data of every event that waits to be published."""
        found = await self.database[collection].find({}, {"outbox": 1}).to_list(None)
        return [(event["type"], event["data"]) for one in found for event in one.get("outbox", ())]
