"""Citizens who report and ask while things break, and never give up: each tap is sent until it is acknowledged."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import httpx

from shared.ids import random_id
from shared.testing import PATIENCE
from tests.journeys.people import JSON, Person, Session, World, sign_in

EACH = 3
"""How many reports each sends: as many as one citizen may send in ten minutes."""


@dataclass
class Reporter:
    """One citizen with the mini app open. ``acknowledged`` are the reports and ``asked`` the questions that they were
    promised an answer to.
    """

    person: Person
    session: Session
    number: int
    acknowledged: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def report(self, title: str) -> None:
        report = {
            "title": title,
            "description": "Bóng đèn đường không sáng từ nhiều hôm nay, đi lại rất khó.",
            "category": "den-duong-hong",
            "place": {"words": f"Trước nhà số {self.number} đường thử nghiệm", "commune": "21025"},
            "anonymous": True,
        }
        self.acknowledged.append(await self._send("/v1/reports", report))

    async def ask(self, title: str) -> None:
        text = "Bao giờ đèn đường trên tuyến đường thử nghiệm được thay mới?"
        self.asked.append(await self._send("/v1/questions", {"title": title, "text": text, "field": "khac"}))

    async def _send(self, path: str, body: JSON) -> str:
        """One tap: sent again with the same key until there is a 201. The id of what came of it."""
        key = random_id("tap")
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            try:
                answer = await self.session.send("POST", path, body, {"Idempotency-Key": key})
                if answer.status_code == 201:
                    return str(answer.json()["id"])
                said = f"{answer.status_code}: {answer.text[:300]}"
                assert answer.status_code in (502, 503, 504), said
            except httpx.TransportError as error:
                said = type(error).__name__
            assert asyncio.get_running_loop().time() < deadline, f"not acknowledged in {PATIENCE} s: {said}"
            await asyncio.sleep(0.3)


async def reporters(world: World, count: int) -> list[Reporter]:
    people = [await Person.with_zalo(world, f"Người Phản Ánh {number}") for number in range(count)]
    return [Reporter(person, await sign_in(person), number) for number, person in enumerate(people)]


async def send_all(everyone: list[Reporter], pause: float) -> None:
    """Every reporter sends ``EACH`` reports and asks as many questions, in turn, ``pause`` seconds apart."""

    async def one(reporter: Reporter) -> None:
        for number in range(EACH):
            await reporter.report(f"Đèn đường hỏng, cột số {number}")
            await asyncio.sleep(pause / 2)
            await reporter.ask(f"Hỏi về đèn đường, cột số {number}")
            await asyncio.sleep(pause / 2)

    await asyncio.gather(*(one(reporter) for reporter in everyone))


async def no_report_lost(everyone: list[Reporter]) -> int:
    """Every acknowledged report and question is there, exactly once, and its citizen has a message of each. How many
    came twice.
    """
    repeats = 0
    for reporter in everyone:
        assert len(set(reporter.acknowledged)) == len(set(reporter.asked)) == EACH
        questions = (await reporter.session.get("/v1/questions", limit="100")).json()["items"]
        assert sorted(item["id"] for item in questions) == sorted(reporter.asked)
        listed = (await reporter.session.get("/v1/reports", limit="100")).json()["items"]
        assert sorted(item["id"] for item in listed) == sorted(reporter.acknowledged)
        repeats += len(await reporter.person.messages(2 * EACH)) - 2 * EACH
        in_app = (await reporter.session.get("/v1/me/messages", limit="100")).json()["items"]
        sent = [*reporter.acknowledged, *reporter.asked]
        assert Counter(message["subject_id"] for message in in_app) == Counter(sent)
    return repeats
