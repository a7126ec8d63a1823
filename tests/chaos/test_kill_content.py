"""kill -9 of svc-content while editors publish: each acknowledged step was taken once, nothing is half published."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from local_stack.stack import Stack
from shared.ids import random_id
from shared.testing import PATIENCE, eventually
from tests.journeys.administrator import administrator
from tests.journeys.people import Session, World, call
from tests.journeys.test_content import article, officer

ARTICLES = 12
WAY = (("submit", "writer"), ("approve", "approver"), ("publish", "approver"))


@dataclass
class Editors:
    writer: Session
    approver: Session
    published: list[str] = field(default_factory=list)

    async def publish(self, number: int) -> None:
        """Bring an article from the draft to the screen; each tap is sent again under its key until it is
        acknowledged.
        """
        made = await _acknowledged(self.writer, "/v1/staff/articles", article(f"Tin số {number} khi máy hỏng"))
        for version, (step, who) in enumerate(WAY, 1):
            await _acknowledged(getattr(self, who), f"/v1/staff/articles/{made['id']}/{step}", {}, version)
        self.published.append(made["id"])


async def _acknowledged(editor: Session, path: str, body: Any, version: int | None = None) -> Any:
    headers = {"Idempotency-Key": random_id("tap"), **({"If-Match": f'"{version}"'} if version else {})}
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            answer = await editor.send("POST", path, body, headers)
            if answer.is_success:
                return answer.json()
            seen = f"{answer.status_code}: {answer.text[:300]}"
            assert answer.status_code in (502, 503, 504), seen
        except httpx.TransportError as error:
            seen = type(error).__name__
        assert asyncio.get_running_loop().time() < deadline, f"{path} not acknowledged: {seen}"
        await asyncio.sleep(0.3)


@pytest.mark.chaos
async def test_what_editors_published_is_there_once_when_it_is_killed(stack: Stack, world: World) -> None:
    admin = await administrator(world, stack.run)
    writer = await officer(world, admin, "Trần Viết", "news_writer")
    approver = await officer(world, admin, "Lê Duyệt", "news_approver")
    editors = Editors(writer, approver)
    await call(world.gateway, "GET", "/v1/home", 200)
    publishing = asyncio.gather(*(editors.publish(number) for number in range(ARTICLES)))
    await asyncio.sleep(0.4)
    # What is taken back empties the page that is kept for an outage, so it is looked at as late as can be.
    await call(world.gateway, "GET", "/v1/home", 200)
    await stack.kill("svc-content")
    shown = await call(world.gateway, "GET", "/v1/home", 200)
    assert "age" in shown.headers, "its last page is shown"
    await asyncio.sleep(1.0)
    await stack.restart("svc-content")
    await publishing
    assert len(set(editors.published)) == ARTICLES
    for article_id in editors.published:
        await call(world.gateway, "GET", f"/v1/news/{article_id}", 200)
        whole = (await writer.get(f"/v1/staff/articles/{article_id}")).json()
        assert len(whole["timeline"]) == 1 + len(WAY), "each step once"

    async def found() -> set[str]:
        query = {"q": "khi máy hỏng", "limit": 50}
        items = (await call(world.gateway, "GET", "/v1/search", 200, params=query)).json()["items"]
        return {one["id"] for one in items}

    await eventually(found, want=lambda ids: ids >= set(editors.published))
