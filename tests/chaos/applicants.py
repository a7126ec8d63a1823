"""Citizens who file dossiers while things break, and never give up: each tap is sent until it is acknowledged."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from shared.ids import random_id
from shared.testing import PATIENCE, eventually
from tests.journeys.dossier import submission_of
from tests.journeys.people import JSON, Person, Refused, Session, World, call, sign_in

PROCEDURE = "2.000635"
"""No paper is mandatory, so a submission is one request."""
"""Seconds for one tap to be acknowledged, whatever is down meanwhile."""
SESSION_SECONDS = 300.0
"""Seconds after which an applicant signs in again: a token holds for 900."""


@dataclass
class Applicant:
    """One citizen with the mini app open; ``acknowledged`` are the dossiers they were promised."""

    person: Person
    session: Session
    submission: JSON
    acknowledged: list[str] = field(default_factory=list)
    patience: float = PATIENCE

    async def submit(self) -> None:
        """One tap: sent again with the same key until there is a 201."""
        key = random_id("tap")
        deadline = asyncio.get_running_loop().time() + self.patience
        while True:
            seen = await self._attempt(key)
            if seen is None:
                return
            assert asyncio.get_running_loop().time() < deadline, f"not acknowledged in {self.patience} s: {seen}"
            await asyncio.sleep(0.3)

    async def _attempt(self, key: str) -> str | None:
        """``None`` when acknowledged, else what came instead. An answer that is no outage fails the test."""
        try:
            answer = await self.session.send("POST", "/v1/dossiers", self.submission, {"Idempotency-Key": key})
        except httpx.TransportError as error:
            return type(error).__name__
        if answer.status_code == 201:
            self.acknowledged.append(answer.json()["id"])
            return None
        said = f"{answer.status_code}: {answer.text[:300]}"
        assert answer.status_code in (429, 502, 503, 504), said
        assert answer.headers["content-type"] == "application/problem+json", said
        return said


async def applicants(world: World, count: int) -> list[Applicant]:
    procedure = (await call(world.gateway, "GET", f"/v1/procedures/{PROCEDURE}", 200)).json()
    found = []
    for number in range(count):
        person = await Person.with_zalo(world, f"Người Nộp {number}")
        found.append(Applicant(person, await sign_in(person), submission_of(procedure)))
    return found


async def submit_until(applicant: Applicant, over: Callable[[], bool], pause: float) -> None:
    """Files one dossier after another until it is ``over``, however long: a session is made anew in time."""
    clock = asyncio.get_running_loop().time
    signed_in = clock()
    while not over():
        await applicant.submit()
        if clock() - signed_in > SESSION_SECONDS and await _signed_in_again(applicant):
            signed_in = clock()
        await asyncio.sleep(pause)


async def _signed_in_again(applicant: Applicant) -> bool:
    try:
        applicant.session = await sign_in(applicant.person)
    except (Refused, httpx.TransportError):  # the gateway is down just now: the session still holds
        return False
    return True


async def submit_all(everyone: list[Applicant], each: int, pause: float) -> None:
    """Every applicant files ``each`` dossiers, one after another, ``pause`` seconds apart."""

    async def one(applicant: Applicant) -> None:
        for _ in range(each):
            await applicant.submit()
            await asyncio.sleep(pause)

    await asyncio.gather(*(one(applicant) for applicant in everyone))


async def nothing_lost(everyone: list[Applicant], each: int) -> int:
    """Every acknowledged dossier is there, exactly once, and its citizen was told. How many were told twice."""
    repeats = 0
    for applicant in everyone:
        assert len(set(applicant.acknowledged)) == each
        listed = await everything(applicant.session, "/v1/dossiers")
        assert sorted(item["id"] for item in listed) == sorted(applicant.acknowledged)
        repeats += len(await applicant.person.messages(each)) - each
        in_app = await everything(applicant.session, "/v1/me/messages")
        assert Counter(message["subject_id"] for message in in_app) == Counter(applicant.acknowledged)
    return repeats


async def everything(session: Session, path: str) -> list[JSON]:
    """What ``path`` lists, page after page."""
    found, after = list[JSON](), None
    while True:
        page = (await session.get(path, limit="100", **({"after": after} if after else {}))).json()
        found += page["items"]
        after = page["next"]
        if after is None:
            return found


async def settled(world: World) -> None:
    """Returns once no message has come to Zalo for two seconds."""
    last = -1

    async def look() -> bool:
        nonlocal last
        before, last = last, int((await call(world.zalo, "GET", "/control/counters", 200)).json()["messages_accepted"])
        return before == last

    await eventually(look, every=2.0)
