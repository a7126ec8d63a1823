"""Steady submission of dossiers while Zalo fails and our processes are killed; then the books must balance."""

import asyncio
import random

from local_stack.stack import Stack
from tests.chaos.applicants import applicants, submit_until
from tests.journeys.people import at, call
from tests.soak.balance import Balance, balance_of, dossiers_in, messages_about, still_open, taken_by_zalo
from tests.soak.trouble import Say, processes_die, zalo_fails

PEOPLE, PAUSE = 10, 2.0
"""Five filings a second, well within what one citizen and one address may do."""
PATIENCE = 240.0
"""Seconds for what was put off by the last faults to be tried again; what still waits then is counted as open."""


async def soak(stack: Stack, seconds: float, seed: int, say: Say, patience: float = PATIENCE) -> Balance:
    chance, submitted_before = random.Random(seed), await dossiers_in(stack.endpoints)
    async with at(stack.endpoints) as world:
        first_message = (await call(world.zalo, "GET", "/control/messages?limit=1", 200)).json()["last_seq"]
        everyone = await applicants(world, PEOPLE)
        clock = asyncio.get_running_loop().time
        deadline = clock() + seconds
        async with asyncio.TaskGroup() as work:
            for applicant in everyone:
                work.create_task(submit_until(applicant, lambda: clock() >= deadline, PAUSE))
            work.create_task(zalo_fails(world, chance, deadline))
            killing = work.create_task(processes_die(stack, chance, deadline, say))
        acknowledged = [dossier for applicant in everyone for dossier in applicant.acknowledged]
        say(f"{killing.result()} kills, {len(acknowledged)} filings acknowledged; draining")
        await _drained(stack, submitted_before, patience)
        submitted = await dossiers_in(stack.endpoints) - submitted_before
        messages = await messages_about(stack.endpoints, submitted)
        return balance_of(acknowledged, submitted, messages, await taken_by_zalo(world, first_message, messages))


async def _drained(stack: Stack, submitted_before: set[str], patience: float) -> None:
    """Returns once every submission has its message and none is open, or when patience ends."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + patience
    while clock() < deadline:
        submitted = await dossiers_in(stack.endpoints) - submitted_before
        messages = await messages_about(stack.endpoints, submitted)
        if len(messages) >= len(submitted) and still_open(messages) == 0:
            return
        await asyncio.sleep(1.0)
