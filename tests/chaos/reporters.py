"""Citizens who send reports while things break, and never give up: each tap is sent until it is acknowledged."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import httpx

from shared.ids import random_id
from tests.journeys.people import Person, Session, World, sign_in

PATIENCE = 90.0
"""Seconds for one tap to be acknowledged, whatever is down meanwhile."""
EACH = 3
"""As many as one citizen may send in ten minutes."""


@dataclass
class Reporter:
    """One citizen with the mini app open; ``acknowledged`` are the reports they were promised."""

    person: Person
    session: Session
    number: int
    acknowledged: list[str] = field(default_factory=list)

    async def send(self, title: str) -> None:
        """One tap: sent again with the same key until there is a 201."""
        key = random_id("tap")
        report = {
            "title": title,
            "description": "Bóng đèn đường không sáng từ nhiều hôm nay, đi lại rất khó.",
            "category": "den-duong-hong",
            "place": {"words": f"Trước nhà số {self.number} đường thử nghiệm", "commune": "21025"},
            "anonymous": True,
        }
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            seen = await self._attempt(report, key)
            if seen is None:
                return
            assert asyncio.get_running_loop().time() < deadline, f"not acknowledged in {PATIENCE} s: {seen}"
            await asyncio.sleep(0.3)

    async def _attempt(self, report: dict[str, object], key: str) -> str | None:
        """``None`` when acknowledged, else what came instead. An answer that is no outage fails the test."""
        try:
            answer = await self.session.send("POST", "/v1/reports", report, {"Idempotency-Key": key})
        except httpx.TransportError as error:
            return type(error).__name__
        if answer.status_code == 201:
            self.acknowledged.append(answer.json()["id"])
            return None
        said = f"{answer.status_code}: {answer.text[:300]}"
        assert answer.status_code in (502, 503, 504), said
        return said


async def reporters(world: World, count: int) -> list[Reporter]:
    people = [await Person.with_zalo(world, f"Người Phản Ánh {number}") for number in range(count)]
    return [Reporter(person, await sign_in(person), number) for number, person in enumerate(people)]


async def send_all(everyone: list[Reporter], pause: float) -> None:
    """Every reporter sends ``EACH`` reports, one after another, ``pause`` seconds apart."""

    async def one(reporter: Reporter) -> None:
        for number in range(EACH):
            await reporter.send(f"Đèn đường hỏng, cột số {number}")
            await asyncio.sleep(pause)

    await asyncio.gather(*(one(reporter) for reporter in everyone))


async def no_report_lost(everyone: list[Reporter]) -> int:
    """Every acknowledged report is there, exactly once, and its citizen was told. How many were told twice."""
    repeats = 0
    for reporter in everyone:
        assert len(set(reporter.acknowledged)) == EACH
        listed = (await reporter.session.get("/v1/reports", limit="100")).json()["items"]
        assert sorted(item["id"] for item in listed) == sorted(reporter.acknowledged)
        repeats += len(await reporter.person.messages(EACH, seconds=PATIENCE)) - EACH
        in_app = (await reporter.session.get("/v1/me/messages", limit="100")).json()["items"]
        assert Counter(message["subject_id"] for message in in_app) == Counter(reporter.acknowledged)
    return repeats
