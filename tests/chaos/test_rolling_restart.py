"""A new release under load: each process is replaced by a new one, one after another, and nobody notices."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

import httpx
import pytest
import pytest_asyncio

from local_stack.stack import Stack
from shared.ids import random_id
from shared.testing import PATIENCE
from tests.chaos.applicants import Applicant, applicants, settled
from tests.extent import extent
from tests.journeys.people import World, at

ROUNDS = extent(1, full=10)
"""Ten take seven minutes."""
RATE = 200
"""Requests a second; one in ten files a dossier."""
PEOPLE = 20
REPLACED = ("svc-dossier", "svc-feedback", "svc-payment", "svc-content", "svc-notify", "gateway")
ASKED = ("/v1/dossiers", "/v1/me/messages", "/v1/procedures", "/v1/reports", "/v1/bills", "/v1/news")


@pytest_asyncio.fixture(loop_scope="session")
async def replaceable_stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    root = tmp_path_factory.mktemp("rolling")
    async with Stack(root, environment={"GATEWAY_LIMIT_SHARE": "1000000"}, replaceable=True) as stack:
        yield stack


@dataclass
class Load:
    """Requests that leave when they are due, whatever became of the ones before."""

    gateway: httpx.AsyncClient
    people: list[Applicant]
    answers: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    stopped: bool = False
    asked_again: int = 0

    async def run(self) -> None:
        begun = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number in count():
                if self.stopped:
                    return
                group.create_task(self._ask(number))
                await asyncio.sleep(max(0.0, begun + number / RATE - time.monotonic()))

    async def _ask(self, number: int) -> None:
        applicant = self.people[number % len(self.people)]
        headers = {"Authorization": f"Bearer {applicant.session.tokens['access_token']}"}
        if number % 10 == 0:
            what, headers["Idempotency-Key"] = "file", random_id("tap")
            request = partial(self.gateway.post, "/v1/dossiers", json=applicant.submission, headers=headers)
        else:
            what = ASKED[number % len(ASKED)]
            request = partial(self.gateway.get, what, headers=headers)
        try:
            came = await self._as_a_browser(request)
        except httpx.HTTPError as error:
            self.failures.append(f"{what}: {type(error).__name__} {error}")
            return
        self.answers[f"{what} {came.status_code}"] += 1
        if came.status_code == 201:
            applicant.acknowledged.append(came.json()["id"])
        elif came.status_code != 200:
            self.failures.append(f"{what}: {came.status_code} {came.text[:200]}")

    async def _as_a_browser(self, request: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """Asked once more when a connection that had served before was closed just as it was used again: no server can
        avoid that, and every browser does so (RFC 9112, 9.3.1). All of these requests may be repeated.
        """
        try:
            return await request()
        except (httpx.RemoteProtocolError, httpx.ReadError):
            self.asked_again += 1
            return await request()


@pytest.mark.chaos
async def test_rolling_restarts_under_load_fail_no_request(replaceable_stack: Stack) -> None:
    stack = replaceable_stack
    async with (
        at(stack.endpoints) as world,
        httpx.AsyncClient(base_url=stack.endpoints.gateway, timeout=PATIENCE, trust_env=False) as gateway,
    ):
        people = await applicants(world, PEOPLE)
        load = Load(gateway, people)
        running = asyncio.create_task(load.run())
        await asyncio.sleep(1.0)
        for _ in range(ROUNDS):
            for name in REPLACED:
                before = stack.parts[name].child.pid
                await stack.replace(name)
                assert stack.parts[name].child.pid != before
        load.stopped = True
        await running
        summary = f"{dict(load.answers)}, {load.asked_again} asked again, {len(load.failures)} failures"
        print(f"{load.answers.total()} answers: {summary}")
        assert not load.failures, "\n".join(load.failures[:20])
        await all_there(world, people)


async def all_there(world: World, people: list[Applicant]) -> None:
    """Every acknowledged dossier exists once, and its event is out."""
    await settled(world)
    for applicant in people:
        assert len({*applicant.acknowledged}) == len(applicant.acknowledged)
        found: list[str] = []
        after: dict[str, Any] = {}
        while True:
            page = (await applicant.session.get("/v1/dossiers", limit="100", **after)).json()
            found += [item["id"] for item in page["items"]]
            if not page.get("next"):
                break
            after = {"after": page["next"]}
        assert {*found} >= {*applicant.acknowledged}
