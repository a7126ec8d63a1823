"""``make demo``: a dossier, school dues, a report and a question, from the first tap to the result, as it happens."""

import asyncio
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import httpx

from local_stack.endpoints import Endpoints, read_endpoints
from local_stack.people import ADMINISTRATOR
from local_stack.repository import LOCAL
from local_stack.stack import Stack
from tests.containers.project import ComposeFailed, NotUp, Project
from tests.journeys.administrator import administrator
from tests.journeys.dossier import Journey
from tests.journeys.dues import Dues
from tests.journeys.feedback import FeedbackJourney
from tests.journeys.people import JSON, Person, Refused, Session, World, at, call, sign_in_as_staff

WIDTH = 88


class Teller:
    """Prints each step with the time since the first, and each message as the citizen's phone shows it."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._step = 0

    async def step(self, name: str) -> None:
        self._step += 1
        _say(f"\n{self._since():>7}  {self._step}. {name}")

    def show(self, message: JSON) -> None:
        _say(f"{self._since():>7}     ┌ Zalo · Quảng Ngãi Smart{_said(' · ', message['title'])}")
        for paragraph in str(message["text"]).strip().splitlines():
            for line in textwrap.wrap(paragraph, WIDTH - 12) or [""]:
                _say(f"{'':>12}│ {line}")
        _say(f"{'':>12}└{_said(' mẫu ', message['template_id']) or ' lời nhắn của OA'}")

    def _since(self) -> str:
        return f"{time.monotonic() - self._began:.2f} s"


async def demo(folder: Path) -> int:
    """Play the demo on the stack that ``make run`` keeps up, on running containers, or else on a stack of its own."""
    running = await _running()
    if running is not None:
        _say(f"Using the running stack; the phones are at {running.zalo_simulator}")
        async with at(running) as world:
            return await tell(world, await sign_in_as_staff(Person(world, dict(ADMINISTRATOR))))
    containers = Project()
    published = await published_by(containers)
    if published is not None:
        _say(f"Using the running containers; the phones are at {published.zalo_simulator}")
        async with at(published) as world:
            return await tell(world, await administrator(world, containers.run))
    _say("Starting MongoDB, Kafka, a simulated Zalo and the services on free ports …")

    def ready(name: str, where: str, seconds: float) -> None:
        _say(f"  {name:<16} {where:<32} {seconds:5.1f} s")

    async with Stack(folder, progress=ready) as stack, at(stack.endpoints) as world:
        return await tell(world, await administrator(world, stack.run))


async def _running() -> Endpoints | None:
    try:
        endpoints = read_endpoints(LOCAL / "endpoints.json")
        async with at(endpoints) as world:
            await call(world.gateway, "GET", f"{endpoints.operations['gateway']}/readyz", 200)
    except (OSError, httpx.TransportError, Refused):
        return None
    return endpoints


async def published_by(containers: Project) -> Endpoints | None:
    """Where they answer; ``None`` when they cannot be used, after saying why."""
    reason = await containers.why_not()
    try:
        if reason is None:
            return await containers.endpoints()
    except (ComposeFailed, NotUp) as failed:
        reason = str(failed)
    _say(f"The containers are not used: {reason}")
    return None


async def tell(world: World, boss: Session) -> int:
    """All of it, played to its end."""
    teller = Teller()
    journey = Journey(world, boss, teller.step, teller.show)
    await journey.run()
    dues = Dues(world, boss, teller.step, teller.show)
    await dues.run("zalo")
    feedback = FeedbackJourney(world, boss, teller.step, teller.show)
    await feedback.run()
    _say(f"\nXong: {journey.received + dues.received + feedback.received} tin nhắn đã đến Zalo, mỗi tin một lần.")
    return 0


def _said(before: str, text: str | None) -> str:
    """A message in the Official Account's own words has neither title nor template."""
    return f"{before}{text}" if text else ""


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        try:
            return asyncio.run(demo(Path(folder)))
        except Exception as error:  # whoever watches a demo needs a line, not a traceback
            sys.stderr.write(f"\nThe demo stopped: {type(error).__name__}: {error}\n")
            return 1


if __name__ == "__main__":
    raise SystemExit(main())
