"""One run of submissions at a steady rate against the whole system, until the last message has arrived."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.citizens import Citizen
from bench.load.constant_rate import constant_rate
from bench.messages import Messages
from bench.processor import Spent, Stopwatch
from bench.submissions import Acknowledged, Submissions, acknowledged, refusals
from local_stack.stack import Stack
from shared.ids import random_id


@dataclass(frozen=True)
class Run:
    rate: int
    seconds: float
    dossiers: Sequence[Acknowledged]
    accepted: Sequence[float]
    """When Zalo accepted each dossier's message; epoch seconds."""
    refused: Sequence[str]
    spent: Spent

    @property
    def answered_ms(self) -> list[float]:
        return [(dossier.answered - dossier.due) * 1000 for dossier in self.dossiers]

    @property
    def accepted_ms(self) -> list[float]:
        return [(at - dossier.due) * 1000 for at, dossier in zip(self.accepted, self.dossiers, strict=True)]

    @property
    def seconds_behind(self) -> float:
        """Seconds from when the last submission was due to its answer, or to the last message, whichever is later."""
        last = max(*self.accepted, *(dossier.answered for dossier in self.dossiers))
        return last - max(dossier.due for dossier in self.dossiers)


class Load:
    """Runs against one stack; every submission of them has a number of its own."""

    def __init__(self, stack: Stack, citizens: Sequence[Citizen], body: bytes) -> None:
        self._stack = stack
        self._submissions = Submissions([citizen.authorization for citizen in citizens], body, random_id("run"))
        self._sent = 0
        self.messages = Messages(stack.endpoints)
        self.dossiers: list[Acknowledged] = []

    async def run(self, rate: int, seconds: float) -> Run:
        """Returns when Zalo has a message for each dossier; raises ``BenchError`` when one stays away."""
        watch = Stopwatch(self._stack)
        gateway = self._stack.endpoints.gateway
        answers = await constant_rate(gateway, self._submissions, rate=rate, seconds=seconds, first=self._sent)
        self._sent += len(answers)
        dossiers = acknowledged(answers)
        self.dossiers += dossiers
        await self.messages.arrived(len(self.dossiers))
        spent = watch.stop()
        return Run(rate, seconds, dossiers, await self.messages.first_of(dossiers), refusals(answers), spent)
